// The summary of `npm test` must not call a run green that was not.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { countCargo, countExit, countVitest, judge } from "../../tools/counts.mjs";

describe("counting", () => {
  test("adds up every test binary of cargo", () => {
    const output = [
      "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
      "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out",
      "a line that says test result: ok. 9 passed; 9 failed; of something else",
      "test room::works ... ok",
      "test room::breaks ... FAILED",
    ].join("\n");
    expect(countCargo({ output })).toEqual({ passed: 15, failed: 2, failures: ["room::breaks"] });
  });

  test("reads Vitest's report, and no report as nothing", () => {
    const report = join(mkdtempSync(join(tmpdir(), "attune-counts-")), "report.json");
    expect(countVitest({ report })).toEqual({ passed: 0, failed: 0 });
    const assertionResults = [
      { status: "passed", fullName: "a room works" },
      { status: "failed", fullName: "a room breaks" },
    ];
    const testResults = [{ assertionResults }];
    writeFileSync(report, JSON.stringify({ numPassedTests: 4, numFailedTests: 1, testResults }));
    expect(countVitest({ report })).toEqual({
      passed: 4,
      failed: 1,
      failures: ["a room breaks"],
    });
  });

  test("counts each run of a program that only says yes or no", () => {
    expect(countExit({ codes: [0, 0, 1] })).toEqual({ passed: 2, failed: 1 });
  });
});

describe("judging", () => {
  test.each([
    { what: "a clean run", code: 0, passed: 3, failed: 0, expected: 0 },
    { what: "failed tests", code: 1, passed: 3, failed: 2, expected: 2 },
    { what: "a crash that names no test", code: 101, passed: 3, failed: 0, expected: 1 },
    { what: "a run of no test", code: 0, passed: 0, failed: 0, expected: 1 },
  ])("$what has $expected failures", ({ code, passed, failed, expected }) => {
    expect(judge({ code, passed, failed })).toMatchObject({ passed, failed: expected });
  });

  test("passes on the names of what failed", () => {
    const failures = ["a room breaks"];
    expect(judge({ code: 1, passed: 3, failed: 1, failures }).failures).toEqual(failures);
    expect(judge({ code: 0, passed: 3, failed: 0 }).failures).toEqual([]);
  });
});
