// How many tests a suite ran, read out of what its runner reports.
import { readFileSync } from "node:fs";

/** cargo test and wasm-bindgen's runner close every test binary with the same line. */
export function countCargo({ output }) {
  const counts = { passed: 0, failed: 0 };
  for (const line of output.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed;/gm)) {
    counts.passed += Number(line[1]);
    counts.failed += Number(line[2]);
  }
  const failures = [...output.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, name]) => name);
  return { ...counts, failures };
}

export function countVitest({ report }) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const failures = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => fullName);
    return { passed: numPassedTests, failed: numFailedTests, failures };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** For programs that only say yes or no; the run stops at the first no. */
export function countExit({ codes }) {
  const passed = codes.filter((code) => code === 0).length;
  return { passed, failed: codes.length - passed };
}

/**
 * What the summary adds up. A runner that ended badly without naming a failed test (it did not
 * compile, it crashed) and one that ran no test at all each count as one failure.
 *
 * @param {{ code: number, passed: number, failed: number, failures?: string[] }} run
 */
export function judge({ code, passed, failed, failures = [] }) {
  const unexplained = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed, failures };
}
