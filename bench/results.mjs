// What was measured last, by part: a part can be measured again without the others.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../tools/versions.mjs";

const file = join(root, ".cache/bench.json");

export function readResults() {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** @param part - `{ things, at }` */
export function keepResult(name, part) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...readResults(), [name]: part }, null, 1));
}
