import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { between, createChance } from "./chance.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { inParallel, runSize, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { type Service, services, Visitor } from "./visitor.js";

const stage = setStage();

/** So many renderer crashes of one visitor, each at a moment of its own. */
async function crashOften(service: Service, rounds: number) {
  const visitor = await Visitor.come(stage.chromium, stage.site, service);
  const chance = createChance(20_261_122 + service.length);
  // Of its own: the moments must not depend on how many requests there were.
  const latency = createChance(7);
  visitor.collector.answers(() => ({ latencyMs: between(latency, 0, 300) }));
  for (let round = 0; round < rounds; round++) {
    const tab = await visitor.open("/page.html", { window: "own" });
    const prefix = `mk-crash-${service}-${round}`;
    await tab.evaluate(`probe.pump(${JSON.stringify({ prefix, everyMs: 40, most: 12 })})`);
    await sleep(between(chance, 0, 900));
    await tab.crash();
    // Sitecore takes one event a request: without a pause the queue would reach its bounds.
    if (round % 10 === 9) await visitor.returnLater();
  }
  const { stored, tookMs } = await visitor.returnLater();
  await visitor.leave();
  const verdict = visitor.verdict();
  return { service, rounds, promised: visitor.promised().length, stored, tookMs, verdict, visitor };
}

describe("renderer crashes", () => {
  test(
    "lose none of the events that sendEvent had promised to keep",
    async () => {
      const rounds = runSize(200, 6) / services.length;
      const runs = await inParallel(services, 2, (service) => crashOften(service, rounds));
      publish(
        "crashes",
        runs.map(({ service, promised, stored, tookMs, verdict: { lost, repeats, doubled } }) => {
          const counts = { lost: lost.length, repeats: repeats.length, doubled: doubled.length };
          return {
            service,
            crashes: rounds,
            promised,
            ...counts,
            stillStored: stored.length,
            tookMs,
          };
        }),
      );
      for (const { service, promised, stored, verdict } of runs) {
        expect(promised, `${service}: the pages tracked next to nothing`).toBeGreaterThan(rounds);
        expectNothingLost(service, verdict, stored);
        expectOneIdEach(service, verdict);
      }
      expectNoComplaint(runs.map(({ visitor }) => visitor.collector));
    },
    timeLimit(60),
  );
});
