import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { answerTo, ask, init, openBare, startBare } from "./bare_page.js";
import { optIn, providerOf } from "./provider.js";
import { isReady, openShop, type Service, services, stateIs } from "./shop.js";
import { heldBy, nothing } from "./storage.js";

const shop = openShop();

/** A page whose policy allows what `script` and `connect-src` of it say, and nothing else. */
function strictPage(name: string, scripts: string): string {
  const { salesforce, sitecore } = shop.dev;
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    `connect-src ${salesforce} ${sitecore}`,
    "img-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return shop.dev.place(
    name,
    `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Strict</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="/images/mark.svg" type="image/svg+xml">
<script src="/attune.js"></script></head>
<body><h1 id="headline">The page's own content</h1></body></html>`,
  );
}

/** From before the first script on: what the policy of the page had to forbid. */
async function noteViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.kept = { violations: [] };
    document.addEventListener("securitypolicyviolation", (event) => {
      window.kept["violations"]?.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}

const violationsOf = (page: Page) => page.evaluate(() => window.kept["violations"]);

describe("under a strict policy", () => {
  for (const service of services) {
    it(`${service}: works with 'wasm-unsafe-eval', without one violation`, async () => {
      const page = await shop.newPage();
      await noteViolations(page);
      await page.goto(strictPage("strict.html", "'self' 'wasm-unsafe-eval'"));
      const config = { ...providerOf(service, shop.dev), consents: [optIn] };
      expect(await init(page, config)).toBeUndefined();
      await answerTo(page, ["home_hero"]);
      await page.evaluate(async () => {
        await window.Attune.sendEvent({ interaction: { name: "HelloThere" } });
        await window.Attune.flush();
      });
      expect(await violationsOf(page)).toEqual([]);
    });
  }

  it("without it: wasm-unavailable, an untouched page, nothing stored, nothing sent", async () => {
    // The browser itself logs that the policy forbade the module.
    const page = await shop.newPage();
    await noteViolations(page);
    await page.goto(strictPage("stricter.html", "'self'"));
    await isUnavailable(page, "salesforce");
  });
});

async function isUnavailable(page: Page, service: Service): Promise<void> {
  const before = await page.locator("body").innerHTML();
  const config = { ...providerOf(service, shop.dev), consents: [optIn] };
  const codes = await page.evaluate(async (given) => {
    const codeOf = (cause: { code: string }) => cause.code;
    const { Attune } = window;
    const started = Attune.init(given).then(() => "started", codeOf);
    const asked = Attune.Personalization.fetch(["home_hero"]).then(() => "answered", codeOf);
    return Promise.all([started, asked]);
  }, config);
  expect(codes).toEqual(["wasm-unavailable", "wasm-unavailable"]);
  // Later calls are refused by name too; that the start has failed is for its own promise to say.
  const later = await ask(page, ["home_hero"]);
  expect(["wasm-unavailable", "not-initialized"]).toContain(later.error?.code);
  expect(await page.locator("body").innerHTML()).toBe(before);
  expect(await heldBy(page)).toEqual(nothing);
  expect(await shop.journal.all()).toEqual([]);
}

describe("without WebAssembly", () => {
  const remove = () => {
    Reflect.deleteProperty(globalThis, "WebAssembly");
  };

  for (const service of services) {
    it(`${service}: the promise says so, and nothing else happens`, async () => {
      await shop.visitor.addInitScript(remove);
      await isUnavailable(await openBare(shop), service);
    });
  }

  it("the shop stands as it was written", async () => {
    await shop.visitor.addInitScript(remove);
    const page = await shop.newPage();
    await page.goto(shop.address("/index.html", "salesforce"));
    await page
      .locator("html[data-attune='failed:wasm-unavailable']")
      .waitFor({ state: "attached" });
    await page.locator('#consent-banner [data-consent="accept"]').click();
    expect(await page.locator("#hero").getAttribute("data-state")).toBe("default");
    expect(await page.locator("#hero [data-part=header]").innerText()).toBe("Gear for wet coasts");
    expect(await page.locator("#recommendations .card").count()).toBe(4);
    expect(await shop.journal.all()).toEqual([]);
  });
});

it("without script the shop is a shop", async () => {
  const visitor = await shop.browser.newContext({ javaScriptEnabled: false });
  const page = await visitor.newPage();
  await page.goto(shop.address("/index.html", "salesforce"));
  expect(await page.locator("#hero h1").innerText()).toBe("Gear for wet coasts");
  expect(await page.locator("#recommendations .card").count()).toBe(4);
  await page.locator("#recommendations .card a").first().click();
  expect(await page.locator("#add-to-cart").isVisible()).toBe(true);
  await visitor.close();
});

it("the way back stays open: no listener that would keep the page out of the back-forward cache", async () => {
  await shop.visitor.addInitScript(() => {
    const types: string[] = [];
    (window as unknown as { listened: string[] }).listened = types;
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (this: EventTarget, type, ...more) {
      types.push(type);
      return addEventListener.call(this, type, ...more);
    };
  });
  const page = await startBare(shop, "salesforce");
  await answerTo(page, ["home_hero"]);
  await page.evaluate(() => {
    window.Attune.Engagement.observe(document.body, { personalizationId: "p-1" });
    return window.Attune.sendEvent({ interaction: { name: "HelloThere" } });
  });
  const [listened, handlers] = await page.evaluate(() => [
    (window as unknown as { listened: string[] }).listened,
    [window.onunload, window.onbeforeunload],
  ]);
  expect(listened).toContain("pagehide");
  expect(listened).not.toContain("unload");
  expect(listened).not.toContain("beforeunload");
  expect(handlers).toEqual([null, null]);
});

it("impressions need a second of half the element: short looks and small parts are none", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate(() => {
    const box = document.createElement("div");
    box.id = "box";
    box.style.cssText = "height: 400px; position: absolute; top: 2000px; width: 300px";
    document.body.append(box);
    window.Attune.Engagement.observe(box, { personalizationId: "p-1" });
    window.kept = { clock: [] };
  });
  const impressions = async () =>
    JSON.stringify(await page.evaluate(() => window.Attune.getDeliveryStatus().tracked));
  const before = await impressions();
  // A third of it for longer than a second, then most of it for less than one.
  await page.evaluate(() => scrollTo(0, 2000 - innerHeight + 130));
  await page.waitForTimeout(1300);
  await page.evaluate(() => scrollTo(0, 1700));
  await page.waitForTimeout(400);
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(900);
  expect(await impressions()).toBe(before);
  const began = Date.now();
  await page.evaluate(() => scrollTo(0, 1700));
  await expect.poll(impressions, { timeout: 4000 }).not.toBe(before);
  expect(Date.now() - began).toBeGreaterThanOrEqual(950);
  const after = await impressions();
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(200);
  await page.evaluate(() => scrollTo(0, 1700));
  await page.waitForTimeout(1300);
  expect(await impressions()).toBe(after);
});

it("the inspector beside the shop shows what happens and disturbs nothing", async () => {
  const page = await shop.newPage();
  await page.goto(`${shop.dev.site}/index.html?inspector=open`);
  await isReady(page);
  await page.locator('#consent-banner [data-consent="accept"]').click();
  await stateIs(page, "#hero", "personalized");
  const inspector = page.frameLocator("#inspector iframe");
  await inspector.locator(".row", { hasText: "home_hero" }).first().waitFor();
});
