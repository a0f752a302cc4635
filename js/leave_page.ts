/**
 * Tells when the page is hidden or left, and when it comes back.
 *
 * "Hidden" is the last signal a browser dependably gives; `pagehide` covers navigations in those
 * that skip it, and is dispatched at the window only; a frozen page sees no answer any more, like
 * one that is left. None is ever unlistened: a page that comes back leaves again. `unload` and
 * `beforeunload` would cost the page its place in the back/forward cache.
 */
export function onLeave(leave: (isParting: boolean) => void, back: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave(false);
  });
  const part = (): void => leave(true);
  document.addEventListener("freeze", part);
  document.addEventListener("resume", back);
  addEventListener("pagehide", part);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) back();
  });
}
