// What a site would publish of each contender: one file for one job, by one call of esbuild.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

import { root } from "../tools/versions.mjs";

const folder = join(root, "bench");

const uses = {
  decide: (source) => `import { decide } from "./peers/${source}.js"; decide(points).then(show);`,
  track: (source) => `import { track } from "./peers/${source}.js"; track().then(handed);`,
};

export function bundle({ source, script }, job) {
  const name = `${source} ${job}`;
  if (!made.has(name)) made.set(name, make({ source, script }, job));
  return made.get(name);
}

const made = new Map();

async function make({ source, script }, job) {
  const isModule = script === "module";
  const { outputFiles } = await build({
    stdin: {
      contents: uses[job](source),
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    target: "es2020",
    // import.meta.url, by which Attune's npm entry names its wasm, is there in modules only.
    format: isModule ? "esm" : "iife",
    alias: { attune: join(root, "dist/index.js") },
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  return Buffer.from(outputFiles[0].contents);
}

export function built(name) {
  return readFileSync(join(root, "dist", name));
}
