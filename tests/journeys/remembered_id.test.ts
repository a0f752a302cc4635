import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { answerTo, startBare } from "./bare_page.js";
import { clientKey, contextId } from "./provider.js";
import { individualIdForm } from "./salesforce_wire.js";
import { openShop, type Service, services } from "./shop.js";
import { uuidForm } from "./sitecore_wire.js";
import { cookie } from "./storage.js";

const shop = openShop();
const idOf = () => String(window.Attune.getBrowserId());
const seedId = "a38b230c-11eb-4cf9-8d5d-274e9f344925";
const vendorCookie = { sitecore: `bid_${clientKey}`, "sitecore-edge": "sc_cid" };
const form = (service: Service) => (service === "salesforce" ? individualIdForm : uuidForm);

async function cookieHolding(value: string) {
  const found = (await shop.visitor.cookies()).find((each) => each.value === value);
  if (!found) throw new Error("No cookie holds the id.");
  return found;
}

/** A first visit; then `spoil` does something to what is remembered; then a second visit. */
async function revisit(service: Service, spoil: (page: Page, id: string) => Promise<void>) {
  const page = await startBare(shop, service);
  await answerTo(page, ["home_hero"]);
  const before = await page.evaluate(idOf);
  await spoil(page, before);
  await shop.journal.clear();
  await startBare(shop, service, { page });
  await answerTo(page, ["home_hero"]);
  return { page, before, after: await page.evaluate(idOf) };
}

for (const service of services) {
  describe(service, () => {
    it("a lost cookie heals from localStorage", async () => {
      const { before, after } = await revisit(service, async () => {
        await shop.visitor.clearCookies();
      });
      expect(after).toBe(before);
      expect((await cookieHolding(before)).path).toBe("/");
      expect((await shop.journal.of("identity")).map(({ url }) => url).join()).not.toContain(
        "create",
      );
    });

    it("a lost localStorage heals from the cookie", async () => {
      const { page, before, after } = await revisit(service, (shown) =>
        shown.evaluate(() => localStorage.clear()),
      );
      expect(after).toBe(before);
      const local = await page.evaluate(() => Object.values({ ...localStorage }));
      expect(local).toContain(before);
    });

    for (const hostile of ["<script>alert(1)</script>", "x".repeat(3000), "%00%ff", "undefined"]) {
      it(`a remembered id that reads ${hostile.slice(0, 24)} is replaced, not trusted`, async () => {
        const { after } = await revisit(service, async (page, id) => {
          const { name } = await cookieHolding(id);
          await page.evaluate(
            ([key, good, bad]) => {
              document.cookie = `${key}=${encodeURIComponent(bad)}; Path=/`;
              for (const [place, value] of Object.entries({ ...localStorage }))
                if (value === good) localStorage.setItem(place, bad);
            },
            [name, id, hostile] as const,
          );
        });
        expect(after).toMatch(form(service));
        const sent = JSON.stringify(await shop.journal.all());
        expect(sent).not.toContain(JSON.stringify(hostile).slice(1, -1));
        const held = await shop.visitor.cookies();
        expect(held.map(({ value }) => decodeURIComponent(value))).not.toContain(hostile);
      });
    }

    it("storage that is forbidden: the page works, and the id lives as long as the page", async () => {
      await shop.visitor.addInitScript(() => {
        const forbidden = {
          get: () => {
            throw new DOMException("no", "SecurityError");
          },
        };
        Object.defineProperty(window, "localStorage", forbidden);
        Object.defineProperty(window, "sessionStorage", forbidden);
        Object.defineProperty(Document.prototype, "cookie", { ...forbidden, set: () => {} });
      });
      const page = await startBare(shop, service);
      const { outcomes } = await answerTo(page, ["home_hero"]);
      expect(outcomes["home_hero"]).toMatchObject({ status: "decided" });
      expect(await page.evaluate(idOf)).toMatch(form(service));
    });
  });
}

describe("a visitor of the vendor's own SDK stays the same visitor", () => {
  for (const name of ["_sfid_a1b2", "__sfid_a1b2_"]) {
    it(`Salesforce: ${name} is adopted, not written and not deleted`, async () => {
      const anonymousId = "0123456789abcdef";
      const consents = [{ consent: { provider: "x", purpose: "Tracking", status: "Opt Out" } }];
      const value = encodeURIComponent(JSON.stringify({ anonymousId, consents }));
      await shop.visitor.addCookies([{ name, value, url: shop.dev.site }]);
      const page = await startBare(shop, "salesforce");
      await answerTo(page, ["home_hero"]);
      expect(await page.evaluate(idOf)).toBe(anonymousId);
      expect((await cookie(shop.visitor, name))?.value).toBe(value);
      await page.evaluate(() => window.Attune.forget());
      expect((await cookie(shop.visitor, name))?.value).toBe(value);
    });
  }

  for (const bad of ["%7B", "%zz", encodeURIComponent('{"anonymousId":"<b>"}'), "null", "[]"]) {
    it(`Salesforce: a vendor cookie that reads ${bad} is left alone`, async () => {
      await shop.visitor.addCookies([{ name: "_sfid_a1b2", value: bad, url: shop.dev.site }]);
      const page = await startBare(shop, "salesforce");
      await answerTo(page, ["home_hero"]);
      expect(await page.evaluate(idOf)).toMatch(individualIdForm);
      expect((await cookie(shop.visitor, "_sfid_a1b2"))?.value).toBe(bad);
    });
  }

  const older: Array<["sitecore" | "sitecore-edge", string]> = [
    ["sitecore", `bid_${clientKey}`],
    ["sitecore", `BID_${clientKey}`],
    ["sitecore-edge", "sc_cid"],
    ["sitecore-edge", `sc_${contextId}`],
  ];
  for (const [way, name] of older) {
    it(`${way}: ${name} is adopted, and nothing new is asked for`, async () => {
      await shop.visitor.addCookies([{ name, value: seedId, url: shop.dev.site }]);
      const page = await startBare(shop, way);
      await answerTo(page, ["home_hero"]);
      expect(await page.evaluate(idOf)).toBe(seedId);
      expect((await cookie(shop.visitor, vendorCookie[way]))?.value).toBe(seedId);
      expect((await cookie(shop.visitor, name))?.value).toBe(seedId);
      const urls = (await shop.journal.of("identity")).map(({ url }) => url);
      expect(urls.filter((url) => url.includes("create"))).toEqual([]);
    });
  }
});
