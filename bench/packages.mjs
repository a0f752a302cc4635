// The peers, into bench/node_modules and nowhere else. No package's install script is run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { must, seconds } from "../tools/command.mjs";
import { root } from "../tools/versions.mjs";

const folder = join(root, "bench");

export async function installPeers(say) {
  if (isInstalled()) return;
  say("installing the peers into bench/node_modules (about a minute, 200 MB)");
  const began = performance.now();
  // Not "ci": it refuses a lock file that lacks other platforms' optional packages, which npm leaves
  // out where the registry does not offer them.
  const quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await must("npm", ["install", ...quiet], { cwd: folder });
  say(`installed the peers in ${seconds(began)}`);
}

function isInstalled() {
  const { dependencies } = read("package.json");
  return Object.entries(dependencies).every(([name, version]) => versionOf(name) === version);
}

/** The version that is there, or undefined. */
export function versionOf(name) {
  const path = join("node_modules", name, "package.json");
  return existsSync(join(folder, path)) ? read(path).version : undefined;
}

const read = (path) => JSON.parse(readFileSync(join(folder, path), "utf8"));
