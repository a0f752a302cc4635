// The packed package in bare Node: a server that renders pages imports it and must not notice.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { publicNames } from "../support/public_names.js";
import { type Consumer, installConsumer } from "./consumer.js";

// Reports every global it touches that could reach outside, and what it leaves behind.
const program = `
  const touched = [];
  const spy = (owner, name) => {
    const original = owner[name];
    owner[name] = (...args) => { touched.push(name); return original?.apply(owner, args); };
  };
  for (const name of ["fetch", "setTimeout", "setInterval", "queueMicrotask"]) spy(globalThis, name);
  for (const name of ["compile", "instantiate", "instantiateStreaming", "compileStreaming"]) {
    spy(WebAssembly, name);
  }
  globalThis.addEventListener = () => touched.push("addEventListener");
  const before = Object.keys(globalThis);
  const Attune = await import(process.argv[2]);
  const left = Object.keys(globalThis).filter((name) => !before.includes(name));
  console.log(JSON.stringify({ exports: Object.keys(Attune).sort(), touched, left }));
`;

let consumer: Consumer;

beforeAll(() => {
  consumer = installConsumer();
  writeFileSync(join(consumer.folder, "program.mjs"), program);
});

afterAll(() => consumer?.remove());

describe.each([
  { entry: "attune", name: "as it is", flags: [] },
  {
    entry: "attune",
    name: "with a bundler's conditions",
    flags: ["-C", "browser", "-C", "module"],
  },
  { entry: "attune/inline", name: "as it is", flags: [] },
  { entry: "attune/inline", name: "with a bundler's conditions", flags: ["-C", "module"] },
])("$entry imported $name", ({ entry, flags }) => {
  test("it offers the contract, has no effect, and lets the process end", () => {
    const said = node([...flags, "program.mjs", entry]);
    expect(JSON.parse(said)).toEqual({ exports: publicNames, touched: [], left: [] });
  });
});

test("every documented path of the package resolves", () => {
  const names = ["", "/inline", "/core.wasm", "/script", "/package.json"];
  const paths = names.map((name) => `attune${name}`);
  const expression = `${JSON.stringify(paths)}.map((path) => import.meta.resolve(path))`;
  const said = node(["--input-type=module", "-e", `console.log(${expression}.join("\\n"))`]);
  expect(
    said
      .trim()
      .split("\n")
      .map((url) => url.split("/node_modules/attune/")[1]),
  ).toEqual([
    "dist/index.js",
    "dist/inline.js",
    "dist/attune.wasm",
    "dist/attune.js",
    "package.json",
  ]);
});

test("its program tells its version", () => {
  const program = join(consumer.folder, "node_modules/.bin/attune");
  const said = execFileSync(program, ["--version"], { encoding: "utf8" });
  expect(said).toMatch(/^\d+\.\d+\.\d+/);
});

function node(args: string[]): string {
  const options = { cwd: consumer.folder, encoding: "utf8", timeout: 10_000 } as const;
  return execFileSync(process.execPath, args, options);
}
