import type { Differing, Service } from "./hostile_page.js";

/** Nothing came to show: no handler was called, and what the page said itself still stands. */
const defaultContent: Differing = {
  handbook: undefined,
  official: undefined,
  hero: "The page's own content",
};

/** The start is refused by this code, and every later call with it. */
export function refusedStart(code: string): Differing {
  const calls = { fetch: code, impression: code, click: code, sendEvent: code };
  const ends = { flush: code, observe: code, lastWords: code };
  return { ...defaultContent, init: code, ...calls, ...ends, campaign: "{}", id: "none" };
}

/** The decision fails with this code, events wait for better days; an id the service would give is missing. */
export function cutOff(code: string): (service: Service) => Differing {
  return (service) => ({
    ...defaultContent,
    fetch: code,
    flush: "queued",
    observe: "queued",
    ...(service === "sitecore" && { id: "none" }),
  });
}
