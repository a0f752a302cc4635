import { readFileSync } from "node:fs";
import { join } from "node:path";

import { must, seconds } from "./command.mjs";
import { root } from "./versions.mjs";

/** The npm packages of the lock file, exactly. No package's install script is run. */
export async function setUpPackages(say) {
  if (isInstalled()) return;
  say("installing the npm packages (about half a minute)");
  const began = performance.now();
  await must("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  say(`installed the npm packages in ${seconds(began)}`);
}

/** npm keeps a list of what it has put into node_modules: it tells whether that is still what the lock file wants. */
function isInstalled() {
  const wanted = readPackages("package-lock.json");
  const present = readPackages("node_modules/.package-lock.json");
  if (!wanted || !present) return false;
  const paths = Object.keys(wanted).filter((path) => path !== "");
  return (
    paths.every((path) => isSame(wanted[path], present[path])) &&
    Object.keys(present).every((path) => path in wanted)
  );
}

function isSame(wanted, present) {
  // A package for another platform is optional and rightly absent.
  if (!present) return wanted.optional === true;
  return wanted.version === present.version && wanted.integrity === present.integrity;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}
