/**
 * Tells when the page is hidden or left, and when it comes back out of the back/forward cache.
 *
 * "Hidden" is the last signal a browser dependably gives; `pagehide` covers navigations in those
 * that skip it, and is dispatched at the window only. Neither is ever unlistened: a page that comes
 * back leaves again. `unload` and `beforeunload` would cost the page its place in that cache.
 */
export function onLeave(leave: () => void, back: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) back();
  });
}
