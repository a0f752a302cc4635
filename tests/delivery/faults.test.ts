import { describe, expect, test } from "vitest";

import { faultCases, sampleOfFaults } from "./fault_case.js";
import { expectBalance, type FaultRun, meetFault } from "./fault_run.js";
import { publish } from "./figures.js";
import { expectNothingLost, expectOneIdEach } from "./oracle.js";
import { inParallel, isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { services, sum } from "./visitor.js";

const stage = setStage();
const chosen = faultCases.filter(({ name }) => isFull || sampleOfFaults.includes(name));

function rowOf({
  service,
  fault: { name },
  promised,
  attemptsWhileSick,
  verdict,
  status,
  imbalances,
}: FaultRun) {
  const { lost, doubled } = verdict;
  const dropped = { ...status.well.dropped };
  const counts = { lost: lost.length, doubled: doubled.length, imbalances: imbalances.length };
  return { service, name, promised, attemptsWhileSick, ...counts, dropped };
}

describe("a collector that is out of order, and then well again", () => {
  test(
    "gets every event, whatever the fault, and the status adds up all the time",
    async () => {
      const cases = chosen.flatMap((fault) =>
        services
          .filter((service) => !fault.only || fault.only === service)
          .map((service) => ({ fault, service })),
      );
      const runs = await inParallel(cases, 3, ({ fault, service }) =>
        meetFault(stage, service, fault, 6),
      );
      publish("faults", runs.map(rowOf));
      for (const run of runs) {
        const what = `${run.service}, ${run.fault.name}`;
        expectBalance(run);
        expectNothingLost(what, run.verdict);
        expectOneIdEach(what, run.verdict);
        if (run.fault.isTaken) expect(run.verdict.repeats, `${what}: sent again`).toEqual([]);
        expect(sum(run.status.well.dropped), `${what}: dropped`).toBe(0);
        expect(run.status.next.queued, `${what}: still queued`).toBe(0);
      }
    },
    timeLimit(20, 3),
  );
});
