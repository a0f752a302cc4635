// Sets up whatever is missing. Runs before any npm package exists, so it imports Node only.
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { setUpBrowser } from "./browser.mjs";
import { seconds } from "./command.mjs";
import { setUpPackages } from "./packages.mjs";
import { setUpRust } from "./rust.mjs";
import { cache } from "./versions.mjs";

const parts = [
  { name: "rust", does: setUpRust },
  { name: "packages", does: setUpPackages },
  { name: "browser", does: setUpBrowser },
];

/** The three parts share nothing, so they run beside each other; all faults are told, not the first. */
export async function setUp() {
  const began = performance.now();
  console.log("set-up: Rust for WebAssembly, npm packages, a browser");
  mkdirSync(cache, { recursive: true });
  let busy = false;
  const runs = parts.map(({ name, does }) =>
    does((text) => {
      busy = true;
      console.log(`  ${name}: ${text}`);
    }),
  );
  const results = await Promise.allSettled(runs);
  const faults = results.flatMap(({ reason }, at) =>
    reason ? [`set-up of ${parts[at].name} failed:\n${reason.message}`] : [],
  );
  if (faults.length > 0) throw new Error(faults.join("\n\n"));
  console.log(`set-up: ${busy ? "done" : "nothing to do"} (${seconds(began)})`);
}

/** For the scripts that set up first: on a fault, says it without a stack and ends. */
export async function setUpOrExit() {
  try {
    await setUp();
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await setUpOrExit();
