import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { DecisionContext, InteractionEvent, SitecoreProvider } from "../../dist/types.js";
import { answerTo, init, openBare } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import type { JournalRecord, Json } from "./journal.js";
import { optIn, providerOf } from "./provider.js";
import { openShop } from "./shop.js";
import type { Way } from "./sitecore_wire.js";

const shop = openShop();
const ways: Way[] = ["sitecore", "sitecore-edge"];

/** A started page whose config of Sitecore is the shop's with some members replaced. */
async function start(way: Way, members: Json, search = ""): Promise<Page> {
  const page = await openBare(shop, search);
  const { sitecore } = providerOf(way, shop.dev) as { sitecore: SitecoreProvider };
  const config = { ...sitecore, ...members } as SitecoreProvider;
  expect(await init(page, { sitecore: config, consents: [optIn] })).toBeUndefined();
  return page;
}

interface Taken {
  event: Json;
  notes: string[];
}

/** What the service took of the events of a page, all of them delivered. */
async function takenFrom(page: Page): Promise<Taken[]> {
  const { tracked, delivered } = await allDelivered(page);
  expect(delivered).toBe(tracked);
  const records = (await shop.journal.of("event")) as Array<
    JournalRecord & { events?: Json[]; notes?: string[] }
  >;
  expect(records.map(({ status }) => status)).toEqual(records.map(() => 201));
  return records.map(({ events, notes = [] }) => ({ event: events?.[0] ?? {}, notes }));
}

describe.each(ways)("%s", (way) => {
  it("takes what the README's example tracks, which names no currency", async () => {
    const page = await start(way, { currencyCode: undefined });
    const { personalizations } = await answerTo(page, ["home_hero"]);
    await page.evaluate(async ({ personalizationId }) => {
      await window.Attune.Engagement.impression({ personalizationId });
      await window.Attune.Engagement.click({ personalizationId });
    }, personalizations[0]!);
    const taken = await takenFrom(page);
    expect(taken.map(({ event }) => event["type"])).toEqual([
      "PERSONALIZATION_VIEW",
      "PERSONALIZATION_CLICK",
    ]);
    for (const { event, notes } of taken) {
      expect(event).not.toHaveProperty("currency");
      expect(notes).toEqual(["no currency: the documents ask for one"]);
    }
  });

  it("is told what a call says of itself, before what the config says", async () => {
    const page = await start(way, { language: "", currencyCode: "eur" });
    const own = { channel: "MOBILE_WEB", language: "fr-CA", currency: "CAD" };
    await answerTo(page, ["home_hero"], { ...own, geo: {}, pageVariantIds: ["v-a"] });
    await answerTo(page, ["home_hero"], { params: { a: 1 } } as DecisionContext);
    const [asked, plain] = (await shop.journal.of("decision")).map(({ body }) => body as Json);
    const wire = { channel: "MOBILE_WEB", language: "FR", currencyCode: "CAD" };
    expect(asked).toMatchObject(wire);
    expect(asked).not.toHaveProperty("params");
    expect(asked!["variants"]).toEqual(way === "sitecore" ? undefined : ["v-a"]);
    expect(plain).toMatchObject({ language: "EN", currencyCode: "eur", params: { a: 1 } });

    await page.evaluate(
      async (events) => {
        for (const event of events) await window.Attune.sendEvent(event);
      },
      [
        { interaction: { eventType: "VIEW", ...own, pageVariantId: "v-a" } },
        { interaction: { eventType: "portal:click", area: "footer" } },
        {
          user: {
            attributes: {
              identifiers: [
                { id: "c-1842", provider: "CRM", expiryDate: "2030-01-01T00:00" },
                { id: "7", provider: "POS" },
              ],
            },
          },
        },
      ] as InteractionEvent[],
    );
    const [view, click, identity] = await takenFrom(page);
    expect(view!.event).toMatchObject({
      type: "VIEW",
      channel: "MOBILE_WEB",
      language: "FR",
      currency: "CAD",
      ext: { pageVariantId: "v-a" },
    });
    expect(view!.event).not.toHaveProperty("pageVariantId");
    expect(click!.event).toMatchObject({ type: "portal:click", currency: "EUR", language: "EN" });
    expect(click!.notes).toEqual(["type should be upper case: portal:click"]);
    expect(identity!.event).toMatchObject({
      type: "IDENTITY",
      identifiers: [
        { id: "c-1842", provider: "CRM", expiry_date: "2030-01-01T00:00" },
        { id: "7", provider: "POS" },
      ],
    });
  });
});

it("a campaign keeps whole characters, and names of words and years", async () => {
  const name = "HeroBannerVariantB2SummerSale2026ImageAutumnLeaves";
  const term = `${"x".repeat(255)}\u{1F45F}`;
  const token = "5d41402abc4b2a76b9719d911017c592";
  const query = new URLSearchParams({ utm_content: name, utm_term: term, utm_id: token });
  const page = await start("sitecore", {}, `?${query}`);
  const campaign = await page.evaluate(() => window.Attune.getCampaign());
  expect(campaign).toEqual({ content: name, term: "x".repeat(255), id: "redacted" });
});
