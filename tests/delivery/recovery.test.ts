import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";

import { publish } from "./figures.js";
import { expectNothingLost } from "./oracle.js";
import { isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { becomes } from "./until.js";
import { statusOf, track, Visitor } from "./visitor.js";

const stage = setStage();
const eventsOf = ({ collector }: Visitor) =>
  collector.exchanges.filter(({ kind }) => kind === "events");

/** A page that finds the others at rest, as it is after many failures. */
async function comeToRest(isWish: boolean) {
  const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
  const tab = await visitor.open("/page.html", { window: "own" });
  await visitor.warmUp(tab, "mk-warm");
  // So few that what follows a failure is shorter than what is left: it is the same rest.
  const rest = JSON.stringify({ failures: 1, isWish });
  await tab.evaluate(`(() => {
    const key = Object.keys(localStorage).find((key) => key.startsWith("attune.health."));
    const now = Date.now();
    const rest = { at: now, until: now + 60_000, ahead: 0, ...${rest} };
    localStorage.setItem(key, JSON.stringify(rest));
  })()`);
  await tab.goto(visitor.address("/later.html"));
  await tab.evaluate("started.then(() => true)");
  await sleep(500);
  return { visitor, tab, before: eventsOf(visitor).length };
}

test.concurrent(
  "what is new is tried once in a long rest, and what that tells ends or keeps it",
  async () => {
    const { visitor, tab, before } = await comeToRest(false);
    visitor.collector.answers((_, kind) => (kind === "events" ? { status: 500 } : {}));
    for (let n = 0; n < 3; n++) {
      await track(tab, { marker: `mk-probe-${n}`, kind: "click" });
      await sleep(700);
    }
    const tried = eventsOf(visitor).length - before;
    await visitor.leave();
    expect(tried, "requests in the rest").toBe(1);
  },
);

test.concurrent("a probe that arrives brings all the rest along", async () => {
  const { visitor, tab } = await comeToRest(false);
  await track(tab, { marker: "mk-probe", kind: "click" });
  await becomes(async () => (await statusOf(tab)).queued === 0, 4000);
  const { queued } = await statusOf(tab);
  // Not urgent, and not to wait for the end of a rest that is over.
  await track(tab, { marker: "mk-after", kind: "impression" });
  await becomes(async () => (await statusOf(tab)).queued === 0, 4000);
  const after = await statusOf(tab);
  await visitor.leave();
  expect({ queued, later: after.queued }).toEqual({ queued: 0, later: 0 });
});

test.concurrent("nothing is tried against the collector's own wish", async () => {
  const { visitor, tab, before } = await comeToRest(true);
  await track(tab, { marker: "mk-wish", kind: "click" });
  await sleep(1500);
  const tried = eventsOf(visitor).length - before;
  await visitor.leave();
  expect(tried).toBe(0);
});

test.runIf(isFull)(
  "after thirty seconds of 500 a page that goes on tracking is through soon",
  async () => {
    const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
    const tab = await visitor.open("/page.html", { window: "own" });
    await visitor.warmUp(tab, "mk-warm");
    visitor.collector.answers((_, kind) => (kind === "events" ? { status: 500 } : {}));
    const go = async (prefix: string, count: number) => {
      for (let n = 0; n < count; n++) {
        await track(tab, { marker: `${prefix}-${n}` });
        await sleep(2000);
      }
    };
    await go("mk-sick", 15);
    visitor.collector.answers({});
    const began = performance.now();
    const going = go("mk-well", 10);
    await becomes(() => visitor.verdict().lost.length === 0 && visitor.isSettled(tab), 60_000);
    const tookMs = Math.round(performance.now() - began);
    await going;
    await becomes(() => visitor.isSettled(tab), 20_000);
    publish("recovery", { tookMs });
    await visitor.leave();
    expectNothingLost("after the 500s", visitor.verdict());
    expect(tookMs).toBeLessThan(20_000);
  },
  timeLimit(4),
);
