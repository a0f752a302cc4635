import type { Frame, Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { Consent, OneProvider } from "../../dist/types.js";
import { type DeliveryStatus, isBalanced } from "../journeys/delivery.js";
import { optIn } from "../journeys/provider.js";
import type { Service } from "../journeys/shop.js";
import { collected, visitorOf } from "./collected.js";
import {
  askFor,
  denyCookies,
  everyCombination,
  fillStores,
  type Spoiled,
  spoilOnRequest,
} from "./spoiled_storage.js";
import { host, isFull, openStage } from "./stage.js";

const stage = openStage();
/** As many pages at a time as keep two cores busy. */
const workers = 3;

interface Told {
  name: string;
  ids: Array<string | null>;
  status: DeliveryStatus;
}

/** A visit as a shop's page makes it; runs in the page. */
async function visit([config, consents]: [object, Consent]) {
  const uncaught: string[] = [];
  addEventListener("error", ({ message }) => uncaught.push(message));
  addEventListener("unhandledrejection", ({ reason }) => uncaught.push(String(reason)));
  const { Attune } = window;
  await Attune.init({ ...(config as OneProvider), consents });
  const context = { timeoutMs: 20_000 };
  const { outcomes, personalizations } = await Attune.Personalization.fetch(
    ["home_hero"],
    {},
    context,
  );
  const ids = [Attune.getBrowserId()];
  const personalizationId = String(personalizations[0]?.personalizationId);
  await Attune.Engagement.impression({ personalizationId });
  await Attune.sendEvent({ interaction: { name: "Seen" } });
  ids.push(Attune.getBrowserId());
  const status = await Attune.flush();
  ids.push(Attune.getBrowserId());
  return { outcome: outcomes["home_hero"]?.status, ids, status, uncaught };
}

async function visitOf(page: Page | Frame, service: Service, name: string): Promise<Told> {
  const told = await page.evaluate(visit, [stage.provider(service), optIn] as [object, Consent]);
  expect(told.uncaught, name).toEqual([]);
  expect(told.outcome, name).toBe("decided");
  const [id] = told.ids;
  expect(told.ids, name).toEqual([id, id, id]);
  expect(id, name).toMatch(/^[0-9a-f-]{16,36}$/);
  expect(isBalanced(told.status), `${name}: ${JSON.stringify(told.status)}`).toBe(true);
  expect(told.status, name).toMatchObject({ queued: 0, dropped: {} });
  return { name, ids: told.ids, status: told.status };
}

/** What each page says it delivered is what came from it, the shop's event among it once. */
async function checkTruth(service: Service, all: Told[]): Promise<void> {
  const events = collected(await stage.journal.all(), service);
  for (const { name, ids, status } of all) {
    const own = events.filter((event) => visitorOf(event) === ids[0]);
    expect(own.length, name).toBe(status.delivered);
    const names = own.map((event) => String(event["interactionName"] ?? event["type"]));
    const seen = names.filter((each) => each.toLowerCase() === "seen");
    expect(seen, `${name}: ${names.join()}`).toHaveLength(1);
  }
  expect(new Set(all.map(({ ids }) => ids[0])).size).toBe(all.length);
}

/** Several pages at a time, each of which opens the next combination when it is done with one. */
async function tryAll(combinations: Spoiled[], service: Service): Promise<void> {
  const waiting = [...combinations];
  const all: Told[] = [];
  const work = async (): Promise<void> => {
    const profile = await stage.newProfile();
    await spoilOnRequest(profile.context);
    const page = await profile.context.newPage();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const name = next.places.join(" + ") || "nothing";
      await profile.context.clearCookies();
      await page.goto(stage.pages.address(host, `/${askFor(next)}`));
      all.push(await visitOf(page, service, name));
      expect(profile.complaints.heard, name).toEqual([]);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  expect(all).toHaveLength(combinations.length);
  await checkTruth(service, all);
}

// In the sample each service meets one manner, in a full run both.
const suites: Array<[Service, Spoiled["manner"]]> = [
  ["salesforce", "thrown"],
  ["sitecore", "denied"],
];
if (isFull) suites.push(["salesforce", "denied"], ["sitecore", "thrown"]);

describe.each(suites)("%s, storage %s", (service, manner) => {
  it("works in each of 64 combinations: answered, one id, nothing uncaught, a true status", async () => {
    const combinations = everyCombination(manner);
    expect(combinations).toHaveLength(64);
    await tryAll(combinations, service);
  });
});

describe.each(["salesforce", "sitecore"] as const)("%s", (service) => {
  async function checkVisit(page: Page | Frame): Promise<void> {
    await checkTruth(service, [await visitOf(page, service, "")]);
  }

  it("works in a sandboxed frame", async () => {
    const page = await stage.open(await stage.newProfile(), "/without.html");
    await page.evaluate((src) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts");
      frame.src = src;
      document.body.append(frame);
    }, stage.pages.address(host));
    await expect.poll(() => page.frames().length).toBe(2);
    const frame = page.frames()[1]!;
    await frame.waitForLoadState();
    expect(await frame.evaluate(() => window.origin)).toBe("null");
    await checkVisit(frame);
  });

  it("works with cookies switched off in the browser", async () => {
    const page = await (await stage.newProfile()).context.newPage();
    await denyCookies(page);
    await page.goto(stage.pages.address(host));
    expect(await page.evaluate(() => navigator.cookieEnabled)).toBe(false);
    await checkVisit(page);
  });

  it("works where the site itself has filled both stores, and takes nothing of its away", async () => {
    const page = await stage.open(await stage.newProfile());
    await page.evaluate(fillStores);
    const sizes = () => [localStorage, sessionStorage].map((store) => JSON.stringify(store).length);
    const before = await page.evaluate(sizes);
    await checkVisit(page);
    expect(await page.evaluate(sizes)).toEqual(before);
  });
});
