import type { Tab } from "./tab.js";
import type { Time } from "./time.js";

/** What the network and the collector do with a request. */
export interface Verdict {
  /** The collector takes the events in. */
  readonly arrives: boolean;
  /** 0: the page sees a network error. */
  readonly status: number;
  readonly retryAfter?: string;
}

export const accepted: Verdict = { arrives: true, status: 202 };
export const lost: Verdict = { arrives: false, status: 0 };

/** A request under way, or done with. */
export interface Delivery {
  readonly tab: Tab;
  readonly at: number;
  readonly bytes: number;
  readonly keepalive: boolean;
  /** The ids of its events. */
  readonly ids: readonly string[];
  readonly reply: (verdict: Verdict, onSeen: () => void) => void;
  /** The page has given it up; it may arrive all the same. */
  readonly isAborted: () => boolean;
  /** The page was told that it failed, when it was left; it may arrive all the same. */
  isDetached: boolean;
  /** That page is back, and believes it. */
  isForgotten: boolean;
  /** Decided, one way or the other. */
  verdict?: Verdict;
}

/** How new requests fare: decided after so long, or held until somebody decides. */
export type Manner = { readonly verdict: Verdict; readonly latency: number } | "hold";

/** A collector whose answers a test decides. */
export class Collector {
  manner: Manner = { verdict: accepted, latency: 20 };
  readonly open: Delivery[] = [];
  /** How often each id has arrived. */
  readonly arrivals = new Map<string, number>();
  /** Forgets every arrival of this number; 0 for none. A planted defect. */
  miscounts = 0;
  #count = 0;

  constructor(
    readonly time: Time,
    readonly onSeen: (delivery: Delivery) => void,
  ) {}

  take(delivery: Delivery): void {
    this.open.push(delivery);
    const { manner } = this;
    if (manner === "hold") return;
    this.time.post(undefined, manner.latency, () => this.decide(delivery, manner.verdict));
  }

  decide(delivery: Delivery, verdict: Verdict): void {
    if (delivery.verdict) return;
    delivery.verdict = verdict;
    this.open.splice(this.open.indexOf(delivery), 1);
    if (verdict.arrives) delivery.ids.forEach((id) => this.#arrive(id));
    if (!delivery.isDetached) delivery.reply(verdict, () => this.onSeen(delivery));
  }

  /** What the browser carries on with for a page, whatever becomes of that. */
  keptAlive(tab: Tab): Delivery[] {
    return this.open.filter(
      (one) => one.tab === tab && one.keepalive && !one.isAborted() && !one.isForgotten,
    );
  }

  /** A page is being left: it is told that its requests fail, and the browser carries on. */
  detach(tab: Tab): void {
    for (const delivery of this.open) {
      if (delivery.tab !== tab || delivery.isDetached) continue;
      delivery.isDetached = true;
      delivery.reply(lost, () => undefined);
    }
  }

  /** A tab is gone: what the browser does not carry on for it ends here. */
  abort(tab: Tab): void {
    for (const delivery of [...this.open]) {
      if (delivery.tab === tab && !delivery.keepalive) this.decide(delivery, lost);
    }
  }

  /** A page is back. */
  reattach(tab: Tab): void {
    for (const delivery of this.open) {
      if (delivery.tab === tab && delivery.isDetached) delivery.isForgotten = true;
    }
  }

  #arrive(id: string): void {
    this.#count += 1;
    if (this.miscounts > 0 && this.#count % this.miscounts === 0) return;
    this.arrivals.set(id, (this.arrivals.get(id) ?? 0) + 1);
  }
}

/** The ids of the events in a body of Salesforce's collector. */
export function idsInBody(body: string): string[] {
  const base64 = decodeURIComponent(body.slice("event=".length));
  const { events } = JSON.parse(Buffer.from(base64, "base64").toString()) as {
    events: Array<{ eventId: string }>;
  };
  return events.map(({ eventId }) => eventId);
}
