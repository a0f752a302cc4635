import { describe, expect, test } from "vitest";

import type { EngineName } from "../engines/engine.js";
import { inEngine } from "../engines/engines.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { liveThrough, type Outage, outageFaults, type OutageRun } from "./outage.js";
import { inParallel, isFull, timeLimit } from "./run_size.js";
import { setSite } from "./stage.js";
import { services, sum } from "./visitor.js";

const stage = setSite();
const faults = Object.keys(outageFaults) as Array<Outage["fault"]>;

/** Longer than an answer takes, and shorter. */
const pageLifeMs = 500;
const hastyLifeMs = 150;

/** The full run has every pair twice, the sample one for each engine. */
function outagesOf(engine: EngineName): Outage[] {
  if (!isFull) {
    return engine === "chromium"
      ? [{ engine, service: "sitecore", fault: "connection cut", pageLifeMs }]
      : [{ engine, service: "salesforce", fault: "500", pageLifeMs }];
  }
  const each = services.flatMap((service) =>
    faults.map((fault) => ({ engine, service, fault, pageLifeMs })),
  );
  return [...each, ...each];
}

function rowOf(run: OutageRun): object {
  const { engine, service, fault, status, accepted, acceptedTwice, recoveredMs, isHurried } = run;
  const { lost, repeats } = run.verdict;
  const counts = { lost: lost.length, repeats: repeats.length, stored: run.stored.length };
  const { delivered, tracked } = status;
  const figures = { tracked, delivered, accepted, acceptedTwice, recoveredMs, isHurried };
  return { engine, service, fault, ...counts, ...figures };
}

function expectTruth(run: OutageRun): void {
  const { engine, service, fault, verdict, stored, status, accepted, visitor } = run;
  const what = `${engine}, ${service}, ${fault}`;
  expectNothingLost(what, verdict, stored);
  expectOneIdEach(what, verdict);
  expect(status.queued, `${what}: still queued`).toBe(0);
  expect(sum(status.dropped), `${what}: dropped`).toBe(0);
  expect(status.delivered, `${what}: counted as delivered, of ${accepted}`).toBe(accepted);
  expectNoComplaint([visitor.collector]);
}

describe.each(["chromium", "firefox"] as const)("%s", (name) => {
  inEngine(name, (engine) => {
    test(
      "loses nothing to a collector that is down while a visitor clicks through, and counts truly",
      async () => {
        const runs = await inParallel(outagesOf(name), 3, (outage) =>
          liveThrough(outage, engine(), stage.site),
        );
        publish(`outage-${name}`, runs.map(rowOf));
        for (const run of runs) expectTruth(run);
      },
      timeLimit(15, 3),
    );

    // Sitecore's is the hole that docs/delivery.md tells of: its figures are published, not promised.
    test.runIf(isFull)(
      "loses nothing to it at Salesforce where no page lives to see an answer",
      async () => {
        const hasty = services.map((service) => ({
          service,
          engine: name,
          pageLifeMs: hastyLifeMs,
        }));
        const runs = await inParallel(hasty, 2, (outage) =>
          liveThrough({ ...outage, fault: "500" }, engine(), stage.site),
        );
        publish(`outage-hasty-${name}`, runs.map(rowOf));
        for (const run of runs) if (run.service === "salesforce") expectTruth(run);
      },
      timeLimit(5),
    );
  });
});
