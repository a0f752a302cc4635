// What was measured last, by part: a part can be measured again without the others.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../tools/versions.mjs";

const file = join(root, ".cache/bench.json");

export function readResults() {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** @param part - `{ things, at, machine }`; of a thing measured again, the new figures stay */
export function keepResult(name, part) {
  const results = readResults();
  const isNew = new Set(part.things.map((thing) => thing.name));
  const before = (results[name]?.things ?? []).filter((thing) => !isNew.has(thing.name));
  const kept = { ...part, things: [...before, ...part.things] };
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...results, [name]: kept }, null, 1));
}
