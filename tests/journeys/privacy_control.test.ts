// Global Privacy Control: the browser's own opt-out, without a word in the page's configuration.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { ask, startBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { optIn } from "./provider.js";
import { expectRow, waitForRows } from "./salesforce_wire.js";
import { openShop, services } from "./shop.js";
import { databasesOf, heldBy, nothing } from "./storage.js";

const shop = openShop();
const signal = { provider: "Global Privacy Control", purpose: "Tracking", status: "Opt Out" };
const idOf = () => window.Attune.getBrowserId();

/** From the next page on. */
async function switchOn(): Promise<void> {
  await shop.visitor.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
}

const consentsOf = (page: Page) =>
  page.evaluate(() => window.Attune.getConsents().map(({ consent }) => consent));

async function expectNothing(page: Page): Promise<void> {
  const { error } = await ask(page, ["home_hero"]);
  expect(error).toMatchObject({ code: "no-consent", known: true });
  await page.evaluate(async () => {
    await window.Attune.sendEvent({ interaction: { name: "Unwanted" } });
    await window.Attune.Engagement.impression({ personalizationId: "unwanted" });
    await window.Attune.flush();
  });
  expect(await page.evaluate(idOf)).toBeNull();
  expect(await heldBy(page)).toEqual(nothing);
  expect(await databasesOf(page)).toEqual([]);
  expect(await shop.visitor.cookies()).toEqual([]);
  expect(await shop.journal.all()).toEqual([]);
}

for (const service of services) {
  describe(service, () => {
    it("no opt-in of the page opens anything: nothing stored, nothing sent", async () => {
      await switchOn();
      const page = await startBare(shop, service, { search: "?utm_source=newsletter" });
      await expectNothing(page);
      await page.evaluate((given) => window.Attune.updateConsents(given), optIn);
      await expectNothing(page);
      expect(await consentsOf(page)).toEqual([optIn, signal]);
      await page.evaluate(() => window.Attune.forget());
      await page.evaluate((given) => window.Attune.updateConsents(given), optIn);
      await expectNothing(page);
    });

    it("an earlier opt-in is withdrawn and erased, once", async () => {
      const before = await startBare(shop, service);
      await ask(before, ["home_hero"]);
      await before.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Before" } }));
      await allDelivered(before);
      const deviceId = String(await before.evaluate(idOf));
      expect(await heldBy(before)).not.toEqual(nothing);
      await before.close();
      await shop.journal.clear();

      await switchOn();
      const page = await startBare(shop, service);
      await expect.poll(() => heldBy(page)).toEqual(nothing);
      if (service === "salesforce") {
        const rows = await waitForRows(shop.journal, "consentLog");
        expect(rows).toHaveLength(1);
        const own = { category: "Engagement", eventType: "consentLog", ...signal };
        expectRow(rows[0]!, own, { deviceId, sourceUrl: page.url(), bare: true });
        expect(await shop.journal.all()).toHaveLength(1);
        await shop.journal.clear();
      }
      await expectNothing(page);
      for (let pages = 0; pages < 2; pages += 1)
        await expectNothing(await startBare(shop, service));
    });
  });
}

it("shows where the page has said nothing about consent", async () => {
  await switchOn();
  const page = await startBare(shop, "salesforce", { consents: [] });
  expect(await consentsOf(page)).toEqual([signal]);
  await expectNothing(page);
});
