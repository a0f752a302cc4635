import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { publish } from "../delivery/figures.js";
import { inParallel, isFull, timeLimit } from "../delivery/run_size.js";
import { setStage } from "../delivery/stage.js";
import { services } from "../delivery/visitor.js";
import { outageTime } from "./fast_time.js";
import { type Death, suffer } from "./outage.js";

const stage = setStage(import.meta.url);
const time = outageTime();

const deaths: Death[] = [
  { name: "connection refused", door: "refuses" },
  {
    name: "503 after half a second",
    script: async (exchange) => {
      await sleep(500 / time.speed);
      await exchange.say({ status: 503 });
    },
  },
  { name: "silence", script: () => undefined },
];

/** In the sample one death for each service: those in which requests are seen by the server. */
const cases = services.flatMap((service, place) =>
  (isFull ? deaths : deaths.slice(place + 1, place + 2)).map((death) => ({ service, death })),
);

describe("an outage of ten minutes, with four tabs that ask every second", () => {
  test(
    "costs at most twelve requests, and its end is seen within the running pause and 5 s",
    async () => {
      const outages = await inParallel(cases, isFull ? 3 : 1, ({ service, death }) =>
        suffer(stage, time, service, death),
      );
      publish("outages", { speed: time.speed, outages }, "decisions");
      for (const { service, name, ...outage } of outages) {
        const what = `${service}, ${name}`;
        expect(outage.asked, `${what}: asked`).toBeGreaterThan(1500);
        expect(outage.requests.length, `${what}: requests`).toBeLessThanOrEqual(12);
        expect(outage.requests.length, `${what}: requests`).toBeGreaterThanOrEqual(5);
        const patience = Math.min(outage.interval, 600_000) + 5000;
        expect(outage.rested, `${what}: from the last failure to the first decision`).toBeLessThan(
          patience,
        );
        const spread = outage.seenByAllAfter - outage.seenAfter;
        expect(spread, `${what}: from the first tab to the last`).toBeLessThan(5000);
        expect(outage.together, `${what}: probes under way together`).toBeLessThanOrEqual(1);
      }
    },
    timeLimit(60, 4),
  );
});
