// Everything in pkg/ and dist/. A step whose inputs have not changed is skipped.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { bundleSteps } from "./bundles.mjs";
import { seconds } from "./command.mjs";
import { coreStep } from "./core.mjs";
import { declarationStep } from "./declarations.mjs";
import { setUpOrExit } from "./setup.mjs";
import { step } from "./stamps.mjs";
import { root } from "./versions.mjs";

export async function build() {
  const began = performance.now();
  console.log("build: pkg/ and dist/");
  await mkdir(join(root, "dist"), { recursive: true });
  for (const one of [coreStep, ...bundleSteps, declarationStep]) await step(one);
  console.log(`build: done (${seconds(began)})`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await setUpOrExit();
  try {
    await build();
  } catch (error) {
    console.error(`\nbuild failed: ${error.message}`);
    process.exit(1);
  }
}
