import { describe, expect, it } from "vitest";

import { explore } from "./exploration.js";

const runs = Number(process.env["ATTUNE_RUNS"] ?? 300);
const hour = 3_600_000;

describe("the queue against a plain list of what was tracked", () => {
  it(`agrees in ${runs} sequences of commands`, { timeout: hour }, async () => {
    const sum = await explore(runs);
    expect(sum.sequences).toBe(runs);
    expect(sum.tracked).toBeGreaterThan(runs);
    console.log(`the model test: ${JSON.stringify(sum)}`);
  });
});

describe("a planted defect is found", () => {
  it("storage that keeps what was removed, once in fifty times", { timeout: hour }, async () => {
    const spoiled = explore(100, ({ storage }) => (storage.losesRemoval = 50));
    await expect(causeOf(spoiled)).resolves.toMatch(
      /was sent after its answer was seen|instead of/,
    );
  });

  it("a collector that does not keep every fiftieth event", { timeout: hour }, async () => {
    const spoiled = explore(100, ({ collector }) => (collector.miscounts = 50));
    await expect(causeOf(spoiled)).resolves.toMatch(/the collector does not have it/);
  });
});

/** What went wrong in the sequence that failed. */
async function causeOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.catch((thrown: unknown) => thrown);
  return String((error as Error).cause);
}
