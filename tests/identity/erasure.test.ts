import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { Consent } from "../../dist/types.js";
import { answerTo, init } from "../journeys/bare_page.js";
import { deliveryOf, isBalanced } from "../journeys/delivery.js";
import { optIn, optOut } from "../journeys/provider.js";
import type { Service } from "../journeys/shop.js";
import { collected } from "./collected.js";
import { cookiesOf, snapshotOf } from "./snapshot.js";
import { host, isFull, openStage, type Profile, services } from "./stage.js";
import { isStored, spyOnStorage, writtenBy } from "./storage_spy.js";

const stage = openStage();
/** How long after an erasure nothing may be written. */
const watchMs = isFull ? 60_000 : 2_000;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function newProfile(): Promise<Profile> {
  const profile = await stage.newProfile();
  await spyOnStorage(profile.context);
  return profile;
}

/** Everything a page may ask of Attune. */
async function useAll(): Promise<void> {
  const { Attune } = window;
  void Attune.Personalization.fetch(["home_hero"], {}, { timeoutMs: 300 }).catch(() => undefined);
  await Attune.sendEvent({ interaction: { name: "Used" } });
  await Attune.Engagement.impression({ personalizationId: "p" });
  await Attune.Engagement.click({ personalizationId: "p" });
  await Attune.flush();
}

const noVerdicts: Record<string, () => unknown> = {
  "a value for another purpose": () => ({ ...window.kept["optIn"]![0]!, purpose: "Marketing" }),
  "an empty list": () => [],
  "a list with an opt-out": () => {
    const given = window.kept["optIn"]![0] as Consent;
    return [given, { ...given, provider: "Another", status: "Opt Out" }];
  },
  "a promise that never settles": () => new Promise(() => {}),
  "a promise that settles late": () =>
    new Promise((resolve) => (window.kept["answer"] = [() => resolve(window.kept["optIn"])])),
  "a promise that rejects": () => Promise.reject(new Error("the banner is broken")),
  "a promise for another purpose": () =>
    Promise.resolve([{ ...window.kept["optIn"]![0]!, purpose: "Personalization" }]),
};

/** Starts with the consents that a function makes in the page. */
async function startWith(page: Page, service: Service, make: () => unknown): Promise<void> {
  await page.evaluate(`window.kept.make = [${make.toString()}]`);
  await page.evaluate(
    async ([config, consent]) => {
      window.kept["optIn"] = [consent];
      const consents = (window.kept["make"]![0] as () => never)();
      await window.Attune.init({ ...config, consents });
    },
    [stage.provider(service), optIn] as const,
  );
}

describe.each(services)("%s: before an opt-in", (service) => {
  it.each(Object.entries(noVerdicts))("%s stores nothing and sends nothing", async (name, make) => {
    const profile = await newProfile();
    const bare = await stage.open(profile, "/without.html");
    const page = await stage.open(profile, "/?utm_source=mail&utm_medium=x");
    const untouched = await snapshotOf(bare);
    const requests: string[] = [];
    await startWith(page, service, make);
    page.on("request", (request) => requests.push(request.url()));
    await page.evaluate(useAll);
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide")));
    expect(requests).toEqual([]);
    expect(await stage.journal.all()).toEqual([]);
    expect(await writtenBy(page)).toEqual([]);
    expect(await snapshotOf(page)).toEqual(untouched);
    const { tracked, delivered, queued, dropped } = await deliveryOf(page);
    // While a verdict is awaited, what happens is held in memory.
    const isAwaited = / (never settles|settles late)$/.test(name);
    expect([delivered, queued, dropped["consent"] ?? 0]).toEqual(
      isAwaited ? [0, tracked, 0] : [0, 0, tracked],
    );
    if (name !== "a promise that settles late") return;
    await page.evaluate(() => (window.kept["answer"]![0] as () => void)());
    await answerTo(page, ["home_hero"]);
    expect((await writtenBy(page)).length).toBeGreaterThan(0);
  });
});

/** Counts the milliseconds until a tab knows no id and its stores hold none; runs in the page. */
function watchForErasure(): void {
  const isErased = (): boolean =>
    window.Attune.getBrowserId() === null &&
    document.cookie === "" &&
    [localStorage, sessionStorage].every((store) => store.length === 0);
  const erased = new Promise<number>((resolve) => {
    const look = (): void => {
      if (isErased()) resolve(Date.now());
      else setTimeout(look, 5);
    };
    look();
  });
  window.kept["erased"] = [erased];
}

describe.each(services)("%s: revoked", (service) => {
  it("in eight tabs: ids and queue are gone in all of them within 500 ms, told once", async () => {
    const profile = await newProfile();
    const config = { ...stage.provider(service), consents: [optIn] };
    const tabs: Page[] = [];
    for (let n = 0; n < 8; n += 1) {
      const tab = await stage.open(profile);
      tabs.push(tab);
      expect(await init(tab, config)).toBeUndefined();
      await answerTo(tab, ["home_hero"]);
      await tab.evaluate(() => window.Attune.flush());
    }
    await Promise.all(tabs.map((tab) => tab.evaluate(watchForErasure)));
    const revoked = await tabs[3]!.evaluate(async (verdict) => {
      const { Attune } = window;
      const track = () => Attune.sendEvent({ interaction: { name: "Purged" } });
      await Promise.all([track(), track(), track()]);
      const at = Date.now();
      Attune.updateConsents(verdict);
      return at;
    }, optOut);
    const done = (tab: Page) => tab.evaluate(() => window.kept["erased"]![0] as Promise<number>);
    const times = (await Promise.all(tabs.map(done))).map((at) => at - revoked);
    console.log(`${service}: erased in eight tabs after ${times.join(", ")} ms`);
    expect(Math.max(...times)).toBeLessThanOrEqual(500);
    expect(await cookiesOf(profile.context)).toEqual([]);
    const status = await deliveryOf(tabs[3]!);
    expect(isBalanced(status), JSON.stringify(status)).toBe(true);
    expect(status.dropped["consent"]).toBe(3);

    const told = async () =>
      collected(await stage.journal.all(), service).filter(
        (event) => event["eventType"] === "consentLog" && event["status"] === optOut.status,
      );
    if (service === "salesforce") await expect.poll(told).toHaveLength(1);
    await wait(1000);
    expect(await told()).toHaveLength(service === "salesforce" ? 1 : 0);
    expect(JSON.stringify(collected(await stage.journal.all(), service))).not.toContain("Purged");
    for (const tab of tabs) expect(await tab.evaluate(watchTruth)).toEqual([null, "", 0, 0]);
  });
});

const watchTruth = () => [
  window.Attune.getBrowserId(),
  document.cookie,
  localStorage.length,
  sessionStorage.length,
];

/** What may still come back when the visitor is forgotten; delays are long enough to be sure. */
const inFlight: Record<string, { path: string; services: Service[] }> = {
  "an event": { path: "/web/events", services: ["salesforce"] },
  "a decision": { path: "/personalization", services: ["salesforce"] },
  "the creation of an id": { path: "/v1.2/browser/create.json", services: ["sitecore"] },
  "a flow": { path: "/v2/callFlows", services: ["sitecore"] },
  "an event of its own": { path: "/v1.2/event", services: ["sitecore"] },
};

describe.each(services)("%s: forgotten", (service) => {
  const cases = Object.entries(inFlight).filter(([, each]) => each.services.includes(service));
  it.each(cases)("with %s in flight: as if Attune had never run, for good", async (_, { path }) => {
    const never = await stage.newProfile();
    const bare = [
      await visitAsHost(never, "/without.html"),
      await visitAsHost(never, "/without.html"),
    ];
    const profile = await newProfile();
    const tabs = [await visitAsHost(profile, "/?utm_source=mail"), await visitAsHost(profile, "/")];
    const fault = { service: service === "salesforce" ? service : ("sitecore" as const), path };
    await stage.journal.fail({ ...fault, delayMs: 1200 });
    for (const tab of tabs) {
      await startWith(tab, service, () => window.kept["optIn"]);
      await tab.evaluate(() => {
        const { Attune } = window;
        const options = { timeoutMs: 5000 };
        void Attune.Personalization.fetch(["home_hero"], {}, options).catch(() => undefined);
        void Attune.sendEvent({ interaction: { name: "Late" } });
        void Attune.flush();
      });
    }
    await wait(300);
    await tabs[0]!.evaluate(() => window.Attune.forget());
    const untouched = await Promise.all(bare.map(snapshotOf));
    await expect
      .poll(() => Promise.all(tabs.map(snapshotOf)), { timeout: 2000 })
      .toEqual(untouched);
    const written = await Promise.all(tabs.map(writtenBy));
    await wait(watchMs);
    for (const [n, tab] of tabs.entries()) {
      const late = (await writtenBy(tab)).slice(written[n]!.length).filter(isStored);
      expect(late, `tab ${n}`).toEqual([]);
      expect(await tab.evaluate(() => window.Attune.getBrowserId())).toBeNull();
    }
    expect(await Promise.all(tabs.map(snapshotOf))).toEqual(untouched);
    await Promise.all(tabs.map((tab) => tab.goto(stage.pages.address(host, "/without.html"))));
    expect(await Promise.all(tabs.map(snapshotOf))).toEqual(untouched);
  });
});

/** A tab in which the site itself stores something of each kind. */
async function visitAsHost(profile: Profile, path: string): Promise<Page> {
  const page = await stage.open(profile, path);
  await page.evaluate(() => {
    window.kept ??= {};
    localStorage.setItem("basket", "[1,2]");
    sessionStorage.setItem("step", "2");
    document.cookie = "theme=dark; Path=/";
  });
  return page;
}

it("an opt-in that stays the same is told once, however many pages repeat it", async () => {
  const profile = await stage.newProfile();
  const page = await profile.context.newPage();
  for (let n = 0; n < 3; n += 1) {
    await page.goto(stage.pages.address(host, `/?n=${n}`));
    expect(
      await init(page, { ...stage.provider("salesforce"), consents: [optIn] }),
    ).toBeUndefined();
    await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Page" } }));
    await page.evaluate(() => window.Attune.flush());
  }
  const events = await stage.journal.until(
    (records) => collected(records, "salesforce"),
    (found) => found.filter((event) => event["interactionName"] === "Page").length === 3,
    "the event of each page",
  );
  expect(events.filter((event) => event["eventType"] === "consentLog")).toHaveLength(1);
});
