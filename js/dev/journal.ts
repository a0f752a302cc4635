import type { DecisionStory, Kind, ServiceName } from "./service.js";

export interface JournalRecord {
  n: number;
  at: string;
  service: ServiceName;
  kind: Kind;
  method: string;
  url: string;
  headers: Record<string, string>;
  rawBody: string;
  body: unknown;
  /** 0 where the connection ended without an answer. */
  status: number;
  response: unknown;
  decisions?: DecisionStory[];
  events?: unknown[];
  campaign?: Record<string, string>;
  id?: string;
  visit?: number;
  notes?: string[];
  /** A scripted failure spoke instead of the service. */
  fault?: true;
  durationMs: number;
}

type Listener = (record: JournalRecord) => void;

/** A day of clicking must not fill the memory; a test run stays far below. */
const KEPT = 5000;

export class Journal {
  #records: JournalRecord[] = [];
  #count = 0;
  readonly #listeners = new Set<Listener>();

  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  add(record: Omit<JournalRecord, "n">): void {
    this.#count += 1;
    const numbered = { n: this.#count, ...record };
    this.#records.push(numbered);
    if (this.#records.length > KEPT) this.#records.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Numbers go on after a clear, so that a reader who missed it never takes a new record for an old one. */
  clear(): void {
    this.#records = [];
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
