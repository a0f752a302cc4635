// What a site would publish of each contender: one file for one job, by one call of esbuild.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

import { root } from "../tools/versions.mjs";

const folder = join(root, "bench");

/** @returns the file's bytes, and how large esbuild found each part of it */
export async function bundle({ source, script }, job) {
  const isModule = script === "module";
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `import { ${job} } from "./peers/${source}.js"; ${job}().then(handed);`,
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
    metafile: true,
    logLevel: "error",
  });
  return { bytes: Buffer.from(outputFiles[0].contents), metafile };
}

export function built(name) {
  return readFileSync(join(root, "dist", name));
}
