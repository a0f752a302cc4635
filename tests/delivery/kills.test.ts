import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { between, createChance } from "./chance.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { runSize, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { until } from "./until.js";
import { type Service, services, Visitor } from "./visitor.js";

const stage = setStage();
const chance = createChance(4_711);
// Longer than the browser waits before it writes, else nothing at all would be left to look at.
const lifeMs = [6_000, runSize(12_000, 8_000)] as const;

/** How much of its own last writes the browser forgets when it is killed, without any of our code. */
async function measureCommitWindow(): Promise<number> {
  const visitor = await Visitor.come(stage.chromium, stage.site, "salesforce");
  const tab = await visitor.openEmpty({ window: "own" });
  await tab.goto(visitor.address("/plain.html"));
  await tab.evaluate(`setInterval(() => localStorage.setItem("stamp", String(Date.now())), 40)`);
  await sleep(between(chance, ...lifeMs));
  const killedAt = Date.now();
  await stage.chromium.kill();
  await stage.chromium.start();
  const again = await visitor.openEmpty({ window: "own" });
  await again.goto(visitor.address("/plain.html"));
  const stamp = await again.evaluate<string | null>(`localStorage.getItem("stamp")`);
  await visitor.leave();
  // Where nothing at all is left, the window was at least as long as the page's life.
  return stamp === null ? Infinity : killedAt - Number(stamp);
}

interface Kill {
  service: Service;
  promised: number;
  /** Promised, and gone; all of them inside the window or the test fails. */
  lostInside: number;
  lostOutside: string[];
  /** Of those: what storage still held when the test stopped waiting. */
  stored: string[];
  windowMs: number;
  repeats: number;
  visitor: Visitor;
}

/**
 * Kills the browser while the collector is deaf, so that every event is still stored. After each
 * event the page writes a number beside it: an event whose number survived had to survive, too.
 */
async function killOnce(service: Service, round: number): Promise<Kill> {
  const visitor = await Visitor.come(stage.chromium, stage.site, service);
  visitor.collector.answers((_, kind) => (kind === "events" ? { status: 503 } : {}));
  const tab = await visitor.open("/page.html", { window: "own" });
  const prefix = `mk-kill-${round}`;
  const pump = JSON.stringify({ prefix, everyMs: 60, most: 400, stamps: true });
  await tab.evaluate(`probe.pump(${pump})`);
  await sleep(between(chance, ...lifeMs));
  const killedAt = Date.now();
  await stage.chromium.kill();
  visitor.collector.arrivals.length = 0;
  visitor.collector.answers({});
  await stage.chromium.start();
  const kept = await readStamp(visitor);
  const { stored } = await visitor.returnLater({ window: "own" });
  await visitor.leave();
  return judgeKill(visitor, { killedAt, kept, stored });
}

async function readStamp(visitor: Visitor): Promise<number> {
  const tab = await visitor.openEmpty({ window: "own" });
  await tab.goto(visitor.address("/plain.html"));
  const stamp = await tab.evaluate<string | null>(`localStorage.getItem("stamp")`);
  await tab.close();
  return Number(stamp ?? -1);
}

function judgeKill(
  visitor: Visitor,
  { killedAt, kept, stored }: { killedAt: number; kept: number; stored: string[] },
): Kill {
  const { lost, repeats } = visitor.verdict();
  const numberOf = (marker: string) => Number(marker.split("-").at(-1));
  const lostOutside = lost.filter((marker) => numberOf(marker) <= kept);
  const told = visitor.toldAbout("resolved");
  const last = told.find(({ marker }) => numberOf(String(marker)) === kept);
  const windowMs = last ? killedAt - Number(last["at"]) : Infinity;
  return {
    service: visitor.service,
    promised: told.length,
    lostInside: lost.length - lostOutside.length,
    lostOutside,
    stored,
    windowMs,
    repeats: repeats.length,
    visitor,
  };
}

function rowOf(kill: Kill): object {
  const { service, promised, lostInside, lostOutside, stored, windowMs, repeats } = kill;
  const counts = { lostInside, lostOutside: lostOutside.length, stored: stored.length, repeats };
  return { service, promised, ...counts, windowMs };
}

describe("a browser process that is killed", () => {
  test(
    "loses only what the browser itself had not yet written to disk",
    async () => {
      const windowsMs: number[] = [];
      for (let n = 0; n < runSize(5, 1); n++) windowsMs.push(await measureCommitWindow());
      const kills: Kill[] = [];
      for (let round = 0; round < runSize(20, 2); round++) {
        kills.push(await killOnce(services[round % 2] as Service, round));
      }
      publish("kills", { commitWindowsWithoutAttuneMs: windowsMs, kills: kills.map(rowOf) });
      for (const { lostOutside, stored, promised, visitor } of kills) {
        const lost = { lost: lostOutside, repeats: [], doubled: [] };
        expect(promised).toBeGreaterThan(20);
        expectNothingLost("on disk before the window began", lost, stored);
        expectOneIdEach("after the kill", visitor.verdict());
      }
      // Else the runs proved nothing.
      await until(
        "some run outlived the window",
        () => kills.some((kill) => kill.windowMs < 1e9),
        0,
      );
      expectNoComplaint(kills.map(({ visitor }) => visitor.collector));
    },
    timeLimit(40, 4),
  );
});
