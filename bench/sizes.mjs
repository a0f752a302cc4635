// What a visitor downloads to get a decision: of Attune the files as published, of each peer the
// smallest page that asks, through the same bundler.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../tools/command.mjs";
import { root } from "../tools/versions.mjs";
import { weigh } from "../tools/weigh.mjs";
import { bundle } from "./bundles.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { stub } from "./pages.mjs";

const forms = ["raw", "gzip", "brotli"];

export async function measureSizes({ isQuick, keys, say }) {
  say("sizes");
  const own = await ownSizes(isQuick);
  const peers = await peerSizes(keys);
  const weights = { ...own, ...peers, floor: floorSize() };
  return forms.map((form) =>
    measuredThing({
      name: `size, ${form}`,
      unit: "bytes",
      figures: Object.fromEntries(
        Object.entries(weights).map(([key, weight]) => [key, { median: weight[form] }]),
      ),
      attune: "attune",
      variants: ["attune-npm", "attune-wasm", "attune-stub"],
      floor: "floor",
      peers: Object.keys(peers),
    }),
  );
}

/** By tools/size.mjs; in quick mode with its gate, which is also a suite of `npm test`. */
async function ownSizes(isGate) {
  const gate = isGate ? ["--gate"] : [];
  const program = [join(root, "tools/size.mjs"), "--json", ...gate];
  const { code, output } = await run(process.execPath, program);
  const [json, ...refusals] = output.trimEnd().split("\n");
  // Told, and no reason not to measure the rest.
  if (code !== 0) process.exitCode = code;
  if (refusals.length > 0) console.error(refusals.join("\n"));
  const { scriptTag, npm, files } = JSON.parse(json);
  const wasm = files.find(({ name }) => name === "attune.wasm");
  return { attune: scriptTag, "attune-npm": npm, "attune-wasm": wasm, "attune-stub": stubSize() };
}

/** What has to stand in the page itself, before the first paint. */
const stubSize = () => weigh(Buffer.from(stub()));

function floorSize() {
  return weigh(readFileSync(join(root, "bench/floor/salesforce.decide.js")));
}

async function peerSizes(keys) {
  const sizes = {};
  const peers = contenders.filter(({ script }) => script === "bundle");
  for (const peer of peers.filter(({ key }) => keys?.includes(key) ?? true)) {
    sizes[peer.key] = weigh(await bundle(peer, peer.jobs[0]));
  }
  return sizes;
}
