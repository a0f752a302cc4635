import { describe, expect, test } from "vitest";

import { percent, publish } from "../delivery/figures.js";
import { inParallel, isFull, timeLimit } from "../delivery/run_size.js";
import { setStage } from "../delivery/stage.js";
import { services } from "../delivery/visitor.js";
import { expectedOf, type Fault } from "./fault.js";
import { faults } from "./faults.js";
import { inWords } from "./expected.js";
import { type Cell, meet, pointsOf, type Run } from "./matrix.js";

const stage = setStage(import.meta.url);
const only = process.env["ATTUNE_FAULT"];
const chosen = only ? faults.filter(({ name }) => name.includes(only)) : faults;

const runsPerFault = Number(process.env["ATTUNE_RUNS"] ?? 20);

/** So many runs for each of the thirty faults, whatever the number of its forms; four at least. */
function runsOf({ kind }: Fault): number {
  const forms = faults.filter((fault) => fault.kind === kind).length;
  return Math.max(4, Math.ceil(runsPerFault / forms));
}

/** Every form so many times on each processor, the services by turns. */
function fullCells(): Cell[] {
  return chosen.flatMap((fault) =>
    ([1, 6] as const).flatMap((cpu) =>
      Array.from({ length: runsOf(fault) }, (_, turn) => {
        const service = services[turn % 2] ?? "salesforce";
        return { fault, service, cpu };
      }),
    ),
  );
}

/** Every form once, the services by turns, one in six on a slow processor. */
function sampleOfCells(): Cell[] {
  return chosen.map((fault, place) => {
    const service = services[(place + fault.kind) % 2] ?? "salesforce";
    return { fault, service, cpu: place % 6 === 3 ? 6 : 1 };
  });
}

async function meetAll(cells: Cell[]): Promise<Run[]> {
  const tabs = [0, 1].map(() => stage.chromium.open({ window: "own" }));
  const free = await Promise.all(tabs);
  return inParallel(cells, free.length, async (cell) => {
    const tab = free.pop();
    if (!tab) throw new Error("More runs than tabs.");
    try {
      return await meet(stage.site, tab, cell);
    } finally {
      free.push(tab);
    }
  });
}

function rowOf(fault: Fault, runs: Run[]) {
  const own = runs.filter((run) => run.fault === fault);
  const late = own.map(({ told, timeoutMs }) => told.tookMs - timeoutMs);
  const expected = services.map((service) => inWords(expectedOf(fault, service)));
  return {
    kind: fault.kind,
    fault: fault.name,
    runs: own.length,
    repeats: own.reduce((sum, { repeats }) => sum + repeats, 0),
    wrong: own.filter(({ problems }) => problems.length > 0).length,
    outcome: [...new Set(expected)].join(" / "),
    attempts: fault.attempts,
    latestMs: Math.round(Math.max(...late)),
    longestTaskMs: Math.max(...own.map(({ told }) => told.longestTaskMs)),
    bytesRead: Math.max(...own.map(({ told }) => Math.ceil(told.bytesRead / told.requests))),
    billed: own.reduce((sum, { billed }) => sum + billed, 0),
    asked: own.reduce((sum, run) => sum + pointsOf(run).length, 0),
  };
}

function describeProblem({ fault, service, cpu, problems }: Run): string {
  return `${fault.name}, ${service}, CPU ${cpu}: ${problems.join("; ")}`;
}

const sumOf = (rows: Array<ReturnType<typeof rowOf>>, name: "billed" | "asked" | "repeats") =>
  rows.reduce((sum, row) => sum + row[name], 0);

describe("a decision service that fails", () => {
  test(
    "leaves every point with its outcome in time, and default content in the page",
    async () => {
      const runs = await meetAll(isFull ? fullCells() : sampleOfCells());
      const rows = chosen.map((fault) => rowOf(fault, runs));
      const billed = sumOf(rows, "billed");
      const asked = sumOf(rows, "asked");
      const late = Math.max(...rows.map(({ latestMs }) => latestMs));
      const cost = { asked, billed, percent: percent(billed, asked) };
      publish(
        "matrix",
        { runs: runs.length, repeats: sumOf(rows, "repeats"), latestMs: late, cost, rows },
        "decisions",
      );
      expect(runs.filter(({ problems }) => problems.length > 0).map(describeProblem)).toEqual([]);
      for (const { fault, bytesRead } of rows) {
        expect(bytesRead, `${fault}: bytes read`).toBeLessThanOrEqual(1.1 * 1024 * 1024);
      }
      expect(billed, "billed, of points asked").toBeLessThanOrEqual(1.02 * asked);
    },
    timeLimit(120, 4),
  );
});
