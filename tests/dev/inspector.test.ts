import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { findBrowser } from "../../tools/browser.mjs";
import { ask, KEY, newBrowser, post, SEED_BROWSER, stage } from "./stage.js";

const here = stage();
const PATIENT = 30_000;
let browser: Browser;
let page: Page;
let errors: string[];

beforeAll(async () => {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  browser = await chromium.launch({ executablePath: String(findBrowser().chrome), args });
}, PATIENT);
afterAll(() => browser.close());

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${here.at.site}/inspector/`);
  await page.locator("#connection[data-state=live]").waitFor();
}, PATIENT);

function flow(friendlyId: string, more = {}) {
  return post(`${here.at.sitecore}/v2/callFlows`, {
    clientKey: KEY,
    channel: "WEB",
    pointOfSale: "shop.example",
    browserId: SEED_BROWSER,
    friendlyId,
    ...more,
  });
}

const rows = () => page.locator(".row:visible");
const row = (text: string) => page.locator(".row:visible", { hasText: text }).first();
/** Not its inner text: until the next frame, `content-visibility: auto` leaves that of a new row empty. */
const textOf = async (one: Locator) => (await one.textContent()) ?? "";
const rowsAre = (count: number) => expect.poll(() => rows().count(), { timeout: 5000 }).toBe(count);

describe("the list", { timeout: PATIENT }, () => {
  it("shows a decision as it happens: point, rule, campaign, visitor, status", async () => {
    expect(await page.locator("#blank").isVisible()).toBe(true);
    await flow("home_hero", { params: { utm: { source: "newsletter", campaign: "spring" } } });
    await rowsAre(1);
    expect(await page.locator("#blank").isVisible()).toBe(false);
    const text = await textOf(row("home_hero"));
    for (const part of [
      "decision",
      "newsletter readers",
      "spring",
      SEED_BROWSER.slice(0, 8),
      "200",
    ]) {
      expect(text).toContain(part);
    }
    expect(await row("home_hero").locator("[data-outcome]").getAttribute("data-outcome")).toBe(
      "decided",
    );
    await expect.poll(() => page.locator("#announcer").innerText()).toContain("home_hero");
    expect(errors).toEqual([]);
  });

  it("shows what was recorded before it was opened, newest first, each once", async () => {
    await flow("home_hero");
    await flow("empty_shelf");
    await page.reload();
    await rowsAre(2);
    expect(await textOf(rows().nth(0))).toContain("empty_shelf");
    await flow("all_jackets");
    await rowsAre(3);
    expect(await textOf(rows().nth(0))).toContain("all_jackets");
  });

  it("filters by text, service and kind, and says when nothing passes", async () => {
    await flow("home_hero");
    await newBrowser(here.at);
    await ask(`${here.at.salesforce}/nowhere`);
    await rowsAre(3);
    await page.fill("#find", "HOME_hero");
    await rowsAre(1);
    await page.fill("#find", "no such thing");
    await rowsAre(0);
    expect(await page.locator("#blank").innerText()).toContain("3 recorded, all filtered out.");
    await page.fill("#find", "");
    await page.locator(".segments label", { hasText: "Salesforce" }).click();
    await rowsAre(1);
    await page.locator(".segments label", { hasText: "Both" }).click();
    await page.locator("#kinds label", { hasText: "identity" }).click();
    await rowsAre(2);
  });

  it("is cleared here and on the server", async () => {
    await flow("home_hero");
    await rowsAre(1);
    await page.click("#clear");
    await rowsAre(0);
    expect((await ask(`${here.at.site}/__attune/journal`)).json).toEqual([]);
  });
});

describe("what came over the wire", { timeout: PATIENT }, () => {
  it("is text, never markup", async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await flow(evil, { params: { [evil]: evil, utm: { source: evil } } });
    await rowsAre(1);
    await rows().first().click();
    await page.locator("#detail .json").first().waitFor();
    expect(await page.locator(".stage img, .stage script").count()).toBe(0);
    expect(await page.locator("#detail h2").innerText()).toBe(evil);
    expect(await page.title()).toBe("Attune inspector");
    expect(errors).toEqual([]);
  });

  it("is shown whole in the details, request and answer", async () => {
    await flow("home_hero");
    await row("home_hero").click();
    const text = await page.locator("#detail").innerText();
    for (const part of [
      "/v2/callFlows",
      "everybody else",
      "friendlyId",
      '"home_hero"',
      '"Welcome"',
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.locator("#detail .json").first().isVisible()).toBe(true);
    await page.locator("#detail summary", { hasText: "request headers" }).click();
    expect(await page.locator("#detail").innerText()).toContain("application/json");
  });
});

describe("by keyboard", { timeout: PATIENT }, () => {
  it("one finds, opens, steps and closes", async () => {
    await flow("home_hero");
    await flow("empty_shelf");
    await rowsAre(2);
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("find");
    await rows().first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.locator("#detail h2").innerText()).toBe("home_hero");
    await page.keyboard.press("Escape");
    expect(await page.locator("#detail").isVisible()).toBe(false);
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toContain("home_hero");
  });
});

describe("the switches", { timeout: PATIENT }, () => {
  it("take a service down and up again", async () => {
    const button = page.locator("button[data-service=sitecore]");
    expect(await button.getAttribute("aria-checked")).toBe("true");
    await button.click();
    await expect.poll(() => button.getAttribute("aria-checked")).toBe("false");
    expect((await flow("home_hero")).status).toBe(503);
    await button.click();
    await expect.poll(() => button.getAttribute("aria-checked")).toBe("true");
    expect((await flow("home_hero")).status).toBe(200);
  });

  it("show faults that a test has scripted", async () => {
    await post(`${here.at.site}/__attune/faults`, { service: "salesforce", status: 503, times: 1 });
    const state = page.locator("button[data-service=salesforce] .switch-state");
    await expect.poll(() => state.innerText()).toBe("1 fault");
  });

  it("end the visits", async () => {
    await flow("home_hero");
    const before = await ask(`${here.at.site}/__attune/journal`);
    await page.click("#new-visit");
    await page.locator(".divider").waitFor();
    await flow("home_hero");
    const after = await ask(`${here.at.site}/__attune/journal`);
    expect(after.json.at(-1).visit).toBe(before.json.at(-1).visit + 1);
  });
});

describe("what a page says of its questions", { timeout: PATIENT }, () => {
  const account = (at: number, outcome: object, billed: number) => ({
    points: ["home_hero"],
    at,
    steps: [
      { what: "request", at: 0 },
      { what: "answer", at: 12.4, status: 503 },
      { what: "settled", at: 13 },
    ],
    outcomes: { home_hero: outcome },
    billed,
  });
  const tell = (accounts: object[]) =>
    page.evaluate((data) => {
      const channel = new BroadcastChannel("attune-explain");
      channel.postMessage(data);
      channel.close();
    }, accounts);
  const told = () => page.locator("#accounts tbody tr");

  it("is shown once for each, newest first, with its way and what it cost", async () => {
    expect(await page.locator("#accounts").isVisible()).toBe(false);
    await tell([account(1000, { status: "failed", code: "unavailable" }, 0)]);
    await tell([
      account(1000, { status: "failed", code: "unavailable" }, 0),
      account(2000, { status: "decided", source: "cache", ageMs: 5000, stale: true }, 1),
    ]);
    await page.click("#accounts summary");
    await expect.poll(() => told().count(), { timeout: 5000 }).toBe(2);
    expect(await told().nth(0).innerText()).toContain("home_hero decided, 5 s old, stale");
    expect(await told().nth(1).innerText()).toContain("unavailable");
    expect(await told().nth(1).innerText()).toContain("answer 503 +12 ms");
    expect(await page.locator(".accounts-count").innerText()).toBe("2 asked, 1 billed");
    expect(errors).toEqual([]);
  });
});

describe("docked, 380 pixels wide", { timeout: PATIENT }, () => {
  it("nothing hangs over, and the details cover the list", async () => {
    await page.setViewportSize({ width: 380, height: 700 });
    await flow("home_recommendations", {
      params: { utm: { campaign: "a_very_long_campaign_name" } },
    });
    await rowsAre(1);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(380);
    await rows().first().click();
    expect(await width()).toBe(380);
    expect(await page.locator(".list-side").isVisible()).toBe(false);
    await page.click("#detail .close");
    expect(await page.locator(".list-side").isVisible()).toBe(true);
  });

  it("keeps nothing in the storage it shares with the shop", async () => {
    await flow("home_hero");
    await page.fill("#find", "x");
    const kept = await page.evaluate(
      () => localStorage.length + sessionStorage.length + document.cookie.length,
    );
    expect(kept).toBe(0);
  });
});
