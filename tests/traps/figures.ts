import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { isFull } from "./run_size.js";

const folder = fileURLToPath(new URL("../../test-results/", import.meta.url));

/** Leaves what was measured in test-results/, and says it. */
export function publish(name: string, figures: object): void {
  const record = { name, run: isFull ? "full" : "sample", at: new Date().toISOString(), figures };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}traps-${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
  console.log(`${name} (${record.run}): ${JSON.stringify(figures)}`);
}

/** The middle and the ends of what was measured, to a tenth. */
export function summarize(values: number[]): Record<string, number> {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number): number => {
    const place = Math.min(sorted.length - 1, Math.floor(part * sorted.length));
    return Math.round((sorted[place] ?? NaN) * 10) / 10;
  };
  return { median: at(0.5), p99: at(0.99), most: at(1) };
}
