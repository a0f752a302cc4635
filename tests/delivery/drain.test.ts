import { describe, expect, test } from "vitest";

import type { Arrival, Exchange } from "./collector.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, isAcknowledged } from "./oracle.js";
import { isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import type { Tab } from "./tab.js";
import { becomes } from "./until.js";
import { Visitor } from "./visitor.js";

const stage = setStage();
const mostAtOnce = 4;
/** A request that was begun before something else may still be read after it. */
const onItsWayMs = 60;

/** Each waits for all before it and holds all behind it. */
const inOrder = [
  ...["ADD", "CONFIRM", "CHECKOUT", "PAYMENT"],
  ...["ORDER_CHECKOUT", "CLEAR_CART", "IDENTITY"],
];

const eventsOf = (visitor: Visitor): Exchange[] =>
  visitor.collector.exchanges.filter(({ kind }) => kind === "events");

/** How many had no answer yet at the busiest moment. */
function mostOpen(exchanges: Exchange[]): number {
  const isOpen = (one: Exchange, at: number) => one.at <= at && (one.endedAt ?? Infinity) > at;
  const openAt = ({ at }: Exchange) => exchanges.filter((one) => isOpen(one, at)).length;
  return Math.max(0, ...exchanges.map(openAt));
}

/** So many events within a second, a tenth of them at a time. */
function pourIn(tab: Tab, prefix: string, count: number): Promise<void> {
  return tab.evaluate(`(async () => {
    for (let n = 0; n < ${count}; n++) {
      probe.track({ marker: "${prefix}-" + n });
      if (n % ${count / 10} === ${count / 10 - 1}) await new Promise((go) => setTimeout(go, 100));
    }
  })()`);
}

const acknowledged = (visitor: Visitor): number =>
  visitor.collector.arrivals.filter((one) => one.marker && isAcknowledged(one)).length;

async function drain(latencyMs: number, tabs: number, each: number, patienceMs: number) {
  const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
  visitor.collector.answers({ latencyMs });
  const opened: Tab[] = [];
  for (let n = 0; n < tabs; n++) opened.push(await visitor.open("/page.html", { window: "own" }));
  await visitor.warmUp(opened[0] as Tab, "mk-warm");
  const began = performance.now();
  await Promise.all(opened.map((tab, seat) => pourIn(tab, `mk-drain-${seat}`, each)));
  await becomes(() => acknowledged(visitor) > tabs * each, patienceMs);
  const tookMs = Math.round(performance.now() - began);
  const { lost, repeats } = visitor.verdict();
  await visitor.leave();
  return { visitor, tookMs, lost, repeats, atOnce: mostOpen(eventsOf(visitor)) };
}

test(
  "a hundred events in a second are through in ten, four at a time",
  async () => {
    const { visitor, tookMs, atOnce, repeats } = await drain(300, 1, 100, 20_000);
    publish("drain", { tookMs, atOnce, repeats: repeats.length });
    expectNothingLost("one tab", visitor.verdict());
    expectNoComplaint([visitor.collector]);
    expect(repeats).toEqual([]);
    expect(atOnce, "at once").toBeLessThanOrEqual(mostAtOnce);
    expect(tookMs).toBeLessThan(10_000);
  },
  timeLimit(2),
);

test.runIf(isFull)(
  "six tabs of fifty events each are through in forty seconds",
  async () => {
    const { visitor, tookMs, atOnce, repeats } = await drain(200, 6, 50, 60_000);
    publish("drain-tabs", { tookMs, atOnce, repeats: repeats.length });
    expectNothingLost("six tabs", visitor.verdict());
    expect(repeats).toEqual([]);
    expect(tookMs).toBeLessThan(40_000);
  },
  timeLimit(3),
);

test("no event is begun while a decision is waited for", async () => {
  const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
  const { collector } = visitor;
  collector.answers((_, kind) => ({ latencyMs: kind === "decision" ? 1000 : 200 }));
  const tab = await visitor.open("/page.html", { window: "own" });
  await visitor.warmUp(tab, "mk-warm");
  await tab.evaluate(`(() => {
    for (let n = 0; n < 30; n++) probe.track({ marker: "mk-decision-" + n });
    setTimeout(() => Attune.Personalization.fetch(["home_banner"]).catch(() => 0), 500);
  })()`);
  await becomes(() => acknowledged(visitor) > 30, 15_000);
  await visitor.leave();
  expectNothingLost("beside a decision", visitor.verdict());
  const [decision] = collector.exchanges.filter(({ kind }) => kind === "decision");
  if (!decision) throw new Error("Nothing was asked.");
  const begunMeanwhile = eventsOf(visitor).filter(
    ({ at }) => at > decision.at + onItsWayMs && at < Number(decision.endedAt),
  );
  publish("drain-decision", { begunMeanwhile: begunMeanwhile.length });
  expect(begunMeanwhile.length, "begun meanwhile").toBe(0);
  expect(eventsOf(visitor).filter(({ at }) => at < decision.at).length).toBeGreaterThan(1);
});

describe("events whose order counts", () => {
  test("wait for all before them, and hold all behind them", async () => {
    const visitor = await Visitor.come(stage.chromium, stage.site, "sitecore");
    visitor.collector.answers({ latencyMs: 100 });
    const tab = await visitor.open("/page.html", { window: "own" });
    await visitor.warmUp(tab, "mk-warm");
    const types = inOrder.flatMap((type) => ["SEARCH", "SEARCH", "SEARCH", type, "SEARCH"]);
    await tab.evaluate(`(() => {
      ${JSON.stringify(types)}.forEach((eventType, n) =>
        Attune.sendEvent({ interaction: { eventType, marker: "mk-order-" + n } }));
    })()`);
    await becomes(() => acknowledged(visitor) > types.length, 20_000);
    await visitor.leave();
    const arrivals = visitor.collector.arrivals.filter(({ marker }) =>
      marker?.startsWith("mk-order"),
    );
    expect(arrivals.length, "arrived").toBe(types.length);
    expectOrder(arrivals, types);
  });
});

const placeOf = ({ marker }: Arrival): number => Number(marker?.split("-").at(-1));

function expectOrder(arrivals: Arrival[], types: string[]): void {
  for (const { exchange, ...arrival } of arrivals) {
    const place = placeOf({ exchange, ...arrival });
    const type = String(types[place]);
    if (!inOrder.includes(type)) continue;
    for (const other of arrivals) {
      const what = `${type} at ${place} and ${types[placeOf(other)]} at ${placeOf(other)}`;
      const { at, endedAt } = other.exchange;
      if (placeOf(other) < place) expect(Number(endedAt), what).toBeLessThanOrEqual(exchange.at);
      if (placeOf(other) > place) expect(at, what).toBeGreaterThanOrEqual(Number(exchange.endedAt));
    }
  }
}
