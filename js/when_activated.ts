/**
 * Acts now, or once a page that is only being prerendered is looked at. What happens before would
 * be billed, and counted, for a visitor who may never come.
 */
export function whenActivated(act: () => void): void {
  // Where there is no document there is nothing to wait for either.
  const page = globalThis.document as (Document & { prerendering?: boolean }) | undefined;
  if (page?.prerendering) page.addEventListener("prerenderingchange", act);
  else act();
}
