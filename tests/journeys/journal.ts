import { expect } from "vitest";

/** One exchange, as the emulators wrote it down: what the browser really sent. */
export interface JournalRecord {
  n: number;
  service: "salesforce" | "sitecore";
  kind: "decision" | "event" | "identity" | "token" | "preflight" | "other";
  method: string;
  url: string;
  headers: Record<string, string>;
  rawBody: string;
  body: unknown;
  status: number;
  response: unknown;
  decisions?: Array<{ point: string; outcome: string; rule?: string }>;
  id?: string;
  visit?: number;
}

export type Kind = JournalRecord["kind"];
export type Json = Record<string, unknown>;

const PATIENCE_MS = 12_000;

export interface Fault {
  service: "salesforce" | "sitecore";
  path?: string;
  status?: number;
  body?: unknown;
  headers?: Record<string, string | null>;
  delayMs?: number;
  drop?: true;
  stall?: true;
  processed?: true;
  times?: number;
}

export class Journal {
  readonly #control: string;

  constructor(site: string) {
    this.#control = `${site}/__attune`;
  }

  /** Everything but preflights, which the browser sends by itself. */
  async all(): Promise<JournalRecord[]> {
    const response = await fetch(`${this.#control}/journal`);
    const records = (await response.json()) as JournalRecord[];
    return records.filter(({ kind }) => kind !== "preflight");
  }

  async of(kind: Kind): Promise<JournalRecord[]> {
    return (await this.all()).filter((record) => record.kind === kind);
  }

  /** Waits until so many records of a kind are there, and says which. */
  async waitFor(kind: Kind, count = 1): Promise<JournalRecord[]> {
    const length = async () => (await this.of(kind)).length;
    await expect.poll(length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(count);
    return this.of(kind);
  }

  /** Waits until the records read by `read` satisfy `holds`, and gives what was read. */
  async until<T>(
    read: (records: JournalRecord[]) => T,
    holds: (found: T) => boolean,
    what: string,
  ): Promise<T> {
    let found = read(await this.all());
    const look = async () => holds((found = read(await this.all())));
    await expect.poll(look, { timeout: PATIENCE_MS, message: what }).toBe(true);
    return found;
  }

  async clear(): Promise<void> {
    await fetch(`${this.#control}/journal`, { method: "DELETE" });
  }

  async endVisits(): Promise<void> {
    await fetch(`${this.#control}/visits/end`, { method: "POST" });
  }

  async fail(fault: Fault): Promise<void> {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(fault);
    const response = await fetch(`${this.#control}/faults`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`The fault was refused: ${await response.text()}`);
  }

  async mend(): Promise<void> {
    await fetch(`${this.#control}/faults`, { method: "DELETE" });
  }
}
