import type { BrowserContext, Page } from "playwright-core";

export const places = [
  "cookies",
  "localAccess",
  "localWrite",
  "sessionAccess",
  "sessionWrite",
  "indexedDB",
] as const;
export type Place = (typeof places)[number];

/**
 * Each failure comes in two ways. "denied": a browser keeps silent where it may (cookies that are not
 * kept, a store that is absent or has room for nothing). "thrown": every access throws, as in a
 * sandbox, a privacy mode or an older browser.
 */
export type Manner = "denied" | "thrown";

export interface Spoiled {
  readonly places: readonly Place[];
  readonly manner: Manner;
}

/** All that can fail together: every subset of the six places. */
export function everyCombination(manner: Manner): Spoiled[] {
  const fails = (subset: number, bit: number): boolean => Math.floor(subset / 2 ** bit) % 2 === 1;
  return Array.from({ length: 2 ** places.length }, (_, subset) => ({
    places: places.filter((__, bit) => fails(subset, bit)),
    manner,
  }));
}

/**
 * Runs in the page before any script, and reads from its address what is to fail. One page is opened
 * again and again, so what the combination before has left is cleared first.
 */
function spoil(): void {
  const asked = new URLSearchParams(location.search).get("spoiled");
  if (!asked) return;
  const { places, manner } = JSON.parse(asked) as Spoiled;
  const refuse = (name: string) => (): never => {
    throw new DOMException("spoiled by the test", name);
  };
  const { getItem, setItem } = Storage.prototype;
  const unwritable: Storage[] = [];
  for (const name of ["local", "session"] as const) {
    const store = window[`${name}Storage`];
    store.clear();
    if (places.includes(`${name}Write`)) unwritable.push(store);
    if (!places.includes(`${name}Access`)) continue;
    const access = manner === "denied" ? { value: undefined } : { get: refuse("SecurityError") };
    Object.defineProperty(window, `${name}Storage`, access);
  }
  Storage.prototype.setItem = function (key, value) {
    if (unwritable.includes(this)) refuse("QuotaExceededError")();
    setItem.call(this, key, value);
  };
  Storage.prototype.getItem = function (key) {
    if (unwritable.includes(this) && manner === "thrown") refuse("SecurityError")();
    return getItem.call(this, key);
  };
  if (places.includes("cookies")) {
    const thrown = { get: refuse("SecurityError"), set: refuse("SecurityError") };
    const denied = { get: () => "", set: () => {} };
    Object.defineProperty(Document.prototype, "cookie", manner === "thrown" ? thrown : denied);
  }
  if (places.includes("indexedDB")) {
    // A request that never answers, as after a profile was damaged.
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  }
}

export async function spoilOnRequest(context: BrowserContext): Promise<void> {
  await context.addInitScript(spoil);
}

/** The query of a page whose storage is to fail in these places. */
export const askFor = (spoiled: Spoiled): string =>
  `?spoiled=${encodeURIComponent(JSON.stringify(spoiled))}`;

/** Leaves no room for a single character in either store; runs in the page. */
export function fillStores(): void {
  for (const store of [localStorage, sessionStorage]) {
    for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let n = 0; n < 3; n += 1) store.setItem(`own${size}.${n}`, "x".repeat(size));
      } catch {
        // The next one is half as large.
      }
    }
  }
}

/** The visitor's own setting: no cookies. Chromium then denies both stores too. */
export async function denyCookies(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDocumentCookieDisabled", { disabled: true });
}
