// Sets up, then runs every suite, or those named: `npm test -- journeys unit`. With `--full`, runs
// those that are samples otherwise, and at length.
import { mkdirSync, rmSync, writeFileSync, appendFileSync } from "node:fs";
import { join } from "node:path";

import { run, seconds } from "./command.mjs";
import { judge } from "./counts.mjs";
import { environment } from "./environment.mjs";
import { setUpOrExit } from "./setup.mjs";
import { samples, suites } from "./suites.mjs";
import { root } from "./versions.mjs";

const results = join(root, "test-results");

const isFull = process.argv.includes("--full");
const chosen = choose(process.argv.slice(2).filter((name) => name !== "--full"));
await setUpOrExit();
mkdirSync(results, { recursive: true });
const began = performance.now();
const rows = [];
for (const suite of chosen) rows.push(await runSuite(suite));
summarize(rows);

function choose(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map(({ name }) => name).join(", ");
    console.error(`No suite is named ${unknown.join(", ")}. There are: ${known}`);
    process.exit(2);
  }
  if (names.length === 0) return isFull ? choose(samples) : suites;
  const needsBuild = suites.some((suite) => names.includes(suite.name) && suite.needsBuild);
  return suites.filter(({ name }) => names.includes(name) || (needsBuild && name === "build"));
}

async function runSuite({ name, steps, report, count }) {
  const began = performance.now();
  process.stdout.write(`${name} ... `);
  if (report) rmSync(report, { force: true });
  const { codes, output } = await runSteps(steps, join(results, `${name}.log`));
  const counted = count({ codes, output, report });
  const { passed, failed, failures } = judge({ code: codes.at(-1), ...counted });
  const time = seconds(began);
  console.log(`${failed === 0 ? "ok" : "FAILED"} (${time})`);
  if (failed > 0) console.log(tail(output));
  return { name, passed, failed, failures, time };
}

/** Runs the commands one after the other until one fails; their output goes to the suite's log. */
async function runSteps(steps, log) {
  writeFileSync(log, "");
  const onOutput = (chunk) => appendFileSync(log, chunk);
  const codes = [];
  let all = "";
  for (const [program, ...args] of steps) {
    onOutput(`$ ${[program, ...args].join(" ")}\n`);
    const { code, output } = await run(program, args, { env: testEnvironment(), onOutput });
    codes.push(code);
    all += output;
    if (code !== 0) break;
  }
  return { codes, output: all };
}

function testEnvironment() {
  const full = isFull ? { ATTUNE_FULL: "1" } : {};
  // Who asked for the run: in CI no engine may be missing, elsewhere the suites do with what is there.
  const engines = { ATTUNE_ENGINES: process.env.CI ? "all" : "found" };
  const quiet = { CI: "true", CARGO_TERM_COLOR: "never", NO_COLOR: "1" };
  return environment({ ...quiet, ...engines, ...full });
}

function tail(output) {
  const lines = output.trimEnd().split("\n");
  const last = lines.slice(-60).map((line) => `    ${line}`);
  return lines.length > 60 ? ["    ...", ...last].join("\n") : last.join("\n");
}

function summarize(rows) {
  console.log(`\n${"suite".padEnd(14)}${"passed".padStart(8)}${"failed".padStart(8)}    time`);
  for (const { name, passed, failed, time } of rows) {
    const figures = String(passed).padStart(8) + String(failed).padStart(8);
    console.log(`${name.padEnd(14)}${figures}${time.padStart(10)}`);
  }
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  for (const { name, failures } of rows) {
    for (const failure of failures) console.log(`failed: ${name}: ${failure}`);
  }
  console.log(`all suites: ${seconds(began)}; full output in test-results/\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
