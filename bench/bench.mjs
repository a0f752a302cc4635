// Attune, its peers and the floor, side by side in one run.
//
//   npm run bench                     everything, and docs/performance.md
//   npm run bench -- --only=starts    one part (sizes, rooms, starts, threads, calls, memory)
//   npm run bench -- --runs=5         fewer runs than the 15 of a result that counts
//   npm run bench -- --quick          under a minute, writes no document
//   npm run -s bench -- --json        one object for each measured thing, and nothing else

import { cpus } from "node:os";

import { seconds } from "../tools/command.mjs";
import { installPeers } from "./packages.mjs";
import { keepResult, readResults } from "./results.mjs";
import { printThings } from "./tables.mjs";

const isJson = process.argv.includes("--json");
const isQuick = process.argv.includes("--quick");
const say = isJson ? () => {} : (text) => console.log(`bench: ${text}`);

const parts = {
  sizes: async (options) => (await import("./sizes.mjs")).measureSizes(options),
  starts: async (options) => (await import("./starts.mjs")).measureStarts(options),
  memory: async (options) => (await import("./memory.mjs")).measureMemory(options),
  calls: async (options) => (await import("./calls.mjs")).measureCalls(options),
  threads: async (options) => (await import("./threads.mjs")).measureThreads(options),
};

await main();

async function main() {
  const began = performance.now();
  await installPeers(say);
  const things = [];
  for (const name of wantedParts()) {
    const part = await parts[name]({
      runs: Number(option("runs") ?? (isQuick ? 3 : 15)),
      isQuick,
      say,
    });
    things.push(...part);
    if (!isQuick)
      keepResult(name, { things: part, at: new Date().toISOString(), machine: machine() });
  }
  if (isJson) console.log(`[\n${things.map((thing) => JSON.stringify(thing)).join(",\n")}\n]`);
  else printThings(things);
  if (!isQuick) await (await import("./document.mjs")).writeDocument(readResults());
  say(`done in ${seconds(began)}`);
}

function machine() {
  const all = cpus();
  return `${all.length} x ${all[0].model.trim()}, Node ${process.versions.node}`;
}

function wantedParts() {
  const only = option("only")?.split(",") ?? Object.keys(parts);
  const unknown = only.filter((name) => !(name in parts));
  if (unknown.length === 0) return only;
  console.error(
    `No part is named ${unknown.join(", ")}. There are: ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}

function option(name) {
  return process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
}
