import type { OpenOptions } from "./chromium.js";
import { Collector } from "./collector.js";
import { judge, type Verdict } from "./oracle.js";
import { patienceMs } from "./run_size.js";
import type { Host, Site } from "./site.js";
import type { Tab, Told } from "./tab.js";
import { becomes, until } from "./until.js";

export type Service = "salesforce" | "sitecore";
export const services: readonly Service[] = ["salesforce", "sitecore"];

export interface DeliveryStatus {
  tracked: number;
  delivered: number;
  queued: number;
  dropped: Record<string, number>;
}

export interface Wish {
  kind?: "event" | "impression" | "click";
  marker: string;
  pad?: string;
  /** When, after the start; without it in the turn in which the page is left. */
  atMs?: number;
}

/** What a visitor does with a tab, whichever browser it is of. */
export type AnyTab = Pick<Tab, "told" | "evaluate" | "goto" | "close">;

/** Where tabs come from. */
export interface Browser<T extends AnyTab> {
  open(how?: OpenOptions): Promise<T>;
}

/** Somebody with nothing stored, on a host and with a collector of their own. */
export class Visitor<T extends AnyTab = Tab> {
  readonly service: Service;
  readonly collector: Collector;
  readonly #browser: Browser<T>;
  readonly #origin: string;
  readonly #tabs: T[] = [];

  private constructor(browser: Browser<T>, service: Service, collector: Collector, origin: string) {
    this.#browser = browser;
    this.service = service;
    this.collector = collector;
    this.#origin = origin;
  }

  static async come<T extends AnyTab>(
    browser: Browser<T>,
    site: Site,
    service: Service,
    more: Omit<Host, "config"> = {},
  ): Promise<Visitor<T>> {
    const collector = await Collector.start();
    const config = configFor(service, collector.origin);
    return new Visitor(browser, service, collector, site.add({ config, ...more }));
  }

  address(path: string): string {
    return this.#origin + path;
  }

  /** A new tab, with a page in it whose SDK has started. */
  async open(path = "/page.html", how: OpenOptions = {}): Promise<T> {
    const tab = await this.openEmpty(how);
    await tab.goto(this.address(path));
    await tab.evaluate("window.started?.then(() => true)");
    return tab;
  }

  async openEmpty(how: OpenOptions = {}): Promise<T> {
    const tab = await this.#browser.open(how);
    this.#tabs.push(tab);
    return tab;
  }

  /** Markers of the events the SDK has promised to keep, in any page so far. */
  promised(): string[] {
    return this.toldAbout("resolved").map(({ marker }) => String(marker));
  }

  toldAbout(about: string): Told[] {
    return this.#tabs.flatMap(({ told }) => told).filter((each) => each.about === about);
  }

  verdict(): Verdict {
    return judge(this.promised(), this.collector);
  }

  /** As on a page that has been looked at for a while: one event is through and acknowledged. */
  async warmUp(tab: T, marker: string): Promise<void> {
    await track(tab, { marker });
    await tab.evaluate("Attune.flush().then(() => true)");
    await until(`${marker} is acknowledged`, async () => (await statusOf(tab)).queued === 0);
  }

  /** The tab's queue is empty, storage holds no event, and everything promised has arrived. */
  async isSettled(tab: T): Promise<boolean> {
    if (this.verdict().lost.length > 0) return false;
    const { queued } = await statusOf(tab);
    return queued === 0 && (await storedIn(tab)).length === 0;
  }

  /**
   * Comes back, and gives Attune the time to finish what an earlier page has left. Says what
   * storage still held at the end: late is not lost.
   */
  async returnLater(how: OpenOptions = {}): Promise<{ stored: string[]; tookMs: number }> {
    const began = performance.now();
    const tab = await this.open("/later.html", how);
    await becomes(() => this.isSettled(tab), patienceMs);
    const stored = await storedIn(tab);
    const tookMs = Math.round(performance.now() - began);
    await tab.close();
    return { stored, tookMs };
  }

  async leave(): Promise<void> {
    for (const tab of this.#tabs) await tab.close();
    await this.collector.close();
  }
}

export function configFor(service: Service, endpoint: string): object {
  if (service === "salesforce") {
    return { salesforce: { endpoint, appSourceId: "0f3b6b0a-5d5c-4c52-9a3d-0a8f5e6b7c8d" } };
  }
  return { sitecore: { endpoint, clientKey: "deliveryKey", pointOfSale: "shop.example" } };
}

export function track(tab: AnyTab, wish: Wish): Promise<void> {
  return tab.evaluate(`probe.track(${JSON.stringify(wish)}).then(() => undefined)`);
}

export function statusOf(tab: AnyTab): Promise<DeliveryStatus> {
  return tab.evaluate("Attune.getDeliveryStatus()");
}

export function storedIn(tab: AnyTab): Promise<string[]> {
  return tab.evaluate("probe.stored()");
}

export function isBalanced({ tracked, delivered, queued, dropped }: DeliveryStatus): boolean {
  return tracked === delivered + queued + sum(dropped);
}

export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
