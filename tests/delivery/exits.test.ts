import { describe, expect, test } from "vitest";

import { between, type Chance, createChance, oneOf } from "./chance.js";
import { type Exit, exits } from "./exit.js";
import { percent, publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach, type Verdict } from "./oracle.js";
import { inParallel, patienceMs, runSize, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { becomes } from "./until.js";
import { type Service, services, Visitor, type Wish } from "./visitor.js";

const stage = setStage();
const latenciesMs = [0, 200, 2000];
// Of each service: 50 of each exit and latency.
const runsPerCell = runSize(25, 1);

interface Trial {
  exit: Exit;
  latencyMs: number;
  service: Service;
  seed: number;
}

interface Outcome extends Trial {
  promised: number;
  called: number;
  /** Not there before the visitor came back. */
  lateMarkers: string[];
  verdict: Verdict;
  stored: string[];
  visitor: Visitor;
}

/** Five events of every kind, three at any time before the exit, two in the very turn of it. */
function wishesFor({ seed, exit, latencyMs, service }: Trial, chance: Chance): Wish[] {
  const name = `${exit.name.replace(/[^a-z]+/g, "-")}-${latencyMs}-${service}-${seed}`;
  const kinds = ["event", "impression", "click"] as const;
  return Array.from({ length: 5 }, (_, n) => ({
    marker: `mk-${name}-${n}`,
    kind: oneOf(chance, kinds),
    ...(n < 3 && { atMs: between(chance, 0, 590) }),
  }));
}

async function leaveOnce(trial: Trial): Promise<Outcome> {
  const { exit, latencyMs, service, seed } = trial;
  const chance = createChance(seed * 7919 + latencyMs + exit.name.length * 31 + service.length);
  const visitor = await Visitor.come(stage.chromium, stage.site, service);
  const tab = await exit.arrive(visitor);
  await visitor.warmUp(tab, `mk-warm-${seed}`);
  visitor.collector.answers({ latencyMs });
  const left = await exit.leave(tab, wishesFor(trial, chance), 600);
  const isThere = async () => !visitor.verdict().lost.length && (!left || visitor.isSettled(left));
  await becomes(isThere, left ? patienceMs : latencyMs * 2 + 3000);
  const lateMarkers = visitor.verdict().lost;
  await left?.close();
  const { stored } = await visitor.returnLater({ window: "own" });
  // Answers that are on their way could still lead to a repeat.
  await becomes(() => visitor.collector.isIdleFor(300), 5000);
  await visitor.leave();
  const promised = visitor.promised().length - 1;
  const called = visitor.toldAbout("called").length - 1;
  return { ...trial, promised, called, lateMarkers, verdict: visitor.verdict(), stored, visitor };
}

function rowOf(name: string, outcomes: Outcome[]): Record<string, unknown> {
  const count = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const promised = count((outcome) => outcome.promised);
  const late = count(({ lateMarkers }) => lateMarkers.length);
  const lost = count(({ verdict }) => verdict.lost.length);
  const repeats = count(({ verdict }) => verdict.repeats.length);
  return {
    name,
    runs: outcomes.length,
    promised,
    calledOnly: count((outcome) => outcome.called - outcome.promised),
    sameVisit: percent(promised - late, promised),
    byNextVisit: percent(promised - lost, promised),
    repeats: percent(repeats, promised),
    stillStored: count(({ stored }) => stored.length),
  };
}

function tableOf(outcomes: Outcome[]): object {
  const cells = latenciesMs.flatMap((latencyMs) =>
    exits.map((exit) => {
      const isOfCell = (one: Outcome) => one.exit === exit && one.latencyMs === latencyMs;
      return rowOf(`${exit.name}, ${latencyMs} ms`, outcomes.filter(isOfCell));
    }),
  );
  const byService = services.map((service) =>
    rowOf(
      service,
      outcomes.filter((one) => one.service === service),
    ),
  );
  return { all: rowOf("all", outcomes), byService, cells };
}

function describeLate(outcomes: Outcome[]): string {
  return outcomes.flatMap(({ lateMarkers }) => lateMarkers).join(" ");
}

describe("a page that is left", () => {
  test(
    "has its events at the collector in the same visit, all by the next, and hardly any twice",
    async () => {
      const trials: Trial[] = latenciesMs.flatMap((latencyMs) =>
        exits.flatMap((exit) =>
          services.flatMap((service) =>
            Array.from({ length: runsPerCell }, (_, seed) => ({ exit, latencyMs, service, seed })),
          ),
        ),
      );
      const outcomes = await inParallel(trials, 8, leaveOnce);
      publish("exits", tableOf(outcomes));
      const all = rowOf("all", outcomes);
      for (const { verdict, exit, latencyMs, service, stored } of outcomes) {
        const what = `${service}, ${exit.name}, ${latencyMs} ms`;
        expectNothingLost(what, verdict, stored);
        expectOneIdEach(what, verdict);
      }
      expectNoComplaint(outcomes.map(({ visitor }) => visitor.collector));
      // Repeats that are still to come would not be counted below.
      expect(all["stillStored"], "events are still stored at the end of the next visit").toBe(0);
      const late = `came late: ${describeLate(outcomes)}`;
      expect(all["sameVisit"], late).toBeGreaterThanOrEqual(99.5);
      const twice = outcomes.flatMap(({ verdict }) => verdict.repeats).join(" ");
      expect(all["repeats"], `came twice: ${twice}`).toBeLessThanOrEqual(1);
    },
    timeLimit(120, 4),
  );
});
