// How Attune is started, from where, and what calls are told when it was not.
import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { CoreSource, Settings } from "../../dist/types.js";
import { answerTo, ask, init, openBare, startBare } from "./bare_page.js";
import { appSourceId, optIn, optOut, providerOf } from "./provider.js";
import { waitForRows } from "./salesforce_wire.js";
import { openShop } from "./shop.js";
import { heldBy, nothing } from "./storage.js";

const shop = openShop();
const provider = () => providerOf("salesforce", shop.dev);
const idOf = () => window.Attune.getBrowserId();

async function start(page: Page, more: Settings): Promise<void> {
  expect(await init(page, { ...provider(), ...more })).toBeUndefined();
}

const wasm = readFileSync(new URL("../../dist/attune.wasm", import.meta.url));

/** The site publishes the core, as a site does that brings it itself. */
async function publishCore(): Promise<void> {
  const answer = { body: wasm, contentType: "application/wasm" };
  await shop.visitor.route("**/attune.wasm", (route) => route.fulfill(answer));
}

const document = (head: string) =>
  `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Start</title>
<link rel="icon" href="/images/mark.svg" type="image/svg+xml">${head}</head><body></body></html>`;

describe("a start that fails", () => {
  it("is what calls are told, also much later: a policy that forbids the core", async () => {
    shop.complaints.expectFailedRequests();
    const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`;
    const page = await shop.newPage();
    const head = `${policy}<script src="/attune.js"></script>`;
    await page.goto(shop.dev.place("policy.html", document(head)));
    const error = await init(page, { ...provider(), consents: [optIn] });
    expect(error).toMatchObject({ code: "wasm-unavailable", known: true });
    expect(error?.message).toContain("'wasm-unsafe-eval'");
    expect((await ask(page, ["home_hero"])).error).toEqual(error);
    const told = await page.evaluate(async () =>
      window.Attune.sendEvent({ interaction: { name: "Late" } }).catch(
        ({ code }: { code: string }) => code,
      ),
    );
    expect(told).toBe("wasm-unavailable");
  });

  it("is over once init is called again, from a core that the page brings", async () => {
    shop.complaints.expectFailedRequests();
    await publishCore();
    const page = await openBare(shop);
    const config = { ...provider(), consents: [optIn] };
    const error = await init(page, { ...config, core: "/nowhere.wasm" });
    expect(error).toMatchObject({ code: "wasm-unavailable" });
    expect(error?.message).toContain("404");
    expect((await ask(page, ["home_hero"])).error).toEqual(error);
    expect(await init(page, { ...config, core: "/attune.wasm" })).toBeUndefined();
    await answerTo(page, ["home_hero"]);
  });

  it.each<[string, Settings]>([
    ["timeoutMs", { timeoutMs: NaN }],
    ["timeoutMs", { timeoutMs: Infinity }],
    ["decisionCacheMs", { decisionCacheMs: NaN }],
    ["staleDecisionMs", { staleDecisionMs: Infinity }],
    ["logging", { logging: NaN as never }],
  ])("names %s where it is no number of sense: %o", async (field, more) => {
    const error = await init(await openBare(shop), { ...provider(), ...more });
    expect(error).toMatchObject({ code: "invalid-config" });
    expect(error?.message).toContain(`${field}: expected`);
  });

  it("names the attribute's field where it is no number", async () => {
    const page = await shop.newPage();
    const head = `<script src="/attune.js" data-salesforce-endpoint="${shop.dev.salesforce}"
      data-salesforce-app-source-id="${appSourceId}" data-timeout-ms="2000ms"></script>`;
    await page.goto(shop.dev.place("attribute.html", document(head)));
    const { error } = await ask(page, ["home_hero"]);
    expect(error).toMatchObject({ code: "invalid-config" });
    expect(error?.message).toContain("timeoutMs: expected");
    shop.complaints.heard.splice(0);
  });
});

describe("the core", () => {
  it.each([
    ["an address", () => new URL("/attune.wasm", location.href)],
    ["an answer", () => fetch("/attune.wasm")],
    ["bytes", async () => (await fetch("/attune.wasm")).arrayBuffer()],
    ["a module", async () => WebAssembly.compileStreaming(await fetch("/attune.wasm"))],
  ] as Array<[string, () => unknown]>)("comes from %s, now or promised", async (_, source) => {
    await publishCore();
    for (const isLate of [true, false]) {
      const page = await openBare(shop);
      await page.evaluate(`window.kept = { source: [${String(source)}] }`);
      await page.evaluate(
        async ({ config, isLate }) => {
          const given = (window.kept["source"]![0] as () => unknown)();
          const core = (isLate ? Promise.resolve(given) : await given) as CoreSource;
          await window.Attune.init({ ...config, core });
        },
        { config: { ...provider(), consents: [optIn] }, isLate },
      );
      await answerTo(page, ["home_hero"]);
    }
  });
});

describe("locks that a page has put in the place of the browser's", () => {
  it.each([
    ["never settle", () => new Promise<never>(() => undefined)],
    ["settle without calling back", () => Promise.resolve()],
  ] as Array<[string, () => unknown]>)(
    "do not keep it from starting and deciding, though they %s",
    async (_, request) => {
      await shop.visitor.addInitScript(
        `globalThis.LockManager && (LockManager.prototype.request = ${String(request)})`,
      );
      for (const service of ["salesforce", "sitecore"] as const) {
        const page = await openBare(shop);
        const took = await page.evaluate(
          async (config) => {
            const from = performance.now();
            await window.Attune.init(config);
            return performance.now() - from;
          },
          { ...providerOf(service, shop.dev), consents: [optIn] },
        );
        expect(took).toBeLessThan(1000);
        await answerTo(page, ["home_hero"], {}, { timeoutMs: 5000 });
      }
    },
  );
});

describe("the verdict this visitor gave last", () => {
  const remembered = { consents: "remembered" } as const;
  /** A page of a visitor who has said yes on an earlier one. */
  async function openKnown(): Promise<{ page: Page; id: string | null }> {
    const page = await startBare(shop, "salesforce");
    const id = await page.evaluate(idOf);
    expect(id).not.toBeNull();
    await page.evaluate(() => window.Attune.flush());
    return { page: await openBare(shop, "", page), id };
  }
  const refused = { code: "no-consent" };

  it("opens the gate where the page says so, until it says otherwise", async () => {
    const { page, id } = await openKnown();
    await start(page, remembered);
    await answerTo(page, ["home_hero"]);
    expect(await page.evaluate(idOf)).toBe(id);
    await page.evaluate((verdict) => window.Attune.updateConsents(verdict), optOut);
    expect((await ask(page, ["home_hero"])).error).toMatchObject(refused);
    await openBare(shop, "", page);
    await start(page, remembered);
    expect((await ask(page, ["home_hero"])).error).toMatchObject(refused);
    expect(await heldBy(page)).toEqual(nothing);
  });

  it("opens it by the attribute, too", async () => {
    const { page, id } = await openKnown();
    const head = `<script src="/attune.js" data-salesforce-endpoint="${shop.dev.salesforce}"
      data-salesforce-app-source-id="${appSourceId}" data-consent="remembered"></script>`;
    await page.goto(shop.dev.place("remembered.html", document(head)));
    await answerTo(page, ["home_hero"]);
    expect(await page.evaluate(idOf)).toBe(id);
  });

  it("opens nothing where the page does not say so", async () => {
    const { page } = await openKnown();
    await start(page, {});
    expect((await ask(page, ["home_hero"])).error).toMatchObject(refused);
  });

  it("opens nothing for a visitor who has given none, or against the browser's signal", async () => {
    const page = await openBare(shop);
    await start(page, remembered);
    expect((await ask(page, ["home_hero"])).error).toMatchObject(refused);
    expect(await heldBy(page)).toEqual(nothing);
    const { page: known } = await openKnown();
    await known.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
    });
    await openBare(shop, "", known);
    await start(known, remembered);
    expect((await ask(known, ["home_hero"])).error).toMatchObject(refused);
    expect(await heldBy(known)).toEqual(nothing);
  });

  it.each([
    ["no text of ours", "Opt In"],
    ["a verdict as it was given", JSON.stringify([optIn])],
    [
      "an opt-out beside it",
      JSON.stringify([{ consent: optIn }, { consent: { ...optOut, provider: "B" } }]),
    ],
  ])("opens nothing where what is stored is %s", async (_, text) => {
    const { page } = await openKnown();
    await page.evaluate((record) => localStorage.setItem("attune.consents", record), text);
    await start(page, remembered);
    expect((await ask(page, ["home_hero"])).error).toMatchObject(refused);
  });

  it("opens nothing once the visitor was forgotten in another tab, before or after", async () => {
    await publishCore();
    const { page } = await openKnown();
    const other = await startBare(shop, "salesforce");
    // While the core of the one is on its way, the other erases everything.
    const starting = page.evaluate(
      async (config) => {
        const core = new Promise<Response>((resolve) => {
          window.kept = { letGo: [async () => resolve(await fetch("/attune.wasm"))] };
        });
        await window.Attune.init({ ...config, core });
        return window.Attune.getBrowserId();
      },
      { ...provider(), ...remembered },
    );
    await other.evaluate(() => window.Attune.forget());
    await page.evaluate(() => (window.kept["letGo"]![0] as () => Promise<void>)());
    expect(await starting).toBeNull();
    expect((await heldBy(page)).local).toEqual({});

    await other.evaluate((verdict) => window.Attune.updateConsents(verdict), optIn);
    const third = await openBare(shop);
    await start(third, remembered);
    expect(await third.evaluate(idOf)).not.toBeNull();
    // What follows from the start is written down.
    await third.evaluate(() => window.Attune.flush());
    await other.evaluate(() => window.Attune.forget());
    await expect.poll(() => third.evaluate(idOf), { timeout: 5000 }).toBeNull();
    expect((await ask(third, ["home_hero"])).error).toMatchObject(refused);
    expect(await heldBy(third)).toEqual(nothing);
  });
});

describe("before init", () => {
  it("a decision and events wait for it, and are told with the time and place of then", async () => {
    const page = await openBare(shop, "?utm_source=letter");
    const config = { ...provider(), consents: [optIn] };
    const { before, header, id } = await page.evaluate(async (given) => {
      const { Attune } = window;
      const asked = Attune.Personalization.fetch(["home_hero"]);
      const before = Date.now();
      const told = [
        Attune.sendEvent({ interaction: { name: "EarlyBird" } }),
        Attune.Engagement.click({ personalizationId: "early-click" }),
      ];
      await new Promise((resolve) => setTimeout(resolve, 700));
      history.replaceState({}, "", "/t/elsewhere");
      await Attune.init(given);
      await Promise.all(told);
      const { personalizations } = await asked;
      await Attune.flush();
      return {
        before,
        header: personalizations[0]?.attributes["Header"],
        id: Attune.getBrowserId(),
      };
    }, config);
    expect(header).toBeTruthy();
    const [row] = await waitForRows(shop.journal, "EarlyBird");
    expect(row).toMatchObject({
      deviceId: id,
      sourceUrl: `${shop.dev.site}/t/bare.html?utm_source=letter`,
    });
    expect(Math.abs(Date.parse(String(row!["dateTime"])) - before)).toBeLessThan(300);
  });

  it("where none comes, a decision says so when its time is up", async () => {
    const page = await openBare(shop);
    const { error } = await ask(page, ["home_hero"], {}, { timeoutMs: 300 });
    expect(error).toMatchObject({ code: "not-initialized", known: true });
  });
});

describe("a campaign in the address", () => {
  const landing = "?utm_source=letter";
  const campaignOf = () => window.Attune.getCampaign();

  it("is captured when init is called, whatever the page does to the address then", async () => {
    for (const service of ["salesforce", "sitecore"] as const) {
      const page = await openBare(shop, landing);
      const campaign = await page.evaluate(
        async (config) => {
          const started = window.Attune.init(config);
          history.replaceState({}, "", "/");
          await started;
          return window.Attune.getCampaign();
        },
        { ...providerOf(service, shop.dev), consents: [optIn] },
      );
      expect(campaign).toEqual({ source: "letter" });
    }
  });

  it("is that of the navigation where the page has changed it before init", async () => {
    const page = await openBare(shop, landing);
    await page.evaluate(() => history.replaceState({}, "", "/"));
    await start(page, {});
    expect(await page.evaluate(campaignOf)).toEqual({ source: "letter" });
    // One that came in between was there at init.
    await openBare(shop, landing, page);
    await page.evaluate(() => history.replaceState({}, "", "/?utm_source=search"));
    await start(page, { consents: [optIn] });
    expect(await page.evaluate(campaignOf)).toEqual({ source: "search" });
    // The next page of the visit goes on with it, and is not kept from that by its own address.
    await openBare(shop, "", page);
    await start(page, { consents: [optIn] });
    expect(await page.evaluate(campaignOf)).toEqual({ source: "search" });
  });

  it("is no one's where the page keeps none", async () => {
    const page = await openBare(shop, landing);
    await page.evaluate(() => history.replaceState({}, "", "/"));
    await start(page, { keepCampaign: false });
    expect(await page.evaluate(campaignOf)).toEqual({});
  });
});
