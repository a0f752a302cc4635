// What a visitor downloads to get a decision: of Attune the files as published, of each peer the
// smallest page that asks, through the same bundler.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { must } from "../tools/command.mjs";
import { root } from "../tools/versions.mjs";
import { weigh } from "../tools/weigh.mjs";
import { bundle } from "./bundles.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { stub } from "./pages.mjs";

const forms = ["raw", "gzip", "brotli"];

export async function measureSizes({ say }) {
  say("sizes");
  const own = await ownSizes();
  const peers = await peerSizes();
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

/** By tools/size.mjs, which is also what the gate goes by. */
async function ownSizes() {
  const output = await must(process.execPath, [join(root, "tools/size.mjs"), "--json"]);
  const { scriptTag, npm, files } = JSON.parse(output);
  const wasm = files.find(({ name }) => name === "attune.wasm");
  return { attune: scriptTag, "attune-npm": npm, "attune-wasm": wasm, "attune-stub": stubSize() };
}

/** What has to stand in the page itself, before the first paint. */
const stubSize = () => weigh(Buffer.from(stub()));

function floorSize() {
  return weigh(readFileSync(join(root, "bench/floor/salesforce.decide.js")));
}

async function peerSizes() {
  const sizes = {};
  for (const peer of contenders.filter(({ script }) => script === "bundle")) {
    sizes[peer.key] = weigh(await bundle(peer, peer.jobs[0]));
  }
  return sizes;
}
