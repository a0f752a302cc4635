import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { runSize, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { becomes, until } from "./until.js";
import { type Service, services, Visitor } from "./visitor.js";

const stage = setStage();
const latencyMs = 200;
const seats = Array.from({ length: 8 }, (_, seat) => seat);

const paths = (visitor: Visitor): string[] =>
  visitor.collector.exchanges.map(({ request }) => request.url.pathname);

/** Somebody comes for a second; only at its end there is something to tell. */
async function bounce(service: Service) {
  const visitor = await Visitor.come(stage.chromium, stage.site, service);
  visitor.collector.answers({ latencyMs });
  const tab = await visitor.open("/page.html", { window: "own" });
  const wishes = [
    { marker: "mk-bounce-event", atMs: 900 },
    { marker: "mk-bounce-click", kind: "click" },
  ];
  await tab.begin(`probe.trackAndLeave(${JSON.stringify(wishes)}, "outside", 1000),
    setTimeout(() => (location.href = "/plain.html"), 1000)`);
  await tab.isAt(visitor.address("/plain.html"));
  await sleep(latencyMs * 5);
  const late = visitor.verdict().lost;
  await tab.close();
  const { stored } = await visitor.returnLater({ window: "own" });
  await becomes(() => visitor.collector.isIdleFor(500), 5000);
  await visitor.leave();
  return { service, late, stored, visitor };
}

/** How often each row came, by its id; those of one kind under one id. */
function timesById(visitor: Visitor): Map<string, Map<string, number>> {
  const kinds = new Map<string, Map<string, number>>();
  for (const { id, marker, event } of visitor.collector.arrivals) {
    const kind = marker ?? String(event["eventType"]);
    const times = kinds.get(kind) ?? new Map<string, number>();
    kinds.set(kind, times.set(id, (times.get(id) ?? 0) + 1));
  }
  return kinds;
}

describe.concurrent("a new visitor", () => {
  test("of Sitecore has an id asked for at the opt-in, before anything is tracked", async () => {
    const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
    const tab = await visitor.open("/page.html", { window: "own" });
    await becomes(() => paths(visitor).length > 0, 3000);
    const id = () => tab.evaluate<string>("Attune.getBrowserId()");
    await becomes(async () => Boolean(await id()), 3000);
    const told = await id();
    await visitor.leave();
    expect(paths(visitor)).toEqual(["/v1.2/browser/create.json"]);
    expect(told).toMatch(/^[0-9a-f-]{36}$/);
  });

  test(
    "has one id in eight tabs that are opened at once, without an event in any",
    async () => {
      const spreads: object[] = [];
      for (let round = 0; round < runSize(10, 1); round++) {
        const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
        visitor.collector.answers({ latencyMs });
        const tabs = await Promise.all(seats.map(() => visitor.open()));
        const id = "Attune.getBrowserId()";
        const ids = () => Promise.all(tabs.map((tab) => tab.evaluate<string>(id)));
        await until("every tab has an id", async () => (await ids()).every(Boolean), 10_000);
        const told = new Set(await ids());
        await visitor.leave();
        spreads.push({ ids: told.size, asked: paths(visitor).length });
        expect(told.size).toBe(1);
      }
      publish("first-ids", spreads);
    },
    timeLimit(4, 1),
  );

  test(
    "who leaves after a second has told all by then, and nothing under two ids",
    async () => {
      const runs = await Promise.all(services.map(bounce));
      publish(
        "bounce",
        runs.map(({ service, late, visitor }) => ({
          service,
          late: late.length,
          repeats: visitor.verdict().repeats.length,
          rows: Object.fromEntries(
            [...timesById(visitor)].map(([kind, times]) => [kind, [...times.values()]]),
          ),
        })),
      );
      for (const { service, late, stored, visitor } of runs) {
        expectNothingLost(service, visitor.verdict(), stored);
        expectOneIdEach(service, visitor.verdict());
        expectNoComplaint([visitor.collector]);
        expect(late, `${service}: not in the same visit`).toEqual([]);
        for (const [kind, times] of timesById(visitor)) {
          expect(times.size, `${service}, ${kind}: ids`).toBe(1);
          expect(Math.max(...times.values()), `${service}, ${kind}`).toBeLessThanOrEqual(2);
        }
      }
    },
    timeLimit(2, 1),
  );
});
