// A trap in the middle of the work: wherever an export calls JavaScript, which is wherever it changes
// anything. State is then half changed, and the half of what was asked for waits to be done.
import { afterAll, describe, expect, it } from "vitest";

import { publish } from "./figures.js";
import { hero, probe } from "./probe.js";
import { runSize, timeLimit } from "./run_size.js";
import { openStage, type Service } from "./stage.js";
import { kinds, type Settled } from "./trap.js";

const stage = openStage();

const lost = { code: "internal", retryable: true };

/** What may come of the call: its result, or word that there is none. Nothing in between. */
const possible: Record<string, Settled[]> = {
  consents: [{}],
  decide: [{ value: hero }],
  track: [{}],
  impression: [{}],
  click: [{}],
  flush: [{ value: expect.any(Number) as number }],
  forget: [{}],
  set_zone_handler: [{}],
  leave: [{}],
  come_back: [{}],
  turn: [{ value: hero }, lost],
  turn_ended: [{ value: hero }, lost],
  tick: [{}],
};

const swept: Record<string, number> = {};

/** How many imports the export calls in an undisturbed page. */
async function importsOf(name: string, service: Service): Promise<number> {
  const { page, context } = await stage.visit({ service });
  const count = await page.evaluate((act) => window.acts.measure(act), name);
  await context.close();
  return count;
}

/** All of them, or in a sample some that lie far apart, the last one among them. */
function placesOf(count: number, row: number): number[] {
  const all = Array.from({ length: count }, (_, at) => at + 1);
  const step = Math.ceil(count / 2);
  return runSize(
    all,
    all.filter(
      (place) => place % step === (row % step) + 1 || (row % 3 === 0 && place === count - 1),
    ),
  );
}

async function sweep(name: string, row: number, service: Service): Promise<void> {
  const places = placesOf(await importsOf(name, service), row);
  let trapped = 0;
  for (const place of places) {
    const kind = kinds[(row + place) % 4] ?? "unreachable";
    const report = await probe(stage, { name, kind, place, form: "script", service });
    if (!report) continue;
    expect(possible[name], `${name} at ${place}`).toContainEqual(report.outcome);
    trapped += 1;
  }
  // Which way the work goes differs from page to page by a few steps.
  expect(trapped).toBeGreaterThanOrEqual(places.length / 2);
  swept[`${service} ${name}`] = trapped;
}

const services: Service[] = ["salesforce", "sitecore"];

describe("a trap in the middle of", () => {
  for (const [row, name] of Object.keys(possible).entries()) {
    for (const service of runSize(services, [services[row % 2] as Service])) {
      it(`${name}, ${service}`, () => sweep(name, row, service), timeLimit(60));
    }
  }
});

afterAll(() => publish("sweep", { placesByExport: swept }));
