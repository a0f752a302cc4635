import { describe, expect, test } from "vitest";

import { expectNoComplaint } from "./oracle.js";
import { setStage } from "./stage.js";
import type { Tab } from "./tab.js";
import { becomes } from "./until.js";
import { configFor, type Service, services, statusOf, Visitor } from "./visitor.js";

const stage = setStage();
const most = 50;
const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
const kinds = ["event", "impression", "click"] as const;

/** A page whose visitor has still to say yes or no: `settle` tells what was said. */
async function ask(service: Service, consents: string): Promise<{ visitor: Visitor; tab: Tab }> {
  const visitor = await Visitor.come(stage.chromium, stage.site, service, { starts: false });
  const tab = await visitor.open("/page.html", { window: "own" });
  const config = JSON.stringify(configFor(service, visitor.collector.origin));
  await tab.evaluate(`(() => {
    window.verdict = new Promise((settle) => (window.settle = settle));
    window.started = Attune.init({ ...${config}, consents: ${consents} });
  })()`);
  return { visitor, tab };
}

function trackMany(tab: Tab, count: number): Promise<void> {
  const wishes = Array.from({ length: count }, (_, n) => ({
    kind: kinds[n % kinds.length],
    marker: `mk-held-${n}`,
  }));
  return tab.evaluate(`Promise.all(${JSON.stringify(wishes)}.map(probe.track)).then(() => {})`);
}

const written = "[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)]";
const markersOf = (visitor: Visitor): string[] =>
  visitor.collector.arrivals.flatMap(({ marker }) => marker ?? []);

describe.concurrent.each(services)("while a verdict is awaited, %s", (service) => {
  test("is told nothing, fifty events are held, and an opt-in sends them", async () => {
    const { visitor, tab } = await ask(service, "verdict");
    await trackMany(tab, most + 10);
    const held = await statusOf(tab);
    const keys = (await tab.evaluate<string[]>(written)).filter(Boolean);
    const requests = visitor.collector.exchanges.length;
    await tab.evaluate(`settle([${JSON.stringify(optIn)}])`);
    await becomes(() => new Set(markersOf(visitor)).size >= most, 15_000);
    await becomes(async () => (await statusOf(tab)).queued === 0, 5000);
    const after = await statusOf(tab);
    await visitor.leave();
    expect(held).toMatchObject({ tracked: most + 10, queued: most, dropped: { consent: 10 } });
    expect(keys, "written before the opt-in").toEqual([]);
    expect(requests, "sent before the opt-in").toBe(0);
    const expected = Array.from({ length: most }, (_, n) => `mk-held-${n}`);
    expect(markersOf(visitor).sort()).toEqual(expected.sort());
    expect(after).toMatchObject({ queued: 0, dropped: { consent: 10 } });
    expectNoComplaint([visitor.collector]);
  });

  test("has lost them to the opt-out that follows", async () => {
    const { visitor, tab } = await ask(service, "verdict");
    await trackMany(tab, 6);
    const no = { ...optIn, status: "Opt Out" };
    await tab.evaluate(`settle([${JSON.stringify(no)}])`);
    await becomes(async () => (await statusOf(tab)).queued === 0, 5000);
    const after = await statusOf(tab);
    const keys = (await tab.evaluate<string[]>(written)).filter(Boolean);
    await visitor.leave();
    expect(after).toMatchObject({ queued: 0, delivered: 0, dropped: { consent: 6 } });
    expect(keys).toEqual([]);
    expect(visitor.collector.exchanges.map(({ request }) => request.url.pathname)).toEqual([]);
  });

  test("has the page view that is told in the turn of the start", async () => {
    const { visitor, tab } = await ask(service, `Promise.resolve([${JSON.stringify(optIn)}])`);
    await tab.evaluate(`probe.track({ marker: "mk-first-view" }).then(() => {})`);
    await becomes(() => markersOf(visitor).length > 0, 10_000);
    await visitor.leave();
    expect(markersOf(visitor)).toEqual(["mk-first-view"]);
  });
});
