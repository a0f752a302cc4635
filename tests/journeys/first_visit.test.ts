import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { answerTo, startBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { clientKey } from "./provider.js";
import {
  expectDecision,
  expectRow,
  individualIdForm,
  productEngagement,
  waitForRows,
  websiteEngagement,
} from "./salesforce_wire.js";
import { openShop, stateIs } from "./shop.js";
import { expectCreate, expectEvent, expectFlow, uuidForm, waitForEvents } from "./sitecore_wire.js";
import { cookie, heldBy } from "./storage.js";

const shop = openShop();
const years = 730 * 24 * 60 * 60;

interface Entry {
  personalizationId: string;
  personalizationPointName: string;
  data: Array<{ personalizationContentId: string; ssot__Id__c: string }>;
}

/** The regions are filled with what the first rule for a stranger says. */
async function isPersonalized(page: Page): Promise<void> {
  for (const region of ["#hero", "#recommendations", "#offers"])
    await stateIs(page, region, "personalized");
  expect(await page.locator("#hero [data-part=header]").innerText()).toBe("Start with dry feet");
  const cards = page.locator("#recommendations .card[data-item]");
  const shown = await cards.evaluateAll((all) => all.map((card) => card.dataset["item"]));
  expect(shown).toEqual(["SKU-1001", "SKU-1005", "SKU-1010", "SKU-1015"]);
}

/** Every point of the page is paid for exactly once; each request is the documented one. */
async function questionsOf(page: Page, individualId: string): Promise<Entry[]> {
  const asked = await shop.journal.of("decision");
  const pointsOf = (body: unknown) =>
    (body as { personalizationPoints: Array<{ name: string }> }).personalizationPoints.map(
      ({ name }) => name,
    );
  const points = asked.flatMap(({ body }) => pointsOf(body));
  expect(points.sort()).toEqual(["home_hero", "home_offers", "home_recommendations"]);
  const context = { individualId, dataspace: "default", requestUrl: page.url() };
  for (const record of asked) expectDecision(record, { points: pointsOf(record.body), context });
  return asked.flatMap(
    ({ response }) => (response as { personalizations: Entry[] }).personalizations,
  );
}

it("Salesforce: the page asks once, is personalized, and reports what was seen and used", async () => {
  const page = await shop.openAccepted("/index.html");
  await isPersonalized(page);
  const deviceId = String(await page.evaluate(() => window.Attune.getBrowserId()));
  expect(deviceId).toMatch(individualIdForm);
  expect(await shop.journal.of("identity")).toEqual([]);
  const entries = await questionsOf(page, deviceId);
  const [hero, recommended] = ["home_hero", "home_recommendations"].map((point) =>
    entries.find((entry) => entry.personalizationPointName === point)!,
  ) as [Entry, Entry];
  const expected = { deviceId, sourceUrl: page.url() };

  const home = await waitForRows(shop.journal, "Home View");
  const view = { eventType: "userEngagement", interactionName: "Home View" };
  expectRow(home[0]!, { category: "Engagement", ...view }, expected);
  const ofHero = { personalizationId: hero.personalizationId };
  const seen = await waitForRows(shop.journal, "personalization-view", 1, ofHero);
  expect(seen).toHaveLength(1);
  expectRow(seen[0]!, websiteEngagement("view", hero.personalizationId), expected);

  const { personalizationId } = recommended;
  await page.locator("#recommendations").scrollIntoViewIfNeeded();
  const shown = await waitForRows(shop.journal, "catalog-object-view-start", 4);
  expect(shown).toHaveLength(4);
  for (const [index, { ssot__Id__c: id, personalizationContentId }] of recommended.data.entries()) {
    expect(personalizationContentId).toBe(`${personalizationId}:${index}`);
    const row = shown.find((each) => each["id"] === id)!;
    const ids = { id, personalizationId, personalizationContentId };
    expectRow(row, productEngagement("view", ids), expected);
  }

  await page.locator("#recommendations .card[data-item=SKU-1005] a").click();
  const clicked = await waitForRows(shop.journal, "catalog-object-click");
  const { personalizationContentId } = recommended.data[1]!;
  const ids = { id: "SKU-1005", personalizationId, personalizationContentId };
  expectRow(clicked[0]!, productEngagement("click", ids), expected);
});

it("Salesforce: the consent given becomes one consentLog row, and no more", async () => {
  const page = await startBare(shop, "salesforce");
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "HelloThere" } }));
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "HelloAgain" } }));
  await allDelivered(page);
  const deviceId = String(await page.evaluate(() => window.Attune.getBrowserId()));
  const logged = await waitForRows(shop.journal, "consentLog");
  expect(logged).toHaveLength(1);
  const verdict = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
  const own = { category: "Engagement", eventType: "consentLog", ...verdict };
  expectRow(logged[0]!, own, { deviceId, sourceUrl: page.url(), bare: true });
});

it("Salesforce: the id is 16 hexadecimal digits in a cookie of our own and in localStorage", async () => {
  const page = await startBare(shop, "salesforce");
  await answerTo(page, ["home_hero"]);
  const id = String(await page.evaluate(() => window.Attune.getBrowserId()));
  expect(id).toMatch(individualIdForm);
  expect(await page.evaluate(() => window.Attune.getAnonymousId())).toBe(id);
  const holding = (await shop.visitor.cookies()).filter(({ value }) => value === id);
  expect(holding).toHaveLength(1);
  expect(holding[0]).toMatchObject({ path: "/", sameSite: "Lax", secure: false, httpOnly: false });
  expect(holding[0]!.name).not.toMatch(/^_?_sfid_/);
  const { local } = await heldBy(page);
  expect(Object.values(local)).toContain(id);
});

for (const way of ["sitecore", "sitecore-edge"] as const) {
  it(`${way}: the id is asked for once, each point is a flow, impressions and clicks follow`, async () => {
    const page = await shop.openAccepted("/index.html", way);
    await stateIs(page, "#hero", "personalized");
    await stateIs(page, "#recommendations", "personalized");
    expect(await page.locator("#hero [data-part=header]").innerText()).toBe("Start with dry feet");
    expect(await page.locator("#recommendations .card[data-item]").count()).toBe(4);

    const identities = await shop.journal.of("identity");
    expect(identities).toHaveLength(1);
    const { browserId, guestRef } = expectCreate(identities[0]!, way);
    expect(await page.evaluate(() => window.Attune.getBrowserId())).toBe(browserId);
    const guest = way === "sitecore" ? {} : { guestRef };

    const flows = await shop.journal.waitFor("decision", 3);
    expect(flows).toHaveLength(3);
    const asked = flows.map(({ body }) => (body as { friendlyId: string }).friendlyId);
    expect([...asked].sort()).toEqual(["home_hero", "home_offers", "home_recommendations"]);
    for (const [index, flow] of flows.entries()) {
      expectFlow(flow, way, { browserId, friendlyId: asked[index], ...guest });
    }

    const view = (await waitForEvents(shop.journal, way, "VIEW"))[0]!;
    expectEvent(view, { type: "VIEW" }, { way, browserId, page: "home" });
    const about = { way, browserId, page: "index.html" };
    const ofHero = { friendlyId: "home_hero" };
    const views = await waitForEvents(shop.journal, way, "PERSONALIZATION_VIEW", ofHero);
    expect(views).toHaveLength(1);
    const hero = views[0]!;
    const { personalizationId } = hero["ext"] as { personalizationId: string };
    expect(personalizationId).toMatch(uuidForm);
    const ext = { friendlyId: "home_hero", personalizationId };
    expectEvent(
      hero,
      {
        type: "PERSONALIZATION_VIEW",
        ext: { ...ext, personalizationContentId: personalizationId },
      },
      about,
    );

    await page.locator("#hero [data-part=action]").click();
    const clicks = await waitForEvents(shop.journal, way, "PERSONALIZATION_CLICK");
    expectEvent(
      clicks[0]!,
      {
        type: "PERSONALIZATION_CLICK",
        ext: { ...ext, personalizationContentId: personalizationId },
      },
      about,
    );
  });
}

it("Sitecore: the id lies in the vendor's cookie for 730 days at most, and in localStorage", async () => {
  const page = await startBare(shop, "sitecore");
  await answerTo(page, ["home_hero"]);
  const id = String(await page.evaluate(() => window.Attune.getBrowserId()));
  const held = await cookie(shop.visitor, `bid_${clientKey}`);
  expect(held).toMatchObject({ value: id, path: "/", sameSite: "Lax", secure: false });
  const lasts = Number(held?.expires) - Date.now() / 1000;
  // The browser shortens it to 400 days.
  expect(lasts).toBeGreaterThan(399 * 24 * 60 * 60);
  expect(lasts).toBeLessThanOrEqual(years);
  expect(Object.values((await heldBy(page)).local)).toContain(id);
});

it("Sitecore Edge: browser id and guest id lie in the vendor's cookies", async () => {
  const page = await startBare(shop, "sitecore-edge");
  await answerTo(page, ["home_hero"]);
  const identities = await shop.journal.of("identity");
  const { browserId, guestRef } = expectCreate(identities[0]!, "sitecore-edge");
  expect((await cookie(shop.visitor, "sc_cid"))?.value).toBe(browserId);
  expect((await cookie(shop.visitor, "sc_cid_personalize"))?.value).toBe(guestRef);
});

it("Sitecore: while the page stays, events are posted; personal data belongs into no address", async () => {
  const page = await startBare(shop, "sitecore");
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "HelloThere" } }));
  await allDelivered(page);
  const events = await shop.journal.waitFor("event");
  expect(events.map(({ method }) => method)).toEqual(["POST"]);
  const browserId = String(await page.evaluate(() => window.Attune.getBrowserId()));
  const [event] = await waitForEvents(shop.journal, "sitecore", "HELLO_THERE");
  expectEvent(event!, { type: "HELLO_THERE" }, { way: "sitecore", browserId, page: "bare.html" });
});
