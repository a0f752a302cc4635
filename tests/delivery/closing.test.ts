import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";

import type { Engine } from "../engines/engine.js";
import { inEngine } from "../engines/engines.js";
import { between, createChance, oneOf } from "./chance.js";
import { browserOf } from "./engine_tab.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { inParallel, runSize, timeLimit } from "./run_size.js";
import { setSite } from "./stage.js";
import { becomes, until } from "./until.js";
import { type Service, services, Visitor, type Wish } from "./visitor.js";

const stage = setSite();
const latencyMs = 200;
const eventsEach = 5;
const closesOfEach = runSize(20, 2);

interface Closing {
  service: Service;
  round: number;
}

/** Three at any time before the tab is closed, two in its last turn. */
function wishesFor({ service, round }: Closing): Wish[] {
  const chance = createChance(7919 * round + service.length);
  const kinds = ["event", "impression", "click"] as const;
  return Array.from({ length: eventsEach }, (_, n) => ({
    marker: `mk-closing-${round}-${n}`,
    kind: oneOf(chance, kinds),
    ...(n < 3 && { atMs: between(chance, 0, 590) }),
  }));
}

/**
 * With its last tab Firefox ends the process of the site, and whatever script runs in that moment:
 * the first listener of `pagehide` in which there is a loop.
 */
async function closeOnce(closing: Closing, engine: Engine) {
  const more = { before: ["tell"] };
  const visitor = await Visitor.come(browserOf(engine), stage.site, closing.service, more);
  const tab = await visitor.open();
  await visitor.warmUp(tab, "mk-warm");
  visitor.collector.answers({ latencyMs });
  const wishes = wishesFor(closing);
  await tab.evaluate(`void probe.trackAndLeave(${JSON.stringify(wishes)}, "outside", 600)`);
  const isAbout = async () => {
    await tab.listen();
    return tab.told.some(({ about }) => about === "leaving");
  };
  await until("the page is about to be left", isAbout);
  await tab.close();
  await sleep(latencyMs * 2);
  const inVisit = eventsEach + 1 - visitor.verdict().lost.length;
  const { stored } = await visitor.returnLater();
  // A repeat may be on its way.
  await becomes(() => visitor.collector.isIdleFor(500), 5000);
  await visitor.leave();
  return { ...closing, inVisit, stored, visitor };
}

inEngine("firefox", (engine) => {
  test(
    "has the events of a closed tab once, and hardly any twice",
    async () => {
      const closings = Array.from({ length: closesOfEach }, (_, round) =>
        services.map((service) => ({ service, round })),
      ).flat();
      const runs = await inParallel(closings, 4, (closing) => closeOnce(closing, engine()));
      const rows = services.map((service) => {
        const own = runs.filter((run) => run.service === service);
        const count = (of: (run: (typeof own)[number]) => number) =>
          own.reduce((sum, run) => sum + of(run), 0);
        const promised = count(({ visitor }) => visitor.promised().length - 1);
        const twice = count(({ visitor }) => visitor.verdict().repeats.length);
        const lost = count(({ visitor }) => visitor.verdict().lost.length);
        return { service, promised, inVisit: count((run) => run.inVisit - 1), lost, twice };
      });
      publish("closing-firefox", rows);
      for (const { service, round, stored, visitor } of runs) {
        const what = `${service}, ${round}`;
        expect(visitor.promised().length, what).toBe(eventsEach + 1);
        expectNothingLost(what, visitor.verdict(), stored);
        expectOneIdEach(what, visitor.verdict());
        expectNoComplaint([visitor.collector]);
      }
      for (const { service, promised, twice } of rows) {
        expect(twice, `${service}: twice, of ${promised}`).toBeLessThanOrEqual(
          Math.max(1, promised / 20),
        );
      }
    },
    timeLimit(10, 2),
  );
});
