import type { Delivery } from "./collector.js";
import { eventNameOf, isClaim, openNamesOf, sureNamesOf, Tracked } from "./tracked.js";
import type { StorageWatcher } from "./storage.js";
import type { Tab } from "./tab.js";
import type { World } from "./world.js";

/** What the page has told of consent, as far as it is known whether the tab has heard. */
type Gate = "in" | "out" | "maybe";

/** What is known of a tab. */
interface Page {
  gate: Gate;
  /** Tracked without consent: counted in the tab's memory, and nowhere else. */
  refused: number;
  /** It has lived through an erasure: its counts are its own from then on. */
  wasErased: boolean;
  /** The service is being told of the opt-out. */
  isWithdrawing: boolean;
}

/** A claim is respected for so long. */
const held = 9500;
const day = 86_400_000;
/** So soon, every tab that runs has heard of an erasure. */
const mostDelay = 500;
const mostBytesUnderWay = 60_000;
const mostRequestsUnderWay = 14;

/**
 * The plain list of everything tracked, kept by looking at what goes into storage, over the network
 * and back. It throws as soon as something happens that must not.
 */
export class Reference implements StorageWatcher<Tab> {
  /** Of this visitor: an erasure begins a new list. */
  list: Tracked[] = [];
  readonly #byName = new Map<string, Tracked>();
  readonly #byId = new Map<string, Tracked>();
  readonly #pages = new Map<Tab, Page>();
  /** Who has written which claim. */
  readonly #claims = new Map<string, Tab>();
  /** The requests that tell the service of an opt-out. */
  readonly #lastWords = new Set<Delivery>();
  /** Storage has refused something: counts and claims may be in memory only. */
  wasFull = false;
  /** What became of something cannot be told from what is seen. */
  isVague = false;
  /** A tab has died in the middle of its work. */
  wasTorn = false;
  /** The opt-out itself is told too; when that is answered, it counts. */
  wasWithdrawn = false;
  /** When the wall clock was last set. */
  lastStep = -Infinity;
  /** Nobody has opted in, or all was erased since: storage holds nothing. */
  isSilent = true;
  #erasedAt = -Infinity;
  #failure: Error | undefined;

  constructor(readonly world: World) {}

  pageOf(tab: Tab): Page {
    const page = this.#pages.get(tab);
    if (!page) throw new Error("A tab nobody has opened.");
    return page;
  }

  /** What happens below the SDK must not throw there, where it would be caught. */
  fail(message: string): void {
    this.#failure ??= new Error(`${message} (at ${this.world.time.now} ms)`);
  }

  rethrow(): void {
    if (this.#failure) throw this.#failure;
  }

  onOpen(tab: Tab, isIn: boolean): void {
    const gate = isIn ? "in" : "out";
    this.#pages.set(tab, { gate, refused: 0, wasErased: false, isWithdrawing: false });
    if (isIn) this.isSilent = false;
  }

  onConsent(tab: Tab, isIn: boolean, isWithdrawal = !isIn): void {
    const page = this.pageOf(tab);
    page.gate = isIn ? "in" : "out";
    page.isWithdrawing = isWithdrawal;
    if (isIn) this.isSilent = false;
    else this.#erase();
    this.wasWithdrawn ||= isWithdrawal;
  }

  /** Everything stored is erased, by this tab and so by all others that notice. */
  #erase(): void {
    this.isSilent = true;
    this.#erasedAt = this.world.time.now;
    for (const tab of this.world.tabs) {
      const page = this.pageOf(tab);
      page.wasErased = true;
      // One that died while it erases would leave the rest behind: no promise covers that.
      this.world.storage.doomed.delete(tab);
      if (page.gate === "out") continue;
      // Where storage took nothing, nothing is removed from it that another tab could notice.
      page.gate = tab.runs() && !this.wasFull ? "out" : "maybe";
      if (this.wasFull) this.isSilent = false;
    }
    for (const tracked of this.list) {
      const isKept = !tracked.isStored && this.pageOf(tracked.tab).gate === "maybe";
      if (!isKept) tracked.fate ??= "erased";
    }
    this.list = [];
  }

  /** A command is over, and what followed from it at once. */
  calm(): void {
    for (const page of this.#pages.values()) page.isWithdrawing = false;
  }

  countOf(tab: Tab): number {
    return this.list.filter((tracked) => tracked.tab === tab).length;
  }

  /** A call to track something has resolved. */
  onTracked(tab: Tab, mark: string, before: number): void {
    const page = this.pageOf(tab);
    if (page.gate === "out") page.refused += 1;
    if (page.gate !== "in") return;
    const own = this.list.filter((tracked) => tracked.tab === tab);
    if (own.length > before && own.some(({ text }) => text.includes(`"${mark}"`))) return;
    this.fail(`${mark} was resolved before it was written down`);
  }

  onWrite(tab: Tab, key: string, text: string, isRefused: boolean): void {
    if (this.pageOf(tab).gate === "out" && !this.pageOf(tab).wasErased) {
      this.fail(`${key} was written without consent`);
    }
    if (this.isSilent && this.world.time.now > this.#erasedAt + mostDelay) {
      this.fail(`${key} was written after everything was erased`);
    }
    this.wasFull ||= isRefused;
    if (isClaim(key) && !isRefused) {
      this.#claims.set(key, tab);
      for (const name of openNamesOf(text)) this.#byName.get(name)?.leftOpenBy.add(tab);
    }
    const name = eventNameOf(key);
    if (name === undefined) return;
    const tracked = this.#byName.get(name) ?? this.#add(tab, name, key, text);
    if (tracked.text !== text) this.fail(`${name} was overwritten with another event`);
    if (tracked.fate && this.#mayHaveMissed(tab)) tracked.fate = undefined;
    if (tracked.fate) {
      this.fail(`${name} was written again after its end (${tracked.fate})`);
    }
    tracked.isStored ||= !isRefused;
  }

  /** An erasure that could not be told from a storage that takes nothing. */
  #mayHaveMissed(tab: Tab): boolean {
    return this.wasFull && this.pageOf(tab).gate === "maybe";
  }

  #add(tab: Tab, name: string, key: string, text: string): Tracked {
    const tracked = new Tracked(tab, name, key, text);
    this.list.push(tracked);
    this.#byName.set(name, tracked);
    for (const id of tracked.ids) {
      if (this.#byId.has(id)) this.fail(`${id} was made twice`);
      this.#byId.set(id, tracked);
    }
    return tracked;
  }

  onRemove(_: Tab, key: string): void {
    const tracked = this.#byName.get(eventNameOf(key) ?? "");
    if (!tracked || tracked.fate) return;
    if (tracked.answeredTo) tracked.fate = "delivered";
    else if (tracked.refusal) tracked.fate = tracked.refusal;
    else if (this.#isSure(tracked)) this.#trust(tracked);
    else tracked.fate = this.#whyDropped(tracked);
  }

  #hasRoom(): boolean {
    const waiting = this.list.filter(({ fate, isStored }) => !fate && isStored);
    const bytes = waiting.reduce((sum, one) => sum + one.bytes, 0);
    return waiting.length <= 500 && bytes <= 256 * 1024;
  }

  /** A claim is about requests; where there was none, nothing can be relied on. */
  #trust(tracked: Tracked): void {
    // It may as well be the one too many.
    this.isVague ||= !this.#hasRoom();
    tracked.fate = "sure";
    // A tab that dies between its claim and its request leaves a claim that is wrong.
    if (!tracked.isSent && !this.wasTorn)
      this.fail(`${tracked.name} counts as delivered, and was never sent`);
  }

  /** Neither delivered nor refused: it has to be too old, or the least valuable one too many. */
  #whyDropped(tracked: Tracked): "expired" | "overflow" {
    const age = this.world.time.wallNow() - tracked.wallTime;
    // What seems to be older than that was written by another clock.
    if (age > 10 * day && age < 400 * day) return "expired";
    // What storage has refused takes room too, and nobody sees when it is dropped.
    if (this.wasFull) return "overflow";
    if (this.#hasRoom()) this.fail(`${tracked.name} was dropped although there was room`);
    const waiting = this.list.filter(({ fate, isStored }) => !fate && isStored);
    const underWay = new Set(this.world.collector.open.flatMap(({ ids }) => ids));
    const isWorse = (one: Tracked): boolean =>
      one.tab === tracked.tab && one.worth > tracked.worth && !underWay.has(one.ids[0] ?? "");
    if (waiting.some(isWorse))
      this.fail(`${tracked.name} was dropped before something of less worth`);
    return "overflow";
  }

  /** Whether a page that was left has said that the event can be relied on; another than this one. */
  #isSure({ name }: Tracked, but?: Tab): boolean {
    const { data } = this.world.storage;
    return [...this.#claims].some(([key, tab]) => {
      const text = data[key];
      return (
        tab !== but && text !== undefined && sureNamesOf(text, this.#failedAt()).includes(name)
      );
    });
  }

  /** When the last request that failed was handed over, as the pages know it. */
  #failedAt(): number {
    const { data } = this.world.storage;
    const key = Object.keys(data).find((key) => key.startsWith("attune.health."));
    const { failed } = JSON.parse(data[key ?? ""] ?? "{}") as { failed?: number };
    return failed ?? -Infinity;
  }

  onSend(delivery: Delivery, url: string): void {
    const page = this.pageOf(delivery.tab);
    if (page.gate === "out" && !page.isWithdrawing) this.fail(`${url} was asked without consent`);
    if (page.isWithdrawing) this.#lastWords.add(delivery);
    else this.#checkRoom(delivery);
    const known = delivery.ids.flatMap((id) => this.#byId.get(id) ?? []);
    if (known.length < delivery.ids.length && !page.isWithdrawing) {
      this.fail("Something was sent that nobody tracked");
    }
    for (const tracked of new Set(known)) this.#checkSending(delivery, tracked);
  }

  #checkRoom({ tab, keepalive, bytes }: Delivery): void {
    if (!keepalive) return;
    const kept = this.world.collector.keptAlive(tab);
    const own = kept.filter((one) => !this.#lastWords.has(one));
    const sum = own.reduce((sum, one) => sum + one.bytes, bytes);
    if (sum > mostBytesUnderWay) this.fail(`${sum} bytes are under way with keepalive`);
    if (own.length + 1 > mostRequestsUnderWay)
      this.fail(`${own.length + 1} requests are under way`);
  }

  #checkSending(delivery: Delivery, tracked: Tracked): void {
    const { name } = tracked;
    tracked.isSent = true;
    const { now } = this.world.time;
    if (tracked.fate && !this.#mayHaveMissed(delivery.tab)) {
      this.fail(`${name} was sent after its end (${tracked.fate})`);
    }
    if (tracked.answeredTo && !tracked.answeredTo.isGone()) {
      this.fail(`${name} was sent after its answer was seen`);
    }
    if (!tracked.ids.every((id) => delivery.ids.includes(id)))
      this.fail(`${name} was sent in parts`);
    if (this.wasFull || this.lastStep > now - 600_000) return;
    if (this.#isSure(tracked, delivery.tab)) this.fail(`${name} was sent although it is sure`);
    for (const other of this.world.collector.open) {
      // It was told that this one has failed, and it lives on.
      if (other.isForgotten || tracked.leftOpenBy.has(other.tab)) continue;
      if (now - other.at >= held || !other.ids.includes(tracked.ids[0] ?? "")) continue;
      this.fail(`${name} is being sent already, by tab ${other.tab.number}`);
    }
  }

  onAnswer({ tab, verdict, ids }: Delivery): void {
    const status = verdict?.status ?? 0;
    const own = new Set(ids.flatMap((id) => this.#byId.get(id) ?? []));
    for (const tracked of own) {
      if (status >= 200 && status < 300) tracked.answeredTo = tab;
      if (own.size > 1) continue;
      if (status === 400) tracked.refusal = "rejected";
      if (status === 413) tracked.refusal = "too-large";
    }
  }

  /** The page sees no answer from now on, unless it comes back. */
  onPart(tab: Tab): void {
    if (this.world.locks.blocksCache(tab)) this.fail("A lock is held by a page that was left");
  }

  /** What was in a tab's memory only is lost with it. */
  onGone(tab: Tab): void {
    for (const tracked of this.list) {
      if (tracked.tab === tab && !tracked.isStored) tracked.fate ??= "unstored";
    }
  }
}
