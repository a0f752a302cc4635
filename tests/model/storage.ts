/** What happens to the storage of an origin, told as it happens. */
export interface StorageWatcher<Tab> {
  /** Somebody wants to write. */
  readonly onWrite: (tab: Tab, key: string, text: string, isRefused: boolean) => void;
  /** Somebody is about to remove what is there. */
  readonly onRemove: (tab: Tab, key: string) => void;
}

/** The local storage of an origin, for all of its tabs. */
export class OriginStorage<Tab> {
  readonly data: Record<string, string> = Object.create(null) as Record<string, string>;
  /** Nothing more is taken in. */
  isFull = false;
  /** Loses every removal of this number; 0 for none. A planted defect. */
  losesRemoval = 0;
  #removals = 0;

  /** After so many changes more, the tab that made them dies, in the middle of its work. */
  readonly doomed = new Map<Tab, number>();

  constructor(
    readonly watcher: StorageWatcher<Tab>,
    /** Tells the other tabs, later. */
    readonly tell: (
      tab: Tab,
      key: string,
      oldValue: string | null,
      newValue: string | null,
    ) => void,
    readonly kill: (tab: Tab) => void,
  ) {}

  keys(prefix: string): string[] {
    return Object.keys(this.data).filter((key) => key.startsWith(prefix));
  }

  /** The object that a tab finds as `localStorage`. A tab that is gone changes nothing any more. */
  facadeFor(tab: Tab, isGone: () => boolean): object {
    const { data } = this;
    const change = (work: () => void): void => {
      if (isGone()) return;
      work();
      const left = (this.doomed.get(tab) ?? Infinity) - 1;
      this.doomed.set(tab, left);
      if (left <= 0) this.kill(tab);
    };
    const members: Record<string, unknown> = {
      getItem: (key: string) => data[key] ?? null,
      setItem: (key: string, text: string) => change(() => this.#write(tab, key, String(text))),
      removeItem: (key: string) => change(() => this.#remove(tab, key)),
    };
    return new Proxy(data, {
      get: (_, name) => members[name as string] ?? data[name as string],
    });
  }

  #write(tab: Tab, key: string, text: string): void {
    const old = this.data[key] ?? null;
    this.watcher.onWrite(tab, key, text, this.isFull);
    if (this.isFull) throw new Error("QuotaExceededError");
    this.data[key] = text;
    if (old !== text) this.tell(tab, key, old, text);
  }

  #remove(tab: Tab, key: string): void {
    const old = this.data[key];
    if (old === undefined) return;
    this.#removals += 1;
    if (this.losesRemoval > 0 && this.#removals % this.losesRemoval === 0) return;
    this.watcher.onRemove(tab, key);
    delete this.data[key];
    this.tell(tab, key, old, null);
  }
}

/** What the storage of one tab's own holds. */
export type Session = Record<string, string>;

/** The object that a page finds as `sessionStorage`. */
export function sessionStorageOver(data: Session): object {
  const members: Record<string, unknown> = {
    getItem: (key: string) => data[key] ?? null,
    setItem: (key: string, text: string) => (data[key] = String(text)),
    removeItem: (key: string) => delete data[key],
  };
  return new Proxy(data, { get: (_, name) => members[name as string] ?? data[name as string] });
}

/** The cookies of one site, as far as scripts see them. */
export class CookieJar {
  readonly cookies = new Map<string, string>();

  get text(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  set text(cookie: string) {
    const [pair = "", ...attributes] = cookie.split(/; */);
    const named = new Map(
      attributes.map((text) => text.toLowerCase().split("=") as [string, string]),
    );
    const domain = (named.get("domain") ?? "shop.example").replace(/^\./, "");
    // "example" stands for a public suffix, which takes no cookies.
    if (domain !== "shop.example") return;
    const at = pair.indexOf("=");
    const isOver =
      Number(named.get("max-age") ?? 1) <= 0 ||
      /^thu, 01.jan.1970/.test(named.get("expires") ?? "");
    if (isOver) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
