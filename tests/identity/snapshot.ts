import type { BrowserContext, Page } from "playwright-core";

/** Everything an origin can hold in a profile, as seen from one tab of it. */
export async function snapshotOf(page: Page): Promise<object> {
  const seen = await page.evaluate(async () => {
    const sorted = (store: Storage) =>
      Object.entries({ ...store } as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      local: sorted(localStorage),
      session: sorted(sessionStorage),
      cookie: document.cookie,
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: "caches" in window ? await window.caches.keys() : [],
      workers:
        "serviceWorker" in navigator
          ? (await navigator.serviceWorker.getRegistrations()).length
          : 0,
    };
  });
  return { ...seen, cookies: await cookiesOf(page.context()) };
}

export async function cookiesOf(context: BrowserContext): Promise<string[]> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value, domain, path }) => `${name}=${value} ${domain}${path}`).sort();
}
