import { describe, expect, test } from "vitest";

import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { patienceMs, runSize, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import type { Tab } from "./tab.js";
import { becomes, until } from "./until.js";
import { type Service, services, statusOf, track, Visitor } from "./visitor.js";

const stage = setStage();
const states = ["idle", "mid-flush"] as const;
type State = (typeof states)[number];

const unloading = ["unload", "beforeunload"];

/** Away by the link, to a page with the SDK or one without it by turns, and back again. */
async function goAndReturn(visitor: Visitor, tab: Tab, round: number): Promise<boolean> {
  const away = visitor.address(round % 2 === 0 ? "/next.html" : "/plain.html");
  const shown = () => tab.told.filter(({ about }) => about === "shown");
  await tab.begin(`location.href = ${JSON.stringify(away)}`);
  await tab.isAt(away);
  const before = shown().length;
  await tab.begin("history.back()");
  await tab.isAt(visitor.address("/page.html"));
  await until("the first page is shown again", () => shown().length > before);
  return shown().at(-1)?.["persisted"] === true;
}

async function reasonsOf(tab: Tab): Promise<string> {
  const entry = `performance.getEntriesByType("navigation")[0].notRestoredReasons`;
  return JSON.stringify(await tab.evaluate(entry));
}

async function makeTrips(service: Service, state: State) {
  const visitor = await Visitor.come(stage.chromium, stage.site, service, { before: ["spy"] });
  const tab = await visitor.open("/page.html", { window: "own" });
  await visitor.warmUp(tab, "mk-warm");
  visitor.collector.answers({ latencyMs: state === "idle" ? 0 : 1500 });
  const rounds = runSize(20, 3);
  const reasons: string[] = [];
  let restored = 0;
  for (let round = 0; round < rounds; round++) {
    const marker = `mk-trip-${service}-${state}-${round}`;
    await track(tab, { marker: `${marker}-a` });
    await track(tab, { kind: "impression", marker: `${marker}-b` });
    if (state === "idle") await until("the queue is empty", () => isQuiet(tab));
    else await becomes(() => visitor.collector.open().length > 0, 3000);
    if (await goAndReturn(visitor, tab, round)) restored += 1;
    else reasons.push(await reasonsOf(tab));
    // A page that had to be loaded anew is as good for the next trip.
    await tab.evaluate("window.started.then(() => true)");
  }
  await becomes(() => visitor.isSettled(tab), patienceMs);
  const listeners = await tab.evaluate<string[]>("spy.listeners");
  const handlers = await tab.evaluate<boolean>("Boolean(window.onunload || window.onbeforeunload)");
  const heard = listeners.filter((type) => unloading.includes(type));
  await tab.close();
  const { stored } = await visitor.returnLater();
  await visitor.leave();
  return { service, state, rounds, restored, reasons, heard, handlers, stored, visitor };
}

async function isQuiet(tab: Tab): Promise<boolean> {
  return (await statusOf(tab)).queued === 0;
}

describe("the back/forward cache", () => {
  test(
    "takes the page, idle and in the middle of a flush, and no event is lost or comes twice",
    async () => {
      const runs = [];
      for (const service of services) {
        for (const state of states) runs.push(await makeTrips(service, state));
      }
      const rows = runs.map(({ visitor, stored, ...row }) => {
        const { lost, repeats, doubled } = visitor.verdict();
        const counts = { lost: lost.length, repeats: repeats.length, doubled: doubled.length };
        return { ...row, promised: visitor.promised().length, ...counts, stored: stored.length };
      });
      publish("bfcache", rows);
      for (const { service, state, rounds, restored, reasons, heard, handlers, visitor } of runs) {
        const what = `${service}, ${state}`;
        expect(restored, `${what}: ${reasons.join(" ")}`).toBe(rounds);
        expect(heard, `${what}: listeners`).toEqual([]);
        expect(handlers, `${what}: window.onunload or onbeforeunload`).toBe(false);
        expectOneIdEach(what, visitor.verdict());
      }
      expectNoComplaint(runs.map(({ visitor }) => visitor.collector));
      for (const { service, state, visitor, stored } of runs) {
        const verdict = visitor.verdict();
        expectNothingLost(`${service}, ${state}`, verdict, stored);
        expect(verdict.repeats, `${service}, ${state}: came twice`).toEqual([]);
      }
    },
    timeLimit(20, 3),
  );
});
