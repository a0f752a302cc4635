import type { Tab } from "./tab.js";

/** What has become of an event that is not queued any more. */
export type Fate =
  | "delivered"
  /** Counted as delivered by the claim of a page that was left. */
  | "sure"
  | "rejected"
  | "too-large"
  | "overflow"
  | "expired"
  | "erased"
  /** Storage had refused it, and its tab is gone. */
  | "unstored";

const prefix = "attune.event.";
/** Worth, sequence, time and page, with dots between (src/engagement/queue.rs). */
const nameLength = 1 + 1 + 7 + 1 + 14 + 1 + 16;

/** One entry of the queue. */
export class Tracked {
  readonly ids: readonly string[];
  readonly bytes: number;
  /** 0 for a click, 1 for an impression, 2 for the rest. */
  readonly worth: number;
  readonly wallTime: number;
  /** It was stored at some time. */
  isStored = false;
  /** A request with it was handed to the browser. */
  isSent = false;
  /** The page that has seen that it was accepted. */
  answeredTo: Tab | undefined;
  /** A living page has seen that it, and it alone, was refused. */
  refusal: Fate | undefined;
  fate: Fate | undefined;
  /** The pages that were left with it before they had seen an answer: it may be sent again at once. */
  readonly leftOpenBy = new Set<Tab>();

  constructor(
    readonly tab: Tab,
    readonly name: string,
    readonly key: string,
    readonly text: string,
  ) {
    const rows = JSON.parse(text) as Array<{ eventId: string }>;
    this.ids = rows.map(({ eventId }) => eventId);
    this.bytes = Buffer.byteLength(key + text);
    this.worth = Number(name[0]);
    this.wallTime = Number(name.slice(10, 24));
  }
}

/** The part of a storage key that names an event; `undefined` where it is no event's. */
export function eventNameOf(key: string): string | undefined {
  return key.startsWith(prefix) ? key.slice(-nameLength) : undefined;
}

/** Whether a key is the claim of a page on what it is sending. */
export function isClaim(key: string): boolean {
  return key.startsWith("attune.claim.");
}

interface Claim {
  readonly at: number;
  readonly names: readonly string[];
  readonly isSure?: boolean;
  readonly isOpen?: boolean;
}

/**
 * The names that a page which was left says can be relied on.
 *
 * @param failedAt - when the last request that failed was handed over
 */
export function sureNamesOf(text: string, failedAt: number): readonly string[] {
  const { at, names, isSure } = JSON.parse(text) as Claim;
  return isSure && !(failedAt > at) ? names : [];
}

/** The names that a page which was left without an answer leaves to the next. */
export function openNamesOf(text: string): readonly string[] {
  const { names, isOpen } = JSON.parse(text) as Claim;
  return isOpen ? names : [];
}
