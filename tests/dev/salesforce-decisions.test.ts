import { describe, expect, it } from "vitest";

import { firstRuleThatHolds } from "../../js/dev/qualification.js";
import { type Json, lastRecord, post, type Reply, stage } from "./stage.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const here = stage();
let visitors = 0;

/** A visitor nobody has seen, so that tests do not share visits. */
function someone(): string {
  visitors += 1;
  return visitors.toString(16).padStart(16, "0");
}

function decide(body: unknown, path = "/personalization/decisions"): Promise<Reply> {
  return post(`${here.at.salesforce}${path}`, body);
}

function question(names: string[], context: Json = {}): Json {
  return {
    context: { individualId: someone(), ...context },
    personalizationPoints: names.map((name) => ({ name })),
  };
}

async function headerFor(context: Json): Promise<unknown> {
  const { json } = await decide(question(["home_hero"], context));
  return json.personalizations[0].attributes.Header;
}

describe("an answer", () => {
  it("has manual content in attributes, under the point's name and id", async () => {
    const { status, json } = await decide(question(["home_hero"]));
    expect(status).toBe(200);
    expect(json.requestId).toMatch(UUID);
    expect(json.personalizations).toHaveLength(1);
    const [entry] = json.personalizations;
    expect(entry.personalizationId).toMatch(UUID);
    expect(entry).toMatchObject({
      personalizationPointId: "9pp000000000001YAA",
      personalizationPointName: "home_hero",
      attributes: { Header: "Welcome" },
      data: [],
    });
    expect(entry.dmoName).toBeUndefined();
  });

  it("has items as DMO fields, each with its content id", async () => {
    const { json } = await decide(question(["home_recommendations"]));
    const [entry] = json.personalizations;
    expect(entry.dmoName).toBe("ssot__GoodsProduct__dlm");
    expect(entry.attributes).toEqual({ introText: "Picked for you" });
    expect(entry.data).toHaveLength(2);
    expect(entry.data[0]).toEqual({
      ssot__Id__c: "SKU-3",
      ssot__Name__c: "Winter boot",
      ssot__PrimaryProductCategory__c: "Boots",
      ssot__ProductSKU__c: "SKU-3",
      ImageUrl__c: "/images/winter.svg",
      PurchaseUrl__c: "/product.html?id=SKU-3",
      Price__c: 129,
      Currency__c: "EUR",
      personalizationContentId: `${entry.personalizationId}:0`,
    });
    expect(entry.data[1].personalizationContentId).toBe(`${entry.personalizationId}:1`);
  });

  it("makes a new decision id for every decision", async () => {
    const body = question(["home_hero", "home_hero"]);
    const first = await decide(body);
    const second = await decide(body);
    const ids = [first, second].flatMap(({ json }) =>
      json.personalizations.map((entry: Json) => entry["personalizationId"]),
    );
    expect(new Set(ids).size).toBe(4);
    expect(first.json.requestId).not.toBe(second.json.requestId);
  });

  it("is the same at the alias", async () => {
    const { json } = await decide(question(["home_hero"]), "/personalization/v1/decisions");
    expect(json.personalizations[0].attributes).toEqual({ Header: "Welcome" });
  });

  it("finds a point by its record id", async () => {
    const body = { ...question([]), personalizationPoints: [{ id: "9pp000000000002YAA" }] };
    const { json } = await decide(body);
    expect(json.personalizations[0].personalizationPointName).toBe("home_recommendations");
  });

  it("has no entry for a point that does not qualify, is unknown or needs a token", async () => {
    const { status, json } = await decide(
      question(["blue_only", "nowhere", "members_only", "home_page_banner", "home_hero"]),
    );
    expect(status).toBe(200);
    const names = json.personalizations.map((entry: Json) => entry["personalizationPointName"]);
    expect(names).toEqual(["home_hero"]);
    expect(json.diagnostics).toBeUndefined();
    expect((await lastRecord(here.at)).decisions).toEqual([
      { point: "blue_only", outcome: "absent", reason: "no rule held" },
      { point: "nowhere", outcome: "absent", reason: "unknown point" },
      { point: "members_only", outcome: "absent", reason: "it requires authentication" },
      { point: "home_page_banner", outcome: "absent", reason: "unknown point" },
      { point: "home_hero", outcome: "decided", rule: "everybody else" },
    ]);
  });

  it("has an empty entry where the rule says nothing", async () => {
    const { json } = await decide(question(["empty_shelf"]));
    expect(json.personalizations[0]).toMatchObject({ attributes: {}, data: [] });
    expect((await lastRecord(here.at)).decisions?.[0]).toMatchObject({ outcome: "empty" });
  });

  it("passes over a rule with a raw body, which only Sitecore's authors write", async () => {
    const requestUrl = "https://shop.example/?utm_source=a";
    const { json } = await decide(question(["page_variant"], { requestUrl }));
    expect(json.personalizations).toEqual([]);
  });
});

describe("a rule", () => {
  it("reads the campaign out of requestUrl, whatever the case of its keys", async () => {
    expect(await headerFor({ requestUrl: "https://shop.example/?UTM_Source=newsletter" })).toBe(
      "Hello, reader",
    );
    const spring = "https://shop.example/?utm_campaign=spring&utm_medium=mail";
    expect(await headerFor({ requestUrl: spring })).toBe("Spring");
    expect((await lastRecord(here.at)).campaign).toEqual({ campaign: "spring", medium: "mail" });
  });

  it("needs every key of a campaign, and ignores the fragment", async () => {
    expect(await headerFor({ requestUrl: "https://shop.example/?utm_campaign=spring" })).toBe(
      "Welcome",
    );
    expect(await headerFor({ requestUrl: "https://shop.example/#?utm_source=newsletter" })).toBe(
      "Welcome",
    );
  });

  it("survives a campaign nobody would write", async () => {
    expect(await headerFor({ requestUrl: "%%%?utm_source=%E0%A4%A&utm___proto__=x&&&=" })).toBe(
      "Welcome",
    );
  });

  it("sees the anchor", async () => {
    const { json } = await decide(
      question(["similar_items"], { anchorId: "SKU-1", anchorType: "ssot__GoodsProduct__dlm" }),
    );
    const ids = json.personalizations[0].data.map((item: Json) => item["ssot__Id__c"]);
    expect(ids).toEqual(["SKU-2", "SKU-3"]);
  });

  it("gives an empty entry for an anchor that is in no catalog, and none without an anchor", async () => {
    const unknown = await decide(
      question(["similar_items"], { anchorId: "SKU-99", anchorType: "x" }),
    );
    expect(unknown.json.personalizations[0].data).toEqual([]);
    const none = await decide(question(["similar_items"]));
    expect(none.json.personalizations).toEqual([]);
  });

  it("sees custom context, which beats a given profile", async () => {
    const blue = await decide(question(["blue_only"], { color: "blue" }));
    expect(blue.json.personalizations).toHaveLength(1);
    const profile = await decide({ ...question(["blue_only"]), profile: { color: "blue" } });
    expect(profile.json.personalizations).toHaveLength(1);
    const beaten = { ...question(["blue_only"], { color: "red" }), profile: { color: "blue" } };
    expect((await decide(beaten)).json.personalizations).toHaveLength(0);
  });

  it("does not find what every object has in a context that lacks it", () => {
    const point = {
      rules: [{ name: "r", when: { context: { constructor: "*" } }, answer: { attributes: {} } }],
    };
    const nobody = { identity: "browser", campaign: {}, visit: 1, authenticated: false } as const;
    const judged = (context: Json) =>
      firstRuleThatHolds(point, { service: "salesforce", context, ...nobody })?.name;
    expect(judged({})).toBeUndefined();
    expect(judged({ constructor: "x" })).toBe("r");
  });
});

describe("data spaces", () => {
  it("serves the points of the one that is named", async () => {
    const { json } = await decide(question(["demo_hero"], { dataspace: "personalizationDemo" }));
    expect(json.personalizations[0].attributes).toEqual({ Header: "Demo" });
  });

  it("skips a point of another one", async () => {
    const { json } = await decide(question(["demo_hero", "home_hero"], { dataspace: "default" }));
    expect(json.personalizations).toHaveLength(1);
    expect((await lastRecord(here.at)).decisions?.[0]).toEqual({
      point: "demo_hero",
      outcome: "absent",
      reason: "it belongs to data space personalizationDemo",
    });
  });

  it("means default where none is named", async () => {
    const { json } = await decide(question(["demo_hero"]));
    expect(json.personalizations).toEqual([]);
  });

  it.each(["nowhere", "", " "])("refuses %j", async (dataspace) => {
    expect((await decide(question(["home_hero"], { dataspace }))).status).toBe(400);
  });
});

describe("who asks", () => {
  it("may be an account", async () => {
    const body = {
      context: { profileId: "acc-1" },
      personalizationPoints: [{ name: "home_hero" }],
    };
    expect((await decide(body)).status).toBe(200);
  });

  it.each([{ executionFlags: ["ContextOnly"] }, { profile: {} }])(
    "may be nobody where no profile is read: %j",
    async (more) => {
      const body = { context: {}, personalizationPoints: [{ name: "home_hero" }], ...more };
      expect((await decide(body)).status).toBe(200);
    },
  );
});

it("notes an anchor that came without its type", async () => {
  await decide(question(["similar_items"], { anchorId: "SKU-1" }));
  expect((await lastRecord(here.at)).notes).toEqual(["anchorId came without anchorType"]);
});
