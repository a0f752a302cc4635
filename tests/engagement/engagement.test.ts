// What counts as seen and as used (showing.md 5), in three engines, by what arrives at the collector.
import { afterAll, beforeAll, describe, test } from "vitest";

import type { EngineName } from "../engines/engine.js";
import { engineNames, inEngine } from "../engines/engines.js";
import { type Case, run } from "./case.js";
import { Collector } from "./collector.js";
import { dwellCases } from "./dwell_cases.js";
import { seenCases } from "./seen_cases.js";
import { usedCases } from "./used_cases.js";

/** `npm run test:faults` runs every case in every engine; `npm test` each in one, and some in all. */
const isFull = process.env["ATTUNE_FULL"] === "1";

/** The engines take turns. */
const isRun = ({ isEverywhere }: Case, place: number, name: EngineName): boolean =>
  isFull || isEverywhere === true || engineNames[place % engineNames.length] === name;

describe.each(engineNames)("%s", (name) => {
  let collector: Collector;
  beforeAll(async () => void (collector = await Collector.start()));
  afterAll(() => collector.close());

  inEngine(name, (engine) => {
    const groups = { seen: seenCases, dwelt: dwellCases, used: usedCases };
    for (const [what, cases] of Object.entries(groups)) {
      describe.concurrent(what, () => {
        for (const [place, given] of cases.entries()) {
          if (isRun(given, place, name)) test(given.name, () => run(given, engine(), collector));
        }
      });
    }
  });
});
