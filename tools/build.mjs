// Everything in pkg/ and dist/. A step whose inputs have not changed is skipped. With `--traps`, what
// tests/traps/ drives instead, in .cache/traps/.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { bundleSteps, trappingBundleSteps } from "./bundles.mjs";
import { seconds } from "./command.mjs";
import { coreStep, trappingCoreStep } from "./core.mjs";
import { declarationStep } from "./declarations.mjs";
import { setUpOrExit } from "./setup.mjs";
import { step } from "./stamps.mjs";
import { root } from "./versions.mjs";

export async function build() {
  await mkdir(join(root, "dist"), { recursive: true });
  await take("pkg/ and dist/", [coreStep, ...bundleSteps, declarationStep]);
}

async function take(what, steps) {
  const began = performance.now();
  console.log(`build: ${what}`);
  for (const one of steps) await step(one);
  console.log(`build: done (${seconds(began)})`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await setUpOrExit();
  try {
    if (process.argv.includes("--traps")) {
      await take(".cache/traps/", [trappingCoreStep, ...trappingBundleSteps]);
    } else await build();
  } catch (error) {
    console.error(`\nbuild failed: ${error.message}`);
    process.exit(1);
  }
}
