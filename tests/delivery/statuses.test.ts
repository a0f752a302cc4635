import { describe, expect, test } from "vitest";

import { type Action, sampleOfStatuses, statuses } from "./fault_case.js";
import { expectBalance, type FaultRun, meetFault } from "./fault_run.js";
import { publish } from "./figures.js";
import { expectNothingLost } from "./oracle.js";
import { inParallel, isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { type Service, sum } from "./visitor.js";

const stage = setStage();

interface Case {
  action: Action;
  status: number;
  service: Service;
  /** Events tracked in one turn: Salesforce takes them in one request, Sitecore one by one. */
  count: number;
}

const forms = [
  { service: "salesforce", count: 5 },
  { service: "salesforce", count: 1 },
  { service: "sitecore", count: 2 },
] as const;

const cases: Case[] = Object.entries(statuses).flatMap(([action, numbers]) =>
  numbers
    .filter((status) => isFull || sampleOfStatuses.includes(status))
    .flatMap((status) => forms.map((form) => ({ action: action as Action, status, ...form }))),
);

/** What the table says, beyond that nothing is lost without being counted. */
function expectAction({ action, status, service, count }: Case, run: FaultRun): void {
  const what = `${service}, ${count} at once, ${status}`;
  const { sick, well, next } = run.status;
  const droppedWell = JSON.stringify(well.dropped);
  if (action === "drop" || action === "too large") {
    const reason = action === "drop" ? "rejected" : "too-large";
    expect(well.dropped[reason] ?? 0, `${what}: dropped ${droppedWell}`).toBe(count);
    return;
  }
  expect(sum(well.dropped), `${what}: dropped ${droppedWell}`).toBe(0);
  expectNothingLost(what, run.verdict);
  expect(next.queued, `${what}: still queued on the next page`).toBe(0);
  if (action === "accepted") expect(sick.queued, `${what}: not taken as delivered`).toBe(0);
  if (action === "retry") expect(well.queued, `${what}: not tried again`).toBe(0);
  // The rest of the page view is spared, and the events stay.
  if (action === "pause") expect(well.queued, `${what}: not paused`).toBe(count);
}

describe("the collector's answers", () => {
  test(
    "lead to what the table of statuses says",
    async () => {
      const runs = await inParallel(cases, 3, ({ action, service, status, count }) => {
        const meetsAll = action === "drop" || action === "too large";
        const fault = { name: String(status), plan: { status }, meetsAll };
        return meetFault(stage, service, fault, count);
      });
      const rows = runs.map(({ status, attemptsWhileSick, verdict }, place) => {
        const { well } = status;
        const lost = verdict.lost.length;
        return {
          ...cases[place],
          attemptsWhileSick,
          lost,
          queued: well.queued,
          dropped: well.dropped,
        };
      });
      publish("statuses", rows);
      for (const [place, run] of runs.entries()) {
        expectBalance(run);
        expectAction(cases[place] as Case, run);
      }
    },
    timeLimit(40, 4),
  );
});
