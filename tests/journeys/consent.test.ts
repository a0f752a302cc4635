import { describe, expect, it } from "vitest";

import { ask, init, openBare, startBare } from "./bare_page.js";
import { allDelivered, deliveryOf } from "./delivery.js";
import { optIn, optOut, providerOf } from "./provider.js";
import { expectRow, waitForRows } from "./salesforce_wire.js";
import { accept, isReady, openShop, services, stateIs } from "./shop.js";
import { databasesOf, heldBy, nothing } from "./storage.js";

const shop = openShop();
const idOf = () => window.Attune.getBrowserId();

for (const service of services) {
  describe(service, () => {
    it("refused: nothing stored, nothing sent, the default content; given: all of it", async () => {
      const page = await shop.open("/index.html?utm_source=newsletter", service);
      const title = await page.locator("#hero [data-part=header]").innerText();
      await page.locator('#consent-banner [data-consent="refuse"]').click();
      await isReady(page);
      await page.locator("#recommendations").scrollIntoViewIfNeeded();
      await shop.open("/product.html?id=SKU-1001", service, page);
      await page.locator("#add-to-cart [type=submit]").click();
      await shop.open("/index.html", service, page);
      expect(await page.locator("#hero [data-part=header]").innerText()).toBe(title);
      expect(await page.locator("#hero").getAttribute("data-state")).toBe("default");
      expect(await heldBy(page)).toEqual(nothing);
      expect(await databasesOf(page)).toEqual([]);
      expect(await shop.visitor.cookies()).toEqual([]);
      expect(await page.evaluate(idOf)).toBeNull();
      expect(await shop.journal.all()).toEqual([]);

      await page.locator("#privacy-choices").click();
      await accept(page);
      await stateIs(page, "#hero", "personalized");
      expect(await page.evaluate(idOf)).not.toBeNull();
      expect(await shop.visitor.cookies()).not.toEqual([]);
      expect((await shop.journal.of("decision")).length).toBeGreaterThan(0);
    });

    it("withdrawn: ids, queue and cookies go, and nothing more is asked or reported", async () => {
      const page = await shop.openAccepted("/index.html", service);
      await stateIs(page, "#hero", "personalized");
      await allDelivered(page);
      await page.locator("#privacy-choices").click();
      await page.locator('#consent-banner [data-consent="refuse"]').click();
      await isReady(page);
      await expect.poll(() => heldBy(page)).toEqual(nothing);
      expect(await shop.visitor.cookies()).toEqual([]);
      expect(await page.evaluate(idOf)).toBeNull();
      if (service === "salesforce") await waitForRows(shop.journal, "consentLog", 2);
      await shop.journal.clear();
      const refused = await ask(page, ["home_hero"]);
      expect(refused.error).toMatchObject({ code: "no-consent", known: true });
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Late" } }));
      await page.evaluate(() => window.Attune.flush());
      await shop.open("/gear.html", service, page);
      expect(await shop.journal.all()).toEqual([]);
      expect(await heldBy(page)).toEqual(nothing);
    });

    it("absent, empty, of another purpose or spelling: the gate stays shut", async () => {
      const page = await openBare(shop);
      await init(page, providerOf(service, shop.dev));
      for (const consent of [
        { ...optIn, purpose: "Personalization" },
        { ...optIn, status: "OptIn" },
        { ...optIn, status: "opt-in" },
        { ...optIn, purpose: "tracking" },
      ]) {
        await page.evaluate((given) => window.Attune.updateConsents(given), consent);
        const { error } = await ask(page, ["home_hero"]);
        expect(error, JSON.stringify(consent)).toMatchObject({ code: "no-consent", known: true });
      }
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Early" } }));
      const status = await deliveryOf(page);
      expect(status).toMatchObject({ tracked: 1, delivered: 0, queued: 0 });
      expect(await heldBy(page)).toEqual(nothing);
      expect(await shop.visitor.cookies()).toEqual([]);
      expect(await shop.journal.all()).toEqual([]);
    });

    it("promised: nothing happens before the promise settles", async () => {
      const page = await openBare(shop);
      await page.evaluate(
        async (provider) => {
          const gate = {} as { open: (consents: object[]) => void };
          const consents = new Promise<never[]>((resolve) => {
            gate.open = resolve as (consents: object[]) => void;
          });
          window.kept = { gate: [gate] };
          await window.Attune.init({ ...provider, consents });
        },
        providerOf(service, shop.dev),
      );
      expect(await shop.journal.all()).toEqual([]);
      expect(await heldBy(page)).toEqual(nothing);
      await page.evaluate((given) => {
        const [gate] = window.kept["gate"] as [{ open: (consents: object[]) => void }];
        gate.open([given]);
      }, optIn);
      await expect.poll(async () => (await ask(page, ["home_hero"])).response).toBeDefined();
    });

    it("rejected promise: counts as none, and nobody is told by an uncaught error", async () => {
      const page = await openBare(shop);
      await page.evaluate(
        (provider) =>
          window.Attune.init({ ...provider, consents: Promise.reject(new Error("no CMP")) }),
        providerOf(service, shop.dev),
      );
      expect((await ask(page, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
      expect(await shop.journal.all()).toEqual([]);
    });

    it("forget: storage is as if Attune had never run, until the next opt-in", async () => {
      const page = await startBare(shop, service, { search: "?utm_source=mail" });
      await ask(page, ["home_hero"]);
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Waiting" } }));
      const before = await page.evaluate(idOf);
      await page.evaluate(() => window.Attune.forget());
      await expect.poll(() => heldBy(page)).toEqual(nothing);
      expect(await shop.visitor.cookies()).toEqual([]);
      expect((await ask(page, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
      await page.evaluate((given) => window.Attune.updateConsents(given), optIn);
      expect((await ask(page, ["home_hero"])).response).toBeDefined();
      expect(await page.evaluate(idOf)).not.toBe(before);
    });
  });
}

it("Salesforce: the last thing sent after an opt-out is one consentLog, under the old id", async () => {
  const page = await startBare(shop, "salesforce");
  await ask(page, ["home_hero"]);
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Before" } }));
  await allDelivered(page);
  const deviceId = String(await page.evaluate(idOf));
  await shop.journal.clear();
  await page.evaluate((given) => window.Attune.updateConsents(given), optOut);
  const rows = await waitForRows(shop.journal, "consentLog");
  expect(rows).toHaveLength(1);
  const own = { category: "Engagement", eventType: "consentLog", ...optOut };
  expectRow(rows[0]!, own, { deviceId, sourceUrl: page.url(), bare: true });
  await expect.poll(() => heldBy(page)).toEqual(nothing);
  await page.evaluate(() => window.Attune.flush());
  expect(await shop.journal.all()).toHaveLength(1);
});

it("one Opt Out closes the gate whatever another provider says", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate((given) => window.Attune.updateConsents(given), {
    ...optOut,
    provider: "Second CMP",
  });
  expect((await ask(page, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
  const known = await page.evaluate(() => window.Attune.getConsents().map((each) => each.consent));
  expect(known).toContainEqual(optIn);
});

it("an opt-out in one tab holds in the other at once", async () => {
  const first = await startBare(shop, "salesforce");
  await ask(first, ["home_hero"]);
  const second = await startBare(shop, "salesforce");
  await first.evaluate(() => window.Attune.forget());
  await expect.poll(() => second.evaluate(idOf)).toBeNull();
  expect((await ask(second, ["home_hero"])).error).toMatchObject({ code: "no-consent" });
  expect(await heldBy(second)).toEqual(nothing);
});
