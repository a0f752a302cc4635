import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { isFull } from "./run_size.js";

const folder = fileURLToPath(new URL("../../test-results/", import.meta.url));

/** Leaves what was measured in test-results/, and says it. */
export function publish(name: string, figures: object, suite = "delivery"): void {
  const record = { name, run: isFull ? "full" : "sample", at: new Date().toISOString(), figures };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${suite}-${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
  console.log(`${name} (${record.run}): ${JSON.stringify(figures)}`);
}

/** A part of a whole in per cent; a whole of nothing is complete. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Number(((100 * part) / whole).toFixed(3));
}
