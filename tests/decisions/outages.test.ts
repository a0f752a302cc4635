import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { publish } from "../delivery/figures.js";
import { inParallel, isFull, runSize, timeLimit } from "../delivery/run_size.js";
import { setStage } from "../delivery/stage.js";
import { type Service, services } from "../delivery/visitor.js";
import { outageTime } from "./fast_time.js";
import { type Death, type Outage, suffer } from "./outage.js";

const stage = setStage(import.meta.url);
const time = outageTime();
const second = 1000;
const lasting = runSize(600, 40) * second;
/** A page that stands still for longer sends what it has missed in one go. */
const longestPause = second;

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

/** Made again, twice at most, where a machine that is busy with something else held pages up. */
async function sufferCalmly(service: Service, death: Death): Promise<Outage> {
  for (let repeats = 0; ; repeats++) {
    const outage = await suffer(stage, time, service, death, lasting);
    const isDisturbed = problemsOf(outage).length > 0 && outage.heldUp > longestPause;
    if (!isDisturbed || repeats === 2) return outage;
  }
}

function problemsOf(outage: Outage): string[] {
  const { asked, requests, rests, rested, interval, together } = outage;
  const { seenAfter, seenByAllAfter } = outage;
  const patience = Math.min(interval, 600 * second) + 5 * second;
  const problems = {
    "asked too rarely": asked < (lasting / second) * 2,
    "more than 12 requests": requests.length > 12,
    "not left alone": rests === 0,
    "the end was seen too late": rested >= patience,
    "a tab was late to see it": seenByAllAfter - seenAfter >= 5 * second,
    "two probes under way together": together > 1,
  };
  return Object.entries(problems).flatMap(([what, is]) => (is ? [what] : []));
}

describe("an outage of ten minutes (40 s in the sample), with four tabs that ask every second", () => {
  test(
    "costs at most twelve requests, and its end is seen within the running pause and 5 s",
    async () => {
      const outages = await inParallel(cases, 6, ({ service, death }) =>
        sufferCalmly(service, death),
      );
      publish("outages", { speed: time.speed, lasting, outages }, "decisions");
      const wrong = outages.flatMap((outage) => {
        const problems = problemsOf(outage);
        return problems.length > 0 ? [{ problems, ...outage }] : [];
      });
      expect(wrong).toEqual([]);
    },
    timeLimit(90, 6),
  );
});
