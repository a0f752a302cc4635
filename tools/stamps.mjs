import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { seconds } from "./command.mjs";
import { root } from "./versions.mjs";

const file = join(root, ".cache/stamps.json");

/**
 * Runs one step of the build unless its inputs (files and folders), its settings and its outputs
 * are what they were after the last time.
 */
export async function step({ name, inputs, settings = {}, outputs, run }) {
  const began = performance.now();
  const stamps = readStamps();
  const before = digest(inputs, settings);
  const unchanged = stamps[name]?.inputs === before && stamps[name].outputs === digest(outputs);
  if (unchanged) return console.log(`  ${name}: unchanged`);
  await run();
  const missing = outputs.filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`${name} did not make ${missing.join(", ")}`);
  writeStamps({ ...readStamps(), [name]: { inputs: before, outputs: digest(outputs) } });
  console.log(`  ${name}: ${seconds(began)}`);
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function writeStamps(stamps) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(file, JSON.stringify(stamps, null, 2));
}

function digest(paths, settings = {}) {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const path of paths.flatMap(listFiles)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** A file is itself, a folder all it holds in a fixed order; what is absent counts as nothing. */
export function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`));
}
