import type { BrowserContext, Page } from "playwright-core";

/** Everything the page's origin holds. */
export interface Held {
  local: Record<string, string>;
  session: Record<string, string>;
  cookies: string;
}

/** The shop keeps its visitor's answer, and the demo's own choices, under names of its own. */
const ownOfTheShop = /^skerry/;

export async function heldBy(page: Page): Promise<Held> {
  const { local, session, cookies } = await page.evaluate(() => ({
    local: { ...localStorage } as Record<string, string>,
    session: { ...sessionStorage } as Record<string, string>,
    cookies: document.cookie,
  }));
  const foreign = (store: Record<string, string>) =>
    Object.fromEntries(Object.entries(store).filter(([name]) => !ownOfTheShop.test(name)));
  return { local: foreign(local), session: foreign(session), cookies };
}

export const nothing: Held = { local: {}, session: {}, cookies: "" };

export async function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found = await indexedDB.databases();
    const caches = await window.caches.keys();
    return [...found.map(({ name }) => String(name)), ...caches];
  });
}

export async function cookie(visitor: BrowserContext, name: string) {
  return (await visitor.cookies()).find((each) => each.name === name);
}
