import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import type { Settings } from "../../dist/types.js";
import { answerTo, init } from "./bare_page.js";
import { allDelivered } from "./delivery.js";
import { optIn, providerOf } from "./provider.js";
import { openShop, services, type Service } from "./shop.js";
import { heldBy } from "./storage.js";

const shop = openShop();
const bare = readFileSync(new URL("pages/bare.html", import.meta.url), "utf8");

const query = {
  contact: "jo.planted@mail.example",
  tel: "+49 170 7654321",
  card: "4111 1111 1111 1111",
  access_token: "pl4nt3d-t0k3n",
  utm_source: "letter",
  utm_content: "kim.planted@mail.example",
  utm_term: "0170 7654322",
};
/** What of it, and of the path, must be read nowhere; numbers without what parts their digits. */
const planted = ["planted", "pl4nt3d", "7654321", "7654322", "1111111111"];

/** A page whose path, and query and referrer as well, say who the visitor is. */
function plant(): string {
  const page = shop.dev.place("ann.planted@mail.example.html", bare);
  return `${page}?${String(new URLSearchParams(query))}`;
}

async function visit(page: Page, service: Service, more: Settings): Promise<void> {
  const config = { ...providerOf(service, shop.dev), consents: [optIn], ...more };
  expect(await init(page, config)).toBeUndefined();
  await answerTo(page, ["home_hero"]);
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "HelloThere" } }));
}

/** Opens the telling page, goes on to another from there, and gives what was stored and sent. */
async function everythingOf(service: Service, more: Settings = {}): Promise<string> {
  const page = await shop.newPage();
  await page.goto(plant());
  await visit(page, service, more);
  const kept = [await heldBy(page)];
  await allDelivered(page);
  await page.evaluate(() => {
    location.href = "/t/bare.html?page=2";
  });
  await page.waitForURL("**/t/bare.html?page=2");
  expect(await page.evaluate(() => document.referrer)).toContain("access_token=pl4nt3d-t0k3n");
  await visit(page, service, more);
  kept.push(await heldBy(page));
  await allDelivered(page);
  kept.push(await heldBy(page));
  const campaign = await page.evaluate(() => window.Attune.getCampaign());
  const records = await shop.journal.all();
  return readable(JSON.stringify([kept, campaign, records]));
}

/** As its reader may take it: decoded, and with no separator inside a number. */
function readable(text: string): string {
  let found = text;
  for (let level = 0; level < 3; level += 1) {
    found = found.replace(/%([2-7][\da-f])/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
  }
  return found.replace(/(?<=\d)[\s+-](?=\d)/g, "");
}

for (const service of services) {
  it(`${service}: personal data of address, path and referrer is neither stored nor sent`, async () => {
    const everything = await everythingOf(service);
    expect(everything).toContain("redacted");
    expect(everything).toContain("letter");
    for (const trace of planted) expect(everything).not.toContain(trace);
  });

  it(`${service}: it is where the page switches redaction off`, async () => {
    const everything = await everythingOf(service, { redaction: [] });
    expect(everything).not.toContain("redacted");
    for (const trace of ["planted", "7654322"]) expect(everything).toContain(trace);
  });
}

it("only the kinds that the page names are redacted, and the campaign is 256 characters at most", async () => {
  const page = await shop.newPage();
  const long = "x".repeat(300);
  await page.goto(`${plant()}&utm_id=${long}`);
  await init(page, {
    ...providerOf("sitecore", shop.dev),
    consents: [optIn],
    redaction: ["emails"],
  });
  expect(await page.evaluate(() => window.Attune.getCampaign())).toEqual({
    source: "letter",
    content: "redacted",
    term: "0170 7654322",
    id: long.slice(0, 256),
  });
});

it("an unknown kind is a problem of the config", async () => {
  const page = await shop.newPage();
  await page.goto(`${shop.dev.site}/t/bare.html`);
  const redaction = ["names"] as unknown as NonNullable<Settings["redaction"]>;
  const trouble = await init(page, { ...providerOf("sitecore", shop.dev), redaction });
  expect(trouble).toMatchObject({ code: "invalid-config", known: true });
  expect(trouble?.message).toContain(
    "redaction: expected a list of emails, phones, cards and tokens, or an empty one",
  );
});
