import { chanceFrom } from "./chance.js";
import { Collector } from "./collector.js";
import { Locks } from "./locks.js";
import { Reference } from "./reference.js";
import type { Sdk } from "./sdk.js";
import { CookieJar, OriginStorage, type Session } from "./storage.js";
import { Tab } from "./tab.js";
import { Time, microtasks } from "./time.js";

/** What one run has for a world. */
export interface Circumstances {
  readonly seed: number;
  /** The browser has Web Locks. */
  readonly hasLocks: boolean;
}

const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
const optOut = { ...optIn, status: "Opt Out" };

const config = {
  salesforce: {
    endpoint: "https://tenant.example.com",
    appSourceId: "a1b2c3d4-0000-4000-8000-000000000001",
  },
  cookieDomain: "shop.example",
};

/** In milliseconds. */
const longestStart = 1500;

/** A browser profile: its tabs, what they share, and the collector they speak to. */
export class World {
  readonly time = new Time();
  readonly chance: () => number;
  readonly hasLocks: boolean;
  readonly cookies = new CookieJar();
  readonly locks = new Locks(this.time);
  readonly reference = new Reference(this);
  readonly collector = new Collector(this.time, (delivery) => this.reference.onAnswer(delivery));
  readonly storage = new OriginStorage<Tab>(
    this.reference,
    (by, key, oldValue, newValue) => this.#tellOthers(by, { key, oldValue, newValue }),
    (tab) => this.#kill(tab),
  );
  readonly tabs: Tab[] = [];
  #opened = 0;

  constructor(
    readonly sdk: Sdk,
    { seed, hasLocks }: Circumstances,
  ) {
    this.chance = chanceFrom(seed);
    this.hasLocks = hasLocks;
  }

  /** Opens a tab, with the visitor's opt-in or without a verdict. */
  async open(isIn: boolean, session: Session = {}): Promise<Tab> {
    const tab = new Tab(this, ++this.#opened, session);
    this.tabs.push(tab);
    this.reference.onOpen(tab, isIn);
    let isReady = false;
    const ready = (): void => void (isReady = true);
    void tab.attune.init({ ...config, consents: isIn ? [optIn] : [] }).then(ready);
    // A page waits for those that open at the same time, and not for long.
    for (let waited = 0; !isReady && waited < longestStart; waited += 1) await this.time.pass(1);
    if (!isReady) throw new Error("init is never done");
    return tab;
  }

  consent(tab: Tab, isIn: boolean): void {
    this.storage.doomed.delete(tab);
    this.reference.onConsent(tab, isIn);
    tab.attune.updateConsents([isIn ? optIn : optOut]);
  }

  async forget(tab: Tab): Promise<void> {
    this.storage.doomed.delete(tab);
    this.reference.onConsent(tab, false, false);
    await this.#expect(tab.attune.forget());
  }

  /** What is promised at once is kept at once. */
  async #expect(promise: Promise<unknown>): Promise<void> {
    let outcome: unknown = "nothing";
    promise.then(
      () => (outcome = undefined),
      (error: unknown) => (outcome = error),
    );
    await microtasks();
    if (outcome !== undefined) throw new Error(`Not resolved at once: ${String(outcome)}`);
  }

  async track(tab: Tab, kind: "event" | "impression" | "click", mark: string, padding: number) {
    const reference = { personalizationId: mark, personalizationPointName: "x".repeat(padding) };
    const { Engagement, sendEvent } = tab.attune;
    const event = { interaction: { name: mark, padding: "x".repeat(padding) } };
    const call =
      kind === "event"
        ? () => sendEvent(event as never)
        : () => Engagement[kind](reference as never);
    const before = this.reference.countOf(tab);
    const promise = call();
    // A tab that dies meanwhile promises nothing any more.
    if (tab.isGone()) return;
    await this.#expect(promise);
    this.reference.onTracked(tab, mark, before);
  }

  async hide(tab: Tab): Promise<void> {
    tab.phase = "hidden";
    tab.dispatch("visibilitychange");
    await microtasks();
  }

  async show(tab: Tab): Promise<void> {
    tab.phase = "visible";
    tab.dispatch("visibilitychange");
    await microtasks();
  }

  async freeze(tab: Tab): Promise<void> {
    if (tab.phase === "visible") await this.hide(tab);
    tab.dispatch("freeze");
    await microtasks();
    tab.phase = "frozen";
    this.reference.onPart(tab);
  }

  async resume(tab: Tab): Promise<void> {
    tab.phase = "hidden";
    tab.dispatch("resume");
    await microtasks();
    await this.show(tab);
  }

  /** Leaves a page: for good, or into the back/forward cache. Its requests may seem to fail then. */
  async leave(tab: Tab, persisted: boolean, seemsToFail: boolean): Promise<void> {
    tab.dispatch("pagehide", { persisted });
    await microtasks();
    if (tab.phase === "visible") await this.hide(tab);
    if (seemsToFail) {
      this.collector.detach(tab);
      await this.time.pass(0);
    }
    if (persisted && !this.locks.blocksCache(tab)) {
      tab.dispatch("freeze");
      await microtasks();
      tab.phase = "cached";
      return this.reference.onPart(tab);
    }
    this.reference.onPart(tab);
    this.close(tab);
  }

  async restore(tab: Tab): Promise<void> {
    tab.phase = "visible";
    this.collector.reattach(tab);
    tab.dispatch("resume");
    await microtasks();
    tab.dispatch("pageshow", { persisted: true });
    await microtasks();
    tab.dispatch("visibilitychange");
    await microtasks();
  }

  /** The tab is gone without a word. */
  close(tab: Tab): void {
    if (tab.isGone()) return;
    this.reference.onGone(tab);
    tab.vanish();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  /** A tab dies in the middle of its work: what it counted may not be what it has done. */
  #kill(tab: Tab): void {
    this.reference.wasTorn = true;
    this.close(tab);
  }

  /** A page in the back/forward cache hears nothing; one that is frozen, later. */
  #tellOthers(by: Tab, change: object): void {
    for (const tab of this.tabs) {
      if (tab === by || tab.phase === "cached" || !tab.hears("storage")) continue;
      this.time.post(tab, 1, () => tab.dispatch("storage", change));
    }
  }
}
