/** The types of docs/boundary.md: what the two sides ask of each other. */
import type { Fault } from "./error.js";
import type { Init } from "./exchange.js";
import type { Moment } from "./moment.js";
import type { Reply } from "./reply.js";
import type { Consent, DecisionAccount, DeliveryStatus } from "./types.js";

/** What the core asks of JavaScript. */
export interface Host {
  readonly wake: () => void;
  readonly soon: () => void;
  readonly timer: (id: number, ms: number) => void;
  readonly send: (url: string, init: Init) => Promise<Reply>;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Resolves in a turn in which no other tab stores an id. */
  readonly alone: () => Promise<void>;
  /** Whether it is this tab's turn to send. */
  readonly takeTurn: (name: string) => Promise<boolean>;
  readonly endTurn: () => void;
  readonly settle: (call: number, value: unknown) => void;
  readonly fail: (call: number, fault: Fault) => void;
  readonly invoke: (callback: Callback, args: unknown[]) => void;
  readonly log: (level: number, text: string) => void;
}

/** Page code, wrapped. */
export type Callback = (...args: unknown[]) => unknown;

/** A consent as the core tells it: times in milliseconds. */
export interface CoreConsentRecord {
  readonly consent: Consent;
  readonly lastUpdatedTime: number;
  readonly lastSentTime?: number;
}

/** What JavaScript asks of the core. */
export interface Core {
  readonly start: (host: Host) => void;
  /** `cameBy`: the addresses by which the visitor has come to where the page is now. */
  readonly configure: (config: unknown, cameBy: string[]) => void;
  readonly personalize: (config: unknown) => void;
  /** Whether an opt-in would have an id made at once. */
  readonly makes_id: () => boolean;
  readonly consents: (list: Consent[], pending: boolean) => void;
  readonly consent_records: () => CoreConsentRecord[];
  readonly decide: (call: number, points: unknown, context: unknown, options: unknown) => void;
  readonly expire: (call: number) => void;
  readonly abandon: (call: number) => void;
  readonly set_zone_handler: (
    zone: string,
    point: string | undefined,
    official: boolean,
    callback: Callback,
  ) => void;
  readonly remove_zone_handler: (zone: string) => void;
  /** The moment it happened in, unless that is now; so with the next two. */
  readonly track: (call: number, event: unknown, moment: Moment | undefined) => void;
  readonly impression: (call: number, reference: unknown, moment: Moment | undefined) => void;
  readonly click: (call: number, reference: unknown, moment: Moment | undefined) => void;
  readonly flush: (call: number) => void;
  readonly delivery_status: () => DeliveryStatus;
  readonly accounts: () => DecisionAccount[];
  /** Another tab has added to storage, or removed from it; true if the visitor was forgotten there, and so here. */
  readonly storage_changed: (isAdded: boolean) => boolean;
  readonly browser_id: () => string | null | undefined;
  readonly campaign: () => Record<string, string>;
  readonly forget: (call: number) => void;
  /** The page is hidden or, if it will see no answer any more, parting. */
  readonly leave: (isParting: boolean) => void;
  readonly come_back: () => void;
  readonly turn: () => void;
  readonly turn_ended: () => void;
  readonly tick: (id: number) => void;
}

/** An export and its arguments. */
export type Entry = { [Name in keyof Core]: [Name, ...Parameters<Core[Name]>] }[keyof Core];

/** A core, and the way to replace its instance. */
export interface CoreModule {
  readonly core_: Core;
  /** Makes a new instance from the compiled module, at once. */
  readonly reset_: () => void;
  /** Puts storage back to where it was before the entry that has trapped. */
  readonly takeBack_: () => void;
}

/** Brings the core: from where the config says, or else from where this package has it. */
export type LoadCore = (given?: unknown) => Promise<CoreModule>;
