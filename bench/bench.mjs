// Attune, its peers and the floor, side by side in one run.
//
//   npm run bench                     everything, and docs/performance.md
//   npm run bench -- --only=starts    one part (sizes, rooms, starts, threads, calls, memory)
//   npm run bench -- --runs=5         fewer runs than the 15 of a result that counts
//   npm run bench -- --only=starts "--like=warm start, fast 4G"
//   npm run bench -- --quick          a sample, under a minute; writes no document
//   npm run bench -- --as-built       what is in dist/, without building first
//   npm run -s bench -- --json        one object for each measured thing, and nothing else
import { cpus } from "node:os";
import { join } from "node:path";

import { must, seconds } from "../tools/command.mjs";
import { root } from "../tools/versions.mjs";
import { installPeers } from "./packages.mjs";
import { keepResult, readResults } from "./results.mjs";
import { printThings } from "./tables.mjs";

const isJson = process.argv.includes("--json");
const isQuick = process.argv.includes("--quick");
const say = isJson ? () => {} : (text) => console.log(`bench: ${text}`);

// Loaded one by one: the peers must be there before some of them are.
const parts = {
  sizes: async (options) => (await import("./sizes.mjs")).measureSizes(options),
  rooms: async (options) => (await import("./rooms.mjs")).measureRooms(options),
  starts: async (options) => (await import("./starts.mjs")).measureStarts(options),
  threads: async (options) => (await import("./threads.mjs")).measureThreads(options),
  calls: async (options) => (await import("./calls.mjs")).measureCalls(options),
  memory: async (options) => (await import("./memory.mjs")).measureMemory(options),
};

/** Of whom a sample takes the times: ours, the floor, a light peer and a heavy one. */
const sample = ["attune", "floor", "sitecore-cloudsdk", "alloy"];

await main();

async function main() {
  const began = performance.now();
  const wanted = wantedParts();
  if (!process.argv.includes("--as-built")) await build();
  await installPeers(say);
  const things = [];
  for (const name of wanted) things.push(...(await measure(name)));
  if (isJson) console.log(`[\n${things.map((thing) => JSON.stringify(thing)).join(",\n")}\n]`);
  else printThings(things);
  if (!isQuick) await (await import("./document.mjs")).writeDocument(readResults());
  say(`done in ${seconds(began)}`);
}

async function build() {
  say("building, where something has changed");
  await must(process.execPath, [join(root, "tools/build.mjs")]);
}

async function measure(name) {
  const runs = Number(option("runs") ?? (isQuick ? 2 : 15));
  const things = await parts[name]({
    runs,
    isQuick,
    say,
    like: option("like") ?? "",
    ...(isQuick && { keys: sample }),
  });
  if (!isQuick) keepResult(name, { things, at: new Date().toISOString(), machine: machine() });
  return things;
}

function machine() {
  const all = cpus();
  return `${all.length} x ${all[0].model.trim()}, Node ${process.versions.node}`;
}

function wantedParts() {
  const only = option("only")?.split(",") ?? Object.keys(parts);
  const unknown = only.filter((name) => !(name in parts));
  if (unknown.length === 0) return only;
  const known = Object.keys(parts).join(", ");
  console.error(`No part is named ${unknown.join(", ")}. There are: ${known}`);
  process.exit(2);
}

function option(name) {
  return process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
}
