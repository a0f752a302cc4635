/**
 * Marks a promise as looked after. The page may call `sendEvent` and never look at what it
 * returns; a rejection of that promise is then no "unhandled rejection" of the page.
 */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
