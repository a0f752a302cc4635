import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import { until } from "../delivery/until.js";
import { type Service, services } from "../delivery/visitor.js";
import { ask, type Caller, type CallerOptions, decisionsIn, type Outcome } from "./caller.js";
import { Visit } from "./visit.js";

const stage = setStage(import.meta.url);
const consent = { provider: "Example CMP", purpose: "Tracking" };
const hour = 3_600_000;
let visit: Visit;
let tab: Tab;
let caller: Caller;

async function begin(service: Service, config: object, more: CallerOptions = {}): Promise<void> {
  visit = await Visit.begin(stage, service, { config, ...more });
  ({ tab, caller } = visit);
}

/** What becomes of one question, and how many requests it makes. */
async function once(context: object = {}, options: object = {}): Promise<Outcome & { n: number }> {
  const { outcomes, requests } = await ask(tab, ["home_hero"], context, options);
  return { ...(outcomes["home_hero"] as Outcome), n: requests };
}

const fromNetwork = { status: "decided", source: "network", n: 1 };
const fromCache = { status: "decided", source: "cache", n: 0 };

afterEach(() => visit.end());

describe.each(services)("with decisionCacheMs, an answer of %s", (service) => {
  test("is used again, in the page and after a reload", async () => {
    await begin(service, { decisionCacheMs: hour });
    expect(await once()).toMatchObject(fromNetwork);
    const [first] = await decisionsIn(tab);
    const again = await once();
    expect(again).toMatchObject(fromCache);
    expect(again.ageMs).toBeGreaterThanOrEqual(0);
    expect(again.stale).toBeUndefined();
    expect(await decisionsIn(tab)).toEqual([first]);
    await tab.reload();
    await tab.evaluate("window.started.then(() => true)");
    const later = await once();
    expect(later).toMatchObject(fromCache);
    expect(later.ageMs).toBeGreaterThan(again.ageMs ?? 0);
    expect(await decisionsIn(tab)).toEqual([first]);
    expect(caller.server.billed).toBe(1);
  });

  test("is not used for another context, nor past its time, nor against reload", async () => {
    await begin(service, { decisionCacheMs: 800 });
    expect(await once()).toMatchObject(fromNetwork);
    expect(await once({ color: "blue" })).toMatchObject(fromNetwork);
    expect(await once({ color: "blue" })).toMatchObject(fromCache);
    expect(await once({}, { reload: true })).toMatchObject(fromNetwork);
    expect(await once()).toMatchObject(fromCache);
    await sleep(900);
    expect(await once()).toMatchObject(fromNetwork);
  });

  test("is not used after a change of consent, and nothing of it is left", async () => {
    await begin(service, { decisionCacheMs: hour });
    await once();
    const keys = "Object.keys(sessionStorage).filter((key) => key.includes('decision'))";
    expect(await tab.evaluate(keys)).not.toEqual([]);
    await tab.evaluate(
      `void Attune.updateConsents(${JSON.stringify({ ...consent, status: "Opt Out" })})`,
    );
    expect(await tab.evaluate(keys)).toEqual([]);
    expect(await once()).toMatchObject({ status: "failed", code: "no-consent", n: 0 });
    await tab.evaluate(
      `void Attune.updateConsents(${JSON.stringify({ ...consent, status: "Opt In" })})`,
    );
    expect(await once()).toMatchObject(fromNetwork);
  });

  test("is not used after a verdict about something else", async () => {
    await begin(service, { decisionCacheMs: hour });
    await once();
    const other = { provider: "Example CMP", purpose: "Advertising", status: "Opt In" };
    await tab.evaluate(`void Attune.updateConsents(${JSON.stringify(other)})`);
    expect(await once()).toMatchObject(fromNetwork);
  });

  test("is not used after forget(), by whoever comes next", async () => {
    await begin(service, { decisionCacheMs: hour });
    await once();
    const before = await tab.evaluate<string>("Attune.getBrowserId()");
    await tab.evaluate("Attune.forget().then(() => undefined)");
    expect(await tab.evaluate("Object.keys(sessionStorage)")).toEqual([]);
    await tab.evaluate(
      `void Attune.updateConsents(${JSON.stringify({ ...consent, status: "Opt In" })})`,
    );
    expect(await once()).toMatchObject(fromNetwork);
    expect(await tab.evaluate("Attune.getBrowserId()")).not.toBe(before);
  });

  test("is not used by another visitor", async () => {
    await begin(service, { decisionCacheMs: hour });
    await once();
    const kept = await tab.evaluate<string>("JSON.stringify({ ...sessionStorage })");
    await tab.evaluate("Attune.forget().then(() => undefined)");
    await caller.visit(tab, "/other.html");
    // As if something had brought back what was kept for the one who has gone.
    await tab.evaluate(`void Object.assign(sessionStorage, JSON.parse(${JSON.stringify(kept)}))`);
    expect(await once()).toMatchObject(fromNetwork);
  });

  test("is not kept by default", async () => {
    await begin(service, {});
    expect(await once()).toMatchObject(fromNetwork);
    expect(await once()).toMatchObject(fromNetwork);
  });

  test("stands in for a service that fails only if the page allows it, and says so", async () => {
    await begin(service, { decisionCacheMs: 300, staleDecisionMs: hour });
    await once();
    await sleep(400);
    caller.server.script = (exchange) => exchange.say({ status: 500 });
    expect(await once()).toMatchObject({ status: "decided", source: "cache", stale: true, n: 1 });
    caller.server.script = () => undefined;
    expect(await once({}, { timeoutMs: 400 })).toMatchObject({ status: "decided", stale: true });
    caller.server.script = (exchange) => exchange.say({ status: 400 });
    expect(await once()).toMatchObject({ status: "failed", code: "http" });
    expect(await once({ color: "blue" })).toMatchObject({ status: "failed", code: "http" });
  });

  test("does not stand in for a service that fails by default", async () => {
    await begin(service, { decisionCacheMs: 300 });
    await once();
    await sleep(400);
    caller.server.script = (exchange) => exchange.say({ status: 500 });
    expect(await once()).toMatchObject({ status: "failed", code: "unavailable" });
  });
});

describe("identities", () => {
  test("have answers of their own at Sitecore", async () => {
    await begin("sitecore", { decisionCacheMs: hour });
    const as = (email: string) => once({}, { identity: { email } });
    await once();
    expect(await as("ada@example.com")).toMatchObject(fromNetwork);
    expect(await as("bob@example.com")).toMatchObject(fromNetwork);
    expect(await once()).toMatchObject(fromCache);
    const stored = await tab.evaluate<string>("JSON.stringify({ ...sessionStorage })");
    expect(stored).not.toContain("ada@");
  });

  test("that are authenticated at Salesforce are asked for every time", async () => {
    await begin("salesforce", { decisionCacheMs: hour, staleDecisionMs: hour });
    const asking = () => once({}, { accessToken: "secret-token" });
    await once();
    expect(await asking()).toMatchObject(fromNetwork);
    expect(await asking()).toMatchObject(fromNetwork);
    const stored = "JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])";
    expect(await tab.evaluate<string>(stored)).not.toContain("secret-token");
  });
});

describe.each(services)("going back to a page that has asked %s", (service) => {
  test.each([
    ["from the back/forward cache", true],
    ["without it", false],
  ])("costs nothing, %s", async (_, isCached) => {
    const before = isCached ? [] : ["no_bfcache"];
    const bodies = { "/asks.html": '<script src="/at_load.js"></script>' };
    // Nothing but the browser's own cache is needed where there is one.
    const config = isCached ? {} : { decisionCacheMs: hour };
    await begin(service, config, { before, bodies });
    await tab.goto(caller.address("/asks.html"));
    await tab.evaluate("window.atLoad.then(() => true)");
    expect(caller.server.billed).toBe(1);
    await tab.begin(`location.href = ${JSON.stringify(caller.address("/other.html"))}`);
    await tab.isAt(caller.address("/other.html"));
    const shown = () => tab.told.filter(({ about }) => about === "shown");
    const count = shown().length;
    await tab.begin("history.back()");
    await tab.isAt(caller.address("/asks.html"));
    await until("the first page is shown again", () => shown().length > count);
    expect(shown().at(-1)?.["persisted"]).toBe(isCached);
    await tab.evaluate("window.atLoad.then(() => true)");
    await sleep(100);
    expect(caller.server.billed).toBe(1);
  });
});
