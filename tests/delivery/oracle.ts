import { expect } from "vitest";

import type { Arrival, Collector } from "./collector.js";

/** What the page was promised, held against what the collector has. */
export interface Verdict {
  readonly lost: string[];
  /** Each arrival beyond an event's first. */
  readonly repeats: string[];
  /** Events that came under more than one id: for the service these are two. */
  readonly doubled: string[];
}

/** @param counts - which arrivals are worth something; a refused one may be no delivery at all */
export function judge(
  promised: Iterable<string>,
  { arrivals }: Collector,
  counts: (arrival: Arrival) => boolean = () => true,
): Verdict {
  const ids = new Map<string, string[]>();
  for (const arrival of arrivals) {
    const { marker, id } = arrival;
    if (marker && counts(arrival)) ids.set(marker, [...(ids.get(marker) ?? []), id]);
  }
  const lost = [...new Set(promised)].filter((marker) => !ids.has(marker));
  const repeats = [...ids].flatMap(([marker, all]) => all.slice(1).map(() => marker));
  const doubled = [...ids].filter(([, all]) => new Set(all).size > 1).map(([marker]) => marker);
  return { lost, repeats, doubled };
}

/** An answer that says the event is taken, and says it to the end. */
export function isAcknowledged({ exchange }: Arrival): boolean {
  return exchange.status >= 200 && exchange.status < 300 && exchange.isAnswered;
}

/** @param stored - what storage still held when the test stopped waiting: that is late, not gone */
export function expectNothingLost(what: string, { lost }: Verdict, stored: string[] = []): void {
  const gone = lost.filter((marker) => !stored.includes(marker));
  const late = lost.filter((marker) => stored.includes(marker));
  const list = `gone: ${gone.join(" ") || "none"}; stored, not sent: ${late.join(" ") || "none"}`;
  expect(lost.length, `${what}: ${lost.length} did not arrive; ${list}`).toBe(0);
}

export function expectOneIdEach(what: string, { doubled }: Verdict): void {
  const message = `${what}: ${doubled.length} under more than one id: ${doubled.join(" ")}`;
  expect(doubled.length, message).toBe(0);
}

/** The service would have understood every request. */
export function expectNoComplaint(collectors: Collector[]): void {
  expect(collectors.flatMap(({ complaints }) => complaints)).toEqual([]);
}
