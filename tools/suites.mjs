// Every suite of `npm test`, in the order in which a fault is cheapest to learn.
import { join } from "node:path";

import { countCargo, countExit, countVitest } from "./counts.mjs";
import { cargoTools, root, toolFolder } from "./versions.mjs";

const module = (path) => [process.execPath, join(root, "node_modules", path)];
const tool = (path) => [process.execPath, join(root, "tools", path)];
const typeCheck = (project) => [...module("typescript/bin/tsc"), "--noEmit", "-p", project];
const wasmPack = join(toolFolder(cargoTools.find(({ name }) => name === "wasm-pack")), "wasm-pack");
const clippy = ["cargo", "clippy", "--locked", "--all-targets"];
const strict = ["--", "-D", "warnings"];

export const suites = [
  check("prettier", [...module("prettier/bin/prettier.cjs"), "--check", "."]),
  check("rustfmt", ["cargo", "fmt", "--all", "--check"]),
  check("clippy", [...clippy, ...strict]),
  check("clippy-wasm", [...clippy, "--target", "wasm32-unknown-unknown", ...strict]),
  { name: "cargo", steps: [["cargo", "test", "--locked"]], count: countCargo },
  {
    name: "wasm",
    // Nothing is downloaded here: the runner and the driver are those that set-up has provided.
    steps: [[wasmPack, "test", "--headless", "--chrome", "--mode", "no-install", ".", "--locked"]],
    count: countCargo,
  },
  check("build", tool("build.mjs")),
  onBuilt(
    check(
      "types",
      typeCheck("tsconfig.json"),
      typeCheck("tsconfig.dev.json"),
      typeCheck("tsconfig.tests.json"),
      typeCheck("tests/types/tsconfig.json"),
    ),
  ),
  onBuilt(check("eslint", [...module("eslint/bin/eslint.js"), "--max-warnings", "0", "."])),
  onBuilt(vitest("unit")),
  onBuilt(vitest("dev")),
  onBuilt(vitest("model")),
  onBuilt(vitest("journeys")),
  onBuilt(vitest("traps", [...tool("build.mjs"), "--traps"])),
  onBuilt(vitest("engagement")),
  onBuilt(vitest("hostile")),
  onBuilt(vitest("identity")),
  onBuilt(vitest("decisions")),
  onBuilt(vitest("delivery")),
  onBuilt(check("size", [...tool("size.mjs"), "--gate"])),
  onBuilt(vitest("package")),
  onBuilt(vitest("docs")),
];

/** A program that only says yes or no: each of its runs counts as one test. */
function check(name, ...steps) {
  return { name, steps, count: countExit };
}

/** @param before - what has to be done first */
function vitest(name, ...before) {
  const report = join(root, "test-results", `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const run = [...module("vitest/vitest.mjs"), "run", "--project", name, ...reporters];
  return { name, steps: [...before, run], report, count: countVitest };
}

/** Those that are a sample of a longer run, which `--full` asks for. */
export const samples = [
  "model",
  "traps",
  "engagement",
  "hostile",
  "identity",
  "decisions",
  "delivery",
];

/** Looks at the built package, so a run of this suite alone brings that up to date first. */
function onBuilt(suite) {
  return { ...suite, needsBuild: true };
}
