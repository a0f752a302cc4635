import { describe, expect, it } from "vitest";

import { answerTo, startBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { expectDecision, expectRow, waitForRows } from "./salesforce_wire.js";
import { isReady, openShop, services, stateIs } from "./shop.js";
import { heldBy } from "./storage.js";

const shop = openShop();
const idOf = () => String(window.Attune.getBrowserId());
const titleOf = "#hero [data-part=header]";

for (const service of services) {
  describe(service, () => {
    it("second visit: the same id, another answer, and no new id asked for", async () => {
      const first = await shop.openAccepted("/index.html", service);
      await stateIs(first, "#hero", "personalized");
      expect(await first.locator(titleOf).innerText()).toBe("Start with dry feet");
      const id = await first.evaluate(idOf);
      await first.close();
      await shop.journal.endVisits();
      await shop.journal.clear();

      const second = await shop.open("/index.html", service);
      await stateIs(second, "#hero", "personalized");
      expect(await second.locator(titleOf).innerText()).toBe("The boats are in again");
      expect(await second.evaluate(idOf)).toBe(id);
      expect(await shop.journal.of("identity")).toEqual([]);
      for (const { id: asked } of await shop.journal.waitFor("decision")) expect(asked).toBe(id);
    });

    it("two tabs that open at once end in one id, and lose no event", async () => {
      const tabs = await Promise.all([startBare(shop, service), startBare(shop, service)]);
      await Promise.all(tabs.map((tab) => answerTo(tab, ["home_hero"])));
      await expect
        .poll(async () => new Set(await Promise.all(tabs.map((tab) => tab.evaluate(idOf)))).size)
        .toBe(1);
      await Promise.all(
        tabs.map((tab, index) =>
          tab.evaluate(
            async (prefix) => {
              const names = Array.from({ length: 12 }, (_, count) => `${prefix}${count}`);
              await Promise.all(
                names.map((name) => window.Attune.sendEvent({ interaction: { name } })),
              );
            },
            `Tab${String.fromCharCode(65 + index)}`,
          ),
        ),
      );
      for (const tab of tabs) await allDelivered(tab);
      const expected = ["A", "B"].flatMap((tab) =>
        Array.from({ length: 12 }, (_, count) => `TAB${tab}${count}`),
      );
      const arrived = await shop.journal.until(
        (records) =>
          records
            .filter(({ kind, status }) => kind === "event" && status < 300)
            .flatMap(({ body }) => (body as { events?: object[] }).events ?? [body])
            .map((row) => row as Record<string, unknown>)
            .map((row) => String(row["interactionName"] ?? row["type"]).toUpperCase())
            .map((name) => name.replace("_", ""))
            .filter((name) => /^TAB[AB]\d/.test(name)),
        (names) => new Set(names).size >= expected.length,
        "every event of both tabs",
      );
      expect([...new Set(arrived)].sort()).toEqual([...expected].sort());
      expect(
        Object.keys((await heldBy(tabs[0]!)).local).filter((key) => /event/.test(key)),
      ).toEqual([]);
    });

    it("history navigation: back and forward are personalized as the pages they are", async () => {
      const page = await shop.openAccepted("/index.html", service);
      await stateIs(page, "#hero", "personalized");
      const id = await page.evaluate(idOf);
      await page.locator("#recommendations .card[data-item=SKU-1005] a").click();
      await page.waitForURL(/product\.html\?id=SKU-1005/);
      await isReady(page);
      await stateIs(page, "#similar", "personalized");
      await page.goBack();
      await page.waitForURL(/index\.html/);
      await stateIs(page, "#hero", "personalized");
      expect(await page.evaluate(idOf)).toBe(id);
      await page.goForward();
      await page.waitForURL(/product\.html\?id=SKU-1005/);
      await stateIs(page, "#similar", "personalized");
      const shown = page.locator("#similar .card[data-item]");
      expect(await shown.count()).toBe(4);
      expect(await page.evaluate(idOf)).toBe(id);
    });
  });
}

it("a page that changes its own address asks with the new one and its campaign", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate(() => history.pushState({}, "", "/boots?utm_source=search"));
  expect(await page.evaluate(() => window.Attune.getCampaign())).toEqual({ source: "search" });
  await answerTo(page, ["home_hero"]);
  await page.evaluate(() => history.pushState({}, "", "/socks"));
  await answerTo(page, ["home_hero"]);
  const [boots, socks] = await shop.journal.waitFor("decision", 2);
  const individualId = await page.evaluate(idOf);
  const points = ["home_hero"];
  const contextAt = (requestUrl: string) => ({ individualId, dataspace: "default", requestUrl });
  const { site } = shop.dev;
  expectDecision(boots!, { points, context: contextAt(`${site}/boots?utm_source=search`) });
  expectDecision(socks!, { points, context: contextAt(`${site}/socks?utm_source=search`) });
});

it("leaving at once: what was tracked a moment before arrives all the same", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate(() => {
    void window.Attune.sendEvent({ interaction: { name: "JustBeforeLeaving" } });
    location.href = "/t/bare.html?next";
  });
  await page.waitForURL(/next/);
  const rows = await waitForRows(shop.journal, "JustBeforeLeaving");
  expect(new Set(rows.map(({ eventId }) => eventId)).size).toBe(1);
});

it("calls of one turn travel as one request, and one point asked twice is paid for once", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate(async () => {
    const { fetch } = window.Attune.Personalization;
    await Promise.all([fetch(["home_hero"]), fetch(["home_hero", "home_recommendations"])]);
  });
  const asked = await shop.journal.of("decision");
  expect(asked).toHaveLength(1);
  expect((asked[0]!.body as { personalizationPoints: object[] }).personalizationPoints).toEqual([
    { name: "home_hero" },
    { name: "home_recommendations" },
  ]);
});

it("a purchase on the way through the shop becomes the documented rows", async () => {
  const page = await shop.openAccepted("/product.html?id=SKU-1001");
  await page.locator("#add-to-cart [type=submit]").click();
  const [cart] = await waitForRows(shop.journal, "Add To Cart");
  const [line] = await waitForRows(shop.journal, "cartItem");
  const about = { deviceId: await page.evaluate(idOf), sourceUrl: page.url() };
  const engagement = { category: "Engagement" };
  const added = { eventType: "cart", interactionName: "Add To Cart" };
  expectRow(cart!, { ...engagement, ...added }, about);
  const what = {
    catalogObjectType: "Product",
    catalogObjectId: "SKU-1001",
    quantity: 1,
    price: 89.5,
    currency: "EUR",
    attributeName: "Marram trail boot",
  };
  const ofCart = { eventType: "cartItem", cartEventId: cart!["eventId"] };
  expectRow(line!, { ...engagement, ...ofCart, ...what }, { ...about, bare: true });

  await shop.open("/cart.html", "salesforce", page);
  await page.locator("#purchase input[name=email]").fill("ada@example.com");
  await page.locator("#purchase [type=submit]").click();
  const [order] = await waitForRows(shop.journal, "Purchase");
  const [item] = await waitForRows(shop.journal, "orderItem");
  const orderId = await page.locator("#order-number").innerText();
  const bought = { eventType: "order", interactionName: "Purchase", orderId };
  const total = { orderTotalValue: 89.5, orderCurrency: "EUR" };
  const onCart = { ...about, sourceUrl: page.url() };
  expectRow(order!, { ...engagement, ...bought, ...total }, onCart);
  const ofOrder = { eventType: "orderItem", orderEventId: order!["eventId"] };
  expectRow(item!, { ...engagement, ...ofOrder, ...what }, { ...onCart, bare: true });
});
