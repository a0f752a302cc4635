import type { BrowserContext, Page } from "playwright-core";

/** One attempt to store something: a cookie as it was written, or a key and its value. */
export interface Written {
  place: "local" | "session" | "cookie" | "database" | "cache";
  text: string;
}

/** Runs in the page before any script: whatever is stored from here on is written down. */
function spy(): void {
  // The page the browser starts with has no stores at all.
  if (location.protocol === "about:") return;
  const written: Written[] = [];
  window.kept = { written };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    written.push({ place: this === localStorage ? "local" : "session", text: `${key}=${value}` });
    setItem.call(this, key, value);
  };
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie")!;
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie,
    set(this: Document, text: string) {
      written.push({ place: "cookie", text });
      cookie.set!.call(this, text);
    },
  });
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...args) {
    written.push({ place: "database", text: args[0] });
    return open.apply(this, args);
  };
  // Only a secure context has caches.
  const CacheStorage = globalThis.CacheStorage as typeof globalThis.CacheStorage | undefined;
  if (!CacheStorage) return;
  const { open: openCache } = CacheStorage.prototype;
  CacheStorage.prototype.open = function (name) {
    written.push({ place: "cache", text: name });
    return openCache.call(this, name);
  };
}

export async function spyOnStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(spy);
}

/** Everything this document has tried to store since it was opened. */
export function writtenBy(page: Page): Promise<Written[]> {
  return page.evaluate(() => window.kept["written"] as Written[]);
}

/** A cookie that is taken away is none that is stored. */
export const isStored = ({ place, text }: Written): boolean =>
  place !== "cookie" || !/; *max-age=0(;|$)/i.test(text);
