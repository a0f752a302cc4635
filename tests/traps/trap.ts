// The words of this suite.

/** The ways in which a core can end. */
export const kinds = ["unreachable", "memory", "stack", "own stack"] as const;
export type Kind = (typeof kinds)[number];

/** Before or after an export's work, or at the how manieth import that it calls. */
export type Place = "before" | "after" | number;

export interface Trap {
  name: string;
  kind: Kind;
  place: Place;
  marker: string;
}

/** A trap that has gone off. */
export interface Sprung {
  name: string;
  kind: Kind;
  place: Place;
  error: string;
  /** The core's memory at that moment. */
  bytes: number;
  /** What the next call gave, and after how many milliseconds. */
  nextId: string | null;
  nextMs: number;
}

/** What became of a promise. */
export interface Settled {
  value?: unknown;
  code?: string;
  retryable?: boolean;
  /** Thrown instead of a promise. */
  thrown?: string;
}

/** What a page sees of itself. */
export interface Seen {
  id: string | null;
  campaign: Record<string, string>;
  consents: string[];
}

export interface Report {
  before: Seen;
  outcome: Settled;
  sprung: Sprung[];
  after: Seen;
}
