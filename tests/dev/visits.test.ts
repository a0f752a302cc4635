import { describe, expect, it } from "vitest";

import { Visits } from "../../js/dev/visits.js";
import { ask, type Json, KEY, lastRecord, newBrowser, post, stage } from "./stage.js";

const here = stage();

function endVisits() {
  return ask(`${here.at.site}/__attune/visits/end`, { method: "POST" });
}

describe("Salesforce", () => {
  let visitors = 0;

  function decide(individualId: string, more: Json = {}) {
    return post(`${here.at.salesforce}/personalization/decisions`, {
      context: { individualId },
      personalizationPoints: [{ name: "home_hero" }],
      ...more,
    });
  }

  async function header(individualId: string): Promise<unknown> {
    const { json } = await decide(individualId);
    return json.personalizations[0].attributes.Header;
  }

  function someone(): string {
    visitors += 1;
    return `visitor-${visitors}`;
  }

  it("counts a visit on when the last one has ended", async () => {
    const id = someone();
    expect([await header(id), await header(id)]).toEqual(["Welcome", "Welcome"]);
    expect((await endVisits()).status).toBe(204);
    expect([await header(id), await header(id)]).toEqual(["Welcome back", "Welcome back"]);
    await endVisits();
    expect(await header(id)).toBe("Welcome");
    expect((await lastRecord(here.at)).visit).toBe(3);
  });

  it("counts each visitor alone", async () => {
    const [first, second] = [someone(), someone()];
    await header(first);
    await endVisits();
    expect(await header(second)).toBe("Welcome");
    expect(await header(first)).toBe("Welcome back");
  });

  it("counts nothing in test mode", async () => {
    const id = someone();
    await decide(id, { executionFlags: ["TestMode"] });
    await endVisits();
    await decide(id, { executionFlags: ["TestMode"] });
    expect((await lastRecord(here.at)).visit).toBe(1);
    await header(id);
    expect((await lastRecord(here.at)).visit).toBe(1);
  });
});

describe("Sitecore", () => {
  const ASKED = {
    clientKey: KEY,
    channel: "WEB",
    pointOfSale: "shop.example",
    friendlyId: "home_hero",
  };
  const run = (more: Json) => post(`${here.at.sitecore}/v2/callFlows`, { ...ASKED, ...more });
  const visit = async () => (await lastRecord(here.at)).visit;

  function close(browser_id: string) {
    const base = { channel: "WEB", client_key: KEY, currency: "EUR", language: "EN", page: "x" };
    const event = { type: "FORCE_CLOSE", browser_id, pos: "shop.example", ...base };
    return post(`${here.at.sitecore}/v1.2/events`, event);
  }

  it("counts on after FORCE_CLOSE", async () => {
    const browserId = await newBrowser(here.at);
    expect((await run({ browserId })).json.Header).toBe("Welcome");
    expect((await close(browserId)).status).toBe(201);
    expect((await run({ browserId })).json.Header).toBe("Welcome back");
    await run({ browserId });
    expect(await visit()).toBe(2);
  });

  it("keeps one session per channel and point of sale", async () => {
    const browserId = await newBrowser(here.at);
    await run({ browserId });
    await run({ browserId, channel: "MOBILE_APP" });
    expect(await visit()).toBe(2);
    await run({ browserId, pointOfSale: "retailsite.com" });
    expect(await visit()).toBe(3);
    await run({ browserId });
    expect(await visit()).toBe(1);
  });

  it.each<[string, Json]>([
    ["e-mail", { email: "grace@example.com" }],
    ["identifiers", { identifiers: { id: "77", provider: "CRM" } }],
  ])("makes a session of every run by %s", async (_what, identity) => {
    await run(identity);
    const first = (await visit()) ?? 0;
    await run(identity);
    expect(await visit()).toBe(first + 1);
  });
});

describe("the idle time", () => {
  it("ends a visit, and each request renews it", () => {
    let now = 0;
    const visits = new Visits(
      () => 60,
      () => now,
    );
    expect(visits.touch("a")).toBe(1);
    now = 59_000;
    expect(visits.touch("a")).toBe(1);
    now = 118_999;
    expect(visits.touch("a")).toBe(1);
    now = 178_999;
    expect(visits.peek("a")).toBe(2);
    expect(visits.touch("a")).toBe(2);
  });
});
