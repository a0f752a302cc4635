// A trap at every export, before its work and after it: what the page sees.
import { afterAll, describe, expect, it } from "vitest";

import { publish, summarize } from "./figures.js";
import { hero, probe, type Case } from "./probe.js";
import { runSize, timeLimit } from "./run_size.js";
import { openStage, type Form, type Service } from "./stage.js";
import { kinds, type Place, type Seen, type Settled } from "./trap.js";

const stage = openStage();

const lost = { code: "internal", retryable: true };
const done = {};

/** What the call comes to that was trapped: its true result where it is begun again. */
const expected: Record<string, Settled | ((seen: Seen, place: Place) => Settled)> = {
  personalize: done,
  consents: done,
  consent_records: { value: ["Example CMP"] },
  decide: { value: hero },
  expire: (_, place) => (place === "before" ? lost : { code: "timeout", retryable: false }),
  abandon: { code: "aborted", retryable: false },
  set_zone_handler: done,
  remove_zone_handler: done,
  track: done,
  impression: done,
  click: done,
  flush: { value: expect.any(Number) as number },
  delivery_status: { value: "number" },
  accounts: { value: true },
  browser_id: ({ id }) => ({ value: id }),
  campaign: ({ campaign }) => ({ value: campaign }),
  forget: done,
  storage_changed: done,
  leave: done,
  come_back: done,
  turn: lost,
  turn_ended: lost,
  tick: done,
};

const nextMs: number[] = [];

async function run(one: Case): Promise<void> {
  const report = await probe(stage, one);
  if (!report) throw new Error(`No trap has gone off ${one.place} ${one.name}.`);
  const { before, outcome, sprung } = report;
  const result = expected[one.name];
  expect(outcome).toEqual(typeof result === "function" ? result(before, one.place) : result);
  for (const { kind, bytes } of sprung) {
    if (kind === "memory") expect(bytes).toBe(16 * 1024 * 1024);
  }
  nextMs.push(...sprung.map((trap) => trap.nextMs));
}

const forms: Form[] = ["script", "module"];
const services: Service[] = ["salesforce", "sitecore"];

/** In a sample, each export meets two of the kinds; the whole is every kind, so many times. */
function casesOf(name: string, row: number): Case[] {
  const places: Place[] = ["before", "after"];
  const all = kinds.flatMap((kind) => places.map((place) => ({ name, kind, place })));
  const chosen = all.filter((_, at) => runSize(true, at === (row * 3) % all.length));
  const times = Array.from({ length: runSize(20, 1) }, (_, time) => time);
  return times.flatMap((time) =>
    chosen.map((one, at) => ({
      ...one,
      form: forms[(row + at + time) % 2] as Form,
      service: services[(row + at + (time >> 1)) % 2] as Service,
    })),
  );
}

describe("a trap at an export", () => {
  for (const [row, name] of Object.keys(expected).entries()) {
    const cases = casesOf(name, row);
    const [first] = cases;
    const title = `${name} (${runSize("all kinds and places", `${first?.place}, ${first?.kind}`)})`;
    it(
      title,
      async () => {
        for (const one of cases) await run(one);
      },
      timeLimit(30),
    );
  }
});

afterAll(() => {
  publish("exports", { traps: nextMs.length, nextCallMs: summarize(nextMs) });
});
