// The samples of the two vendors' handbooks, run as they stand there against the built package.
import { describe, expect, it } from "vitest";

import { answerTo, init, openBare, startBare } from "./bare_page.js";
import type { Json } from "./journal.js";
import { optIn, providerOf } from "./provider.js";
import { expectDecision } from "./salesforce_wire.js";
import { openShop, stateIs } from "./shop.js";
import { ownHeaders } from "./salesforce_wire.js";

const shop = openShop();
const browserId = "a38b230c-11eb-4cf9-8d5d-274e9f344925";

describe("Salesforce", () => {
  it("the fetch sample: two names, a promise, the whole response", async () => {
    const page = await startBare(shop, "salesforce");
    const response = await page.evaluate(() =>
      window.SalesforceInteractions.Personalization.fetch([
        "home_recommendations",
        "home_hero",
      ]).then((personalizationResponse) => personalizationResponse),
    );
    const named = response.personalizations.map((each) => each.personalizationPointName);
    expect(named).toEqual(["home_recommendations", "home_hero"]);
    const [record] = await shop.journal.waitFor("decision");
    const individualId = await page.evaluate(() => window.Attune.getBrowserId());
    const context = { individualId, dataspace: "default", requestUrl: page.url() };
    expectDecision(record!, { points: named, context });
    const sent = record!.response as { personalizations: Json[]; requestId: string };
    expect(response.requestId).toBe(sent.requestId);
    for (const [index, entry] of sent.personalizations.entries()) {
      expect(response.personalizations[index]).toMatchObject(entry);
      expect(response.personalizations[index]?.raw).toEqual(entry);
    }
  });

  it("the handler sample: named after its zone, it gets what comes for that zone's point", async () => {
    const page = await openBare(shop);
    await page.evaluate(() => {
      window.kept = { rendered: [] };
      window.SalesforceInteractions.Personalization.Config.initialize({
        personalizationExperienceConfigs: [
          {
            name: "home_recs",
            dataProvider: { type: "PersonalizationPoint", value: "home_recommendations" },
            sourceMatchers: [{ type: "ContentZone", value: "home_recs_zone" }],
            transformationConfig: { method: "ContentZoneHandler", transformations: [] },
          },
        ],
      });
      window.SalesforceInteractions.ContentZoneHandler.set({
        contentZoneName: "home_recs_zone",
        callback: (response) => {
          window.kept["rendered"]?.push(response.personalizations.length);
        },
      });
    });
    await init(page, { ...providerOf("salesforce", shop.dev), consents: [optIn] });
    await answerTo(page, ["home_recommendations"]);
    await expect
      .poll(() => page.evaluate(() => window.kept["rendered"]!.length))
      .toBeGreaterThanOrEqual(1);
  });

  it("the data-space sample: consents [] means not yet, and the space goes with each question", async () => {
    const page = await openBare(shop);
    await page.evaluate(
      (provider) =>
        window.SalesforceInteractions.init({
          ...provider,
          consents: [],
          personalization: { dataspace: "personalizationDemo" },
        }),
      providerOf("salesforce", shop.dev),
    );
    expect(await shop.journal.all()).toEqual([]);
    await page.evaluate((given) => window.SalesforceInteractions.updateConsents(given), optIn);
    const { outcomes } = await answerTo(page, ["demo_hero", "demo_recommendations"]);
    expect(Object.values(outcomes).map(({ status }) => status)).toEqual(["decided", "decided"]);
    const [record] = await shop.journal.waitFor("decision");
    const individualId = await page.evaluate(() => window.Attune.getBrowserId());
    const context = { individualId, dataspace: "personalizationDemo", requestUrl: page.url() };
    expectDecision(record!, { points: ["demo_hero", "demo_recommendations"], context });
  });

  it("the data-space page of the shop", async () => {
    const page = await shop.openAccepted("/dataspace.html");
    await stateIs(page, "#hero", "personalized");
    await stateIs(page, "#recommendations", "personalized");
    expect(await page.locator("#hero [data-part=header]").innerText()).toBe(
      "Sleep above the tide line",
    );
  });

  it("the rendering sample's fields are all there, as text", async () => {
    const page = await startBare(shop, "salesforce");
    const { personalizations } = await answerTo(page, ["home_recommendations"]);
    for (const item of personalizations[0]!.data) {
      const names = ["ImageUrl__c", "ssot__Name__c", "ssot__PrimaryProductCategory__c"];
      for (const name of [...names, "PurchaseUrl__c"]) expect(typeof item[name]).toBe("string");
    }
  });

  it("the anchor of similar items goes as anchorId; the handbook's anchorItemId means the same", async () => {
    const page = await startBare(shop, "salesforce");
    await answerTo(page, ["product_similar"], { anchorItemId: "SKU-1001" });
    const [record] = await shop.journal.waitFor("decision");
    expect((record!.body as { context: Json }).context).toMatchObject({ anchorId: "SKU-1001" });
  });
});

describe("Sitecore: the five bodies of POST /v2/callFlows", () => {
  // The documents write "en" in the examples and "EN" in the table; the latter is what is sent.
  const base = {
    clientKey: "abBah8aelipaPeebae7roox2tiexoSee",
    channel: "WEB",
    language: "EN",
    currencyCode: "EUR",
    friendlyId: "home_page_banner",
  };
  const ireland = { ...base, pointOfSale: "myretailsite/ireland" };
  const retail = { ...base, pointOfSale: "retailsite.com", browserId };
  const identifiers = { id: "123456", provider: "BXLP" };
  const custom = { loggedInState: "loggedIn", someKey: "someValue" };
  const utm = {
    campaign: "summer_sale",
    source: "newsletter",
    medium: "email",
    content: "running shoes",
  };
  const search =
    "?utm_campaign=summer_sale&utm_source=newsletter&utm_medium=email&utm_content=running%20shoes";

  const samples: Array<{
    name: string;
    body: Json;
    search?: string;
    context?: Json;
    options?: object;
    title: string;
  }> = [
    { name: "browserId", body: { ...ireland, browserId }, title: "Gear for wet coasts" },
    {
      name: "email",
      body: { ...ireland, email: "ada@example.com" },
      options: { identity: { email: "ada@example.com" } },
      title: "A letter for you",
    },
    {
      name: "identifiers",
      body: { ...ireland, identifiers },
      options: { identity: { identifiers } },
      title: "Club price",
    },
    {
      name: "custom fields",
      body: { ...retail, params: custom },
      context: { params: custom },
      title: "Nice to have you back",
    },
    { name: "UTM parameters", body: { ...retail, params: { utm } }, search, title: "Summer sale" },
  ];

  for (const { name, body, search: query = "", context = {}, options = {}, title } of samples) {
    it(name, async () => {
      const cookieName = `bid_${base.clientKey}`;
      await shop.visitor.addCookies([{ name: cookieName, value: browserId, url: shop.dev.site }]);
      const page = await openBare(shop, query);
      const { clientKey, currencyCode } = base;
      const pointOfSale = String(body["pointOfSale"]);
      const endpoint = shop.dev.sitecore;
      const sitecore = { endpoint, clientKey, pointOfSale, language: "en", currencyCode };
      expect(await init(page, { sitecore, consents: [optIn] })).toBeUndefined();
      const { personalizations } = await answerTo(page, ["home_page_banner"], context, options);
      expect(personalizations[0]?.attributes["title"]).toBe(title);
      const [record] = await shop.journal.waitFor("decision");
      expect(record!.method).toBe("POST");
      expect(record!.url).toBe("/v2/callFlows");
      expect(ownHeaders(record!)["content-type"]).toMatch(/^application\/json/);
      expect(ownHeaders(record!)["accept"]).toBe("application/json");
      expect(JSON.parse(record!.rawBody)).toStrictEqual(body);
    });
  }
});
