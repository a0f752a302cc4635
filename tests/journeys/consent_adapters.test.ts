// A consent platform in a real page, and the guide's own snippet between it and Attune.
import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { ask } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { appSourceId } from "./provider.js";
import { waitForRows } from "./salesforce_wire.js";
import { openShop } from "./shop.js";
import { databasesOf, heldBy, nothing } from "./storage.js";

const shop = openShop();

/** The snippet a reader would copy, with this shop's own addresses. */
function snippetOfTheGuide(): string {
  const guide = readFileSync(new URL("../../docs/consent.md", import.meta.url), "utf8");
  const found = /```html\n([\s\S]*?)```/.exec(guide)?.[1];
  if (!found) throw new Error("The guide holds no snippet for the script tag.");
  return found
    .replace("https://cdn.example/attune.js", "/attune.js")
    .replace("https://cdn.example/consent.js", "/dist/consent.js")
    .replace("https://TENANT.c360a.salesforce.com", shop.dev.salesforce)
    .replace("WEBSITE-CONNECTOR-ID", appSourceId);
}

/** What both platforms have in common: listeners that are told what the test makes it say. */
const platform = (name: string, listenerAt: number, removeAt: number) => `<script>
  window.listeners = new Map();
  window.say = (answer) => {
    for (const [listenerId, tell] of window.listeners) tell({ ...answer, listenerId }, true);
  };
  window.${name} = (...args) => {
    if (args[0] === "removeEventListener") return window.listeners.delete(args[${removeAt}]);
    window.listeners.set(window.listeners.size + 1, args[${listenerAt}]);
  };
</script>`;

const tcf = (eventStatus: string, isAgreed: boolean) => ({
  cmpStatus: "loaded",
  gdprApplies: true,
  eventStatus,
  purpose: { consents: isAgreed ? { 1: true, 5: true, 6: true } : { 1: true } },
  vendor: { consents: {} },
});
const gpp = (signalStatus: string, SaleOptOut: number) => ({
  eventName: "signalStatus",
  pingData: {
    cmpStatus: "loaded",
    signalStatus,
    applicableSections: [7],
    parsedSections: { usnat: [{ Version: 1, SaleOptOut, SharingOptOut: 2 }] },
  },
});

const frameworks = [
  {
    name: "TCF",
    watchIt: "watchTcf",
    script: platform("__tcfapi", 2, 3),
    undecided: tcf("cmpuishown", true),
    yes: tcf("useractioncomplete", true),
    no: tcf("useractioncomplete", false),
  },
  {
    name: "GPP",
    watchIt: "watchGpp",
    script: platform("__gpp", 1, 2),
    undecided: gpp("not ready", 2),
    yes: gpp("ready", 2),
    no: gpp("ready", 1),
  },
];

async function openWith(head: string): Promise<Page> {
  const page = await shop.newPage();
  const html = `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>CMP</title>
<link rel="icon" href="/images/mark.svg" type="image/svg+xml">${head}</head><body></body></html>`;
  await page.goto(shop.dev.place("consent-platform.html", html));
  return page;
}

const say = (page: Page, answer: object): Promise<void> =>
  page.evaluate((given) => (window as unknown as { say(it: object): void }).say(given), answer);

const listenersOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { listeners: Map<number, unknown> }).listeners.size);

async function expectNothing(page: Page): Promise<void> {
  expect(await heldBy(page)).toEqual(nothing);
  expect(await databasesOf(page)).toEqual([]);
  expect(await shop.visitor.cookies()).toEqual([]);
  expect(await shop.journal.all()).toEqual([]);
}

for (const { name, watchIt, script, undecided, yes, no } of frameworks) {
  describe(name, () => {
    const open = () => openWith(script + snippetOfTheGuide().replaceAll("watchTcf", watchIt));

    it("nothing before the verdict, everything after it, and all of it erased on refusal", async () => {
      const page = await open();
      expect(await listenersOf(page)).toBe(1);
      await say(page, undecided);
      // Asked while the visitor decides: the question waits for the verdict, within its deadline.
      const asked = ask(page, ["home_hero"], {}, { timeoutMs: 20_000 });
      await page.waitForTimeout(500);
      await expectNothing(page);

      await say(page, yes);
      expect((await asked).response?.personalizations).toHaveLength(1);
      const known = await page.evaluate(() => window.Attune.getConsents());
      expect(known.map(({ consent }) => consent)).toEqual([
        { provider: name, purpose: "Tracking", status: "Opt In" },
      ]);
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Wanted" } }));
      await allDelivered(page);
      await waitForRows(shop.journal, "consentLog", 1, { provider: name, status: "Opt In" });
      expect(await heldBy(page)).not.toEqual(nothing);

      await shop.journal.clear();
      await say(page, no);
      await expect.poll(() => heldBy(page)).toEqual(nothing);
      await waitForRows(shop.journal, "consentLog", 1, { provider: name, status: "Opt Out" });
      expect(await shop.journal.all()).toHaveLength(1);
      await shop.journal.clear();
      expect((await ask(page, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
      await expectNothing(page);
    });

    it("refused from the start: nothing at all", async () => {
      const page = await open();
      await say(page, no);
      expect((await ask(page, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Unwanted" } }));
      await page.evaluate(() => window.Attune.flush());
      await expectNothing(page);
    });

    it("a platform that comes long after Attune is heard", async () => {
      const page = await openWith(snippetOfTheGuide().replaceAll("watchTcf", watchIt));
      await page.waitForTimeout(600);
      await expectNothing(page);
      await page.evaluate(
        (code) => {
          const element = document.createElement("script");
          element.textContent = code;
          document.head.append(element);
        },
        script.replace(/<\/?script>/g, ""),
      );
      await expect.poll(() => listenersOf(page)).toBe(1);
      await say(page, yes);
      expect((await ask(page, ["home_hero"])).response).toBeDefined();
    });
  });
}
