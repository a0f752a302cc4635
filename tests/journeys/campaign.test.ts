import { describe, expect, it } from "vitest";

import { answerTo, ask, startBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { expectDecision, waitForRows } from "./salesforce_wire.js";
import { openShop, stateIs } from "./shop.js";
import { expectFlow, waitForEvents } from "./sitecore_wire.js";

const shop = openShop();
const landing = "utm_source=newsletter&utm_medium=email&utm_campaign=summer_sale";
const letter = { source: "newsletter", medium: "email", campaign: "summer_sale" };

const campaignOf = () => window.Attune.getCampaign();
const idOf = () => String(window.Attune.getBrowserId());

describe("a visit that begins at a campaign", () => {
  it("Salesforce: the page shows it, and page two of the visit still asks with it", async () => {
    const page = await shop.openAccepted(`/index.html?${landing}`);
    await stateIs(page, "#hero", "personalized");
    expect(await page.locator("#hero [data-part=header]").innerText()).toBe(
      "Run before the tide turns",
    );
    expect(new URL(page.url()).search).toContain(landing);
    await shop.journal.clear();

    await shop.open("/product.html?id=SKU-1001", "salesforce", page);
    expect(await page.evaluate(campaignOf)).toEqual(letter);
    expect(page.url()).not.toContain("utm");
    const [record] = await shop.journal.waitFor("decision");
    const requestUrl = `${page.url()}&${landing}`;
    const anchor = { anchorId: "SKU-1001", anchorType: "ssot__GoodsProduct__dlm" };
    const individualId = await page.evaluate(idOf);
    const context = { individualId, dataspace: "default", requestUrl, ...anchor };
    expectDecision(record!, { points: ["product_similar"], context });
    const viewed = await waitForRows(shop.journal, "View Catalog Object");
    expect(viewed[0]!["sourceUrl"]).toBe(page.url());
  });

  for (const way of ["sitecore", "sitecore-edge"] as const) {
    it(`${way}: the page shows it, and page two of the visit still asks with it`, async () => {
      const page = await shop.openAccepted(`/index.html?${landing}`, way);
      await stateIs(page, "#hero", "personalized");
      expect(await page.locator("#hero [data-part=header]").innerText()).toBe(
        "Run before the tide turns",
      );
      const view = (await waitForEvents(shop.journal, way, "VIEW"))[0]!;
      expect(view).toMatchObject({
        utm_source: "newsletter",
        utm_medium: "email",
        utm_campaign: "summer_sale",
      });
      const [identity] = await shop.journal.of("identity");
      const { ref, customer_ref } = identity?.response as Record<string, string>;
      await shop.journal.clear();

      await shop.open("/product.html?id=SKU-1001", way, page);
      const [record] = await shop.journal.waitFor("decision");
      expectFlow(record!, way, {
        browserId: ref,
        friendlyId: "product_similar",
        params: { anchorId: "SKU-1001", utm: letter },
        ...(way === "sitecore" ? {} : { guestRef: customer_ref }),
      });
    });
  }

  it("ends with the tab's visit: another tab without parameters knows no campaign", async () => {
    await shop.openAccepted(`/index.html?${landing}`);
    const other = await shop.open("/index.html");
    expect(await other.evaluate(campaignOf)).toEqual({});
  });

  it("is replaced whole by a newer one", async () => {
    const page = await startBare(shop, "sitecore", { search: `?${landing}` });
    await answerTo(page, ["home_hero"]);
    await startBare(shop, "sitecore", { page, search: "?utm_source=search" });
    await answerTo(page, ["home_hero"]);
    expect(await page.evaluate(campaignOf)).toEqual({ source: "search" });
    const flows = await shop.journal.waitFor("decision", 2);
    expect(flows[1]!.body).toMatchObject({ params: { utm: { source: "search" } } });
    await startBare(shop, "sitecore", { page });
    expect(await page.evaluate(campaignOf)).toEqual({ source: "search" });
  });

  it("is not kept where the page says so", async () => {
    const page = await startBare(shop, "sitecore", { search: `?${landing}`, keepCampaign: false });
    await answerTo(page, ["home_hero"]);
    expect(await page.evaluate(campaignOf)).toEqual(letter);
    await startBare(shop, "sitecore", { page, keepCampaign: false });
    await answerTo(page, ["home_hero"]);
    expect(await page.evaluate(campaignOf)).toEqual({});
    const flows = await shop.journal.waitFor("decision", 2);
    expect(flows[1]!.body).not.toHaveProperty("params");
  });

  it("is kept nowhere before an opt-in, yet known to the page that has it", async () => {
    const page = await startBare(shop, "salesforce", { search: `?${landing}`, consents: [] });
    expect(await page.evaluate(campaignOf)).toEqual(letter);
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  });
});

describe("odd parameters", () => {
  // The reference's own table (sitecore.md 7), and what it says beside it.
  const cases: Array<[string, Record<string, string>]> = [
    ["?utm_medium=mail&utm_term=boots", { medium: "mail", term: "boots" }],
    ["?Utm_Medium=mail", { medium: "mail" }],
    ["?u%74m_medium=mail", { medium: "mail" }],
    ["?ref=my_utm_list", {}],
    ["?utm_id=9&UTM_ID=10", { id: "10" }],
    ["?utm_campaign=20%2525", { campaign: "20%25" }],
    ["?utm_campaign=win%", { campaign: "win%" }],
    ["?utm_campaign=ma%F1ana", { campaign: "ma\uFFFDana" }],
    ["?utm_content=running+shoes", { content: "running shoes" }],
    ["?utm_content=a%2Bb&utm_term=%E2%82%AC", { content: "a+b", term: "\u20AC" }],
    ["?utm_source=a&utm_source=b", { source: "b" }],
    ["?utm_source=", { source: "" }],
    ["?utm___proto__=x&utm_source=mail", { source: "mail" }],
  ];

  for (const [search, expected] of cases) {
    it(`reads ${search} as ${JSON.stringify(expected)}`, async () => {
      const page = await startBare(shop, "sitecore", { search });
      const address = page.url();
      expect(await page.evaluate(campaignOf)).toEqual(expected);
      expect(await page.evaluate(() => ({}) as object)).toEqual({});
      await answerTo(page, ["home_hero"]);
      const [record] = await shop.journal.waitFor("decision");
      const isEmpty = Object.keys(expected).length === 0;
      const params = isEmpty ? {} : { params: { utm: expected } };
      const browserId = await page.evaluate(idOf);
      expectFlow(record!, "sitecore", { browserId, friendlyId: "home_hero", ...params });
      expect(page.url()).toBe(address);
    });
  }

  it("constructor and prototype are names like any other, and pollute nothing", async () => {
    const search = "?utm_constructor=a&utm_prototype=b&utm___proto__[x]=c";
    const page = await startBare(shop, "sitecore", { search });
    const [campaign, polluted] = await page.evaluate(() => [
      Object.entries(window.Attune.getCampaign()),
      (Object.prototype as unknown as Record<string, unknown>)["x"],
    ]);
    expect(campaign).toContainEqual(["constructor", "a"]);
    expect(campaign).toContainEqual(["prototype", "b"]);
    expect(polluted ?? null).toBeNull();
    expect((await ask(page, ["home_hero"])).error).toBeUndefined();
  });

  it("a caller's own utm wins whole, and the caller's objects are left as they were", async () => {
    const page = await startBare(shop, "sitecore", { search: `?${landing}` });
    const after = await page.evaluate(async () => {
      const own = { params: { utm: { source: "own" }, seat: { row: 1 } } };
      const other = { params: { seat: 2 } };
      await window.Attune.Personalization.fetch(["home_hero"], own);
      await window.Attune.Personalization.fetch(["home_hero"], Object.freeze(other));
      return [own, other];
    });
    expect(after).toEqual([
      { params: { utm: { source: "own" }, seat: { row: 1 } } },
      { params: { seat: 2 } },
    ]);
    const flows = await shop.journal.waitFor("decision", 2);
    const paramsOf = (index: number) => (flows[index]!.body as { params: object }).params;
    expect(paramsOf(0)).toEqual({ utm: { source: "own" }, seat: { row: 1 } });
    expect(paramsOf(1)).toEqual({ seat: 2, utm: letter });
  });

  it("Salesforce: a kept campaign goes into requestUrl alone, encoded so that it reads back", async () => {
    const search = "?utm_content=running+shoes%26more&UTM_Source=%E2%82%AC";
    const page = await startBare(shop, "salesforce", { search });
    await answerTo(page, ["home_hero"]);
    await startBare(shop, "salesforce", { page, search: "?id=7#part" });
    await answerTo(page, ["home_hero"]);
    await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "HelloThere" } }));
    await allDelivered(page);
    const [first, second] = await shop.journal.waitFor("decision", 2);
    const urlOf = (body: unknown) =>
      (body as { context: { requestUrl: string } }).context.requestUrl;
    expect(urlOf(first!.body)).toBe(`${shop.dev.site}/t/bare.html${search}`);
    const asked = new URL(urlOf(second!.body));
    expect(asked.hash).toBe("");
    expect(asked.searchParams.get("id")).toBe("7");
    expect(asked.searchParams.get("utm_content")).toBe("running shoes&more");
    expect(asked.searchParams.get("utm_source")).toBe("\u20AC");
    const [row] = await waitForRows(shop.journal, "HelloThere");
    expect(row!["sourceUrl"]).not.toContain("utm");
    expect(page.url()).toBe(`${shop.dev.site}/t/bare.html?id=7#part`);
  });
});
