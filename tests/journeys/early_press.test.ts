// What is pressed while the core is still on its way, in a page that is left before it arrives.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import type { Settings } from "../../dist/types.js";
import { openBare, startBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { optIn, providerOf } from "./provider.js";
import { openShop } from "./shop.js";
import { heldBy } from "./storage.js";

const shop = openShop();
const search = "?utm_source=letter&to=jo@mail.example";

/** A page whose core never comes, or when `arrive` says so, and a link in it that is observed. */
async function openWaiting(more: Settings, at = search): Promise<Page> {
  const page = await openBare(shop, at);
  await page.evaluate(
    (config) => {
      const core = new Promise<Response>((resolve) => {
        window.kept = { arrive: [async () => resolve(await fetch("/attune.wasm"))] };
      });
      void window.Attune.init({ ...config, core }).catch(() => undefined);
      const link = Object.assign(document.createElement("a"), { href: "?next", innerText: "On" });
      document.body.prepend(link);
      window.Attune.Engagement.observe(link, { personalizationId: "early" });
    },
    { ...providerOf("salesforce", shop.dev), ...more },
  );
  return page;
}

async function press(page: Page): Promise<void> {
  await page.locator("a").click();
  await page.waitForURL(/next/);
}

const early = async (page: Page): Promise<string[]> =>
  Object.entries((await heldBy(page)).local)
    .filter(([key]) => key.startsWith("attune.early."))
    .map(([, text]) => text);

/** The clicks that have arrived once everything has. */
async function clicks(...pages: Page[]): Promise<Array<Record<string, unknown>>> {
  for (const page of pages) await allDelivered(page);
  const records = await shop.journal.of("event");
  return (
    records
      .flatMap(({ body }) => (body as { events?: object[] }).events ?? [])
      .map((row) => row as Record<string, unknown>)
      // The link is in view, too.
      .filter((row) => row["personalizationId"] === "early" && /click/.test(JSON.stringify(row)))
  );
}

it("arrives from the next page, with its time, address and campaign", async () => {
  const page = await openWaiting({ consents: [optIn] });
  const before = Date.now();
  await press(page);
  const after = Date.now();
  expect(await early(page)).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await startBare(shop, "salesforce", { page });
  const [row, ...others] = await clicks(page);
  expect(others).toEqual([]);
  expect(await early(page)).toEqual([]);
  expect(row).toMatchObject({ deviceId: await page.evaluate(() => window.Attune.getBrowserId()) });
  expect(String(row!["sourceUrl"])).toContain("/t/bare.html?utm_source=letter&to=redacted");
  const at = Date.parse(String(row!["dateTime"]));
  expect(before <= at && at <= after, `${before} ${at} ${after}`).toBe(true);
});

it("is written down where the opt-in comes by a promise, before the page is left", async () => {
  const page = await openBare(shop, search);
  await page.evaluate(
    ([config, verdict]) => {
      const core = new Promise<Response>(() => undefined);
      const consents = Promise.resolve(verdict);
      void window.Attune.init({ ...config, consents, core });
      void window.Attune.sendEvent({ interaction: { name: "Early" } });
      void window.Attune.Engagement.click({ personalizationId: "early" });
    },
    [providerOf("salesforce", shop.dev), optIn] as const,
  );
  // The verdict is taken in its turn among the tabs.
  await page.evaluate(() => navigator.locks.request("attune.id", () => undefined));
  await page.goto(`${page.url()}&next`);
  expect(await early(page)).toHaveLength(2);
  await startBare(shop, "salesforce", { page });
  expect(await clicks(page)).toHaveLength(1);
});

it.each<[string, Settings, boolean]>([
  ["without an opt-in", {}, false],
  ["with an opt-out", { consents: [{ ...optIn, status: "Opt Out" }] }, false],
  ["against the browser's signal", { consents: [optIn] }, true],
])("nothing is written down %s", async (_, more, hasSignal) => {
  if (hasSignal) {
    await shop.visitor.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
    });
  }
  const page = await openWaiting(more);
  await press(page);
  expect((await heldBy(page)).local).toEqual({});
});

it("counts once where the page lives on, whichever page is the first to tell", async () => {
  await shop.visitor.route("**/attune.wasm", (route) =>
    route.fulfill({ path: "dist/attune.wasm" }),
  );
  const hide = (page: Page) =>
    page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      Reflect.deleteProperty(document, "visibilityState");
    });
  const arrive = (page: Page) =>
    page.evaluate(async () => {
      await (window.kept["arrive"]![0] as () => Promise<void>)();
      while (window.Attune.getBrowserId() === null) await new Promise((go) => setTimeout(go, 20));
    });
  for (const isFirst of [true, false]) {
    const page = await openWaiting({ consents: [optIn] }, "");
    await page.evaluate(() => void window.Attune.Engagement.click({ personalizationId: "early" }));
    await hide(page);
    expect(await early(page)).toHaveLength(1);
    if (isFirst) await arrive(page);
    const other = await startBare(shop, "salesforce");
    if (!isFirst) await expect.poll(() => early(other)).toEqual([]);
    if (!isFirst) await arrive(page);
    expect(await clicks(page, other)).toHaveLength(isFirst ? 1 : 2);
  }
});

it("is erased with everything else", async () => {
  const page = await openWaiting({ consents: [optIn] });
  await press(page);
  expect(await early(page)).toHaveLength(1);
  const other = await startBare(shop, "salesforce", {
    consents: [{ ...optIn, status: "Opt Out" }],
  });
  await expect.poll(() => early(page)).toEqual([]);
  await startBare(shop, "salesforce", { page });
  expect(await clicks(page, other)).toEqual([]);
});

it("is nobody's where what is stored is not what we write", async () => {
  const page = await openBare(shop);
  await page.evaluate(() => {
    const of = { personalizationId: "early" };
    const moment = { at: Date.now(), address: location.href };
    [
      "no list",
      JSON.stringify(["forget", of, moment]),
      JSON.stringify(["click", [of], moment]),
      JSON.stringify(["click", of, { ...moment, address: "no address" }]),
      JSON.stringify(["click", of, { ...moment, at: 0 }]),
      JSON.stringify(["click", of]),
    ].forEach((text, index) => localStorage.setItem(`attune.early.${index}`, text));
  });
  await startBare(shop, "salesforce", { page });
  await expect.poll(() => early(page)).toEqual([]);
});
