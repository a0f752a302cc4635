import { describe, expect, it } from "vitest";

import {
  type Json,
  KEY,
  lastRecord,
  newBrowser,
  post,
  type Reply,
  SEED_BROWSER,
  stage,
  without,
} from "./stage.js";

const here = stage();
const CONTEXT = {
  clientKey: KEY,
  channel: "WEB",
  language: "en",
  currencyCode: "EUR",
  pointOfSale: "shop.example",
};
const ASKED = { ...CONTEXT, browserId: SEED_BROWSER, friendlyId: "home_page_banner" };

function run(body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return post(`${here.at.sitecore}/v2/callFlows`, body, {
    accept: "application/json",
    ...headers,
  });
}

function flow(friendlyId: string, more: Json = {}): Promise<Reply> {
  return run({ ...ASKED, friendlyId, ...more });
}

describe("the five documented bodies", () => {
  const IRELAND = { ...CONTEXT, pointOfSale: "myretailsite/ireland" };
  const RETAIL = { ...CONTEXT, pointOfSale: "retailsite.com", browserId: SEED_BROWSER };
  const BANNER = { friendlyId: "home_page_banner" };

  it.each<[string, Json, string]>([
    ["browserId", { ...IRELAND, browserId: SEED_BROWSER, ...BANNER }, "Hello"],
    ["email", { ...IRELAND, email: "ada@example.com", ...BANNER }, "Hello Ada"],
    [
      "identifiers",
      { ...IRELAND, identifiers: { id: "123456", provider: "BXLP" }, ...BANNER },
      "Hello 123456",
    ],
    [
      "custom fields",
      { ...RETAIL, params: { loggedInState: "loggedIn", someKey: "someValue" }, ...BANNER },
      "Back again",
    ],
    [
      "UTM parameters",
      {
        ...RETAIL,
        params: {
          utm: {
            campaign: "summer_sale",
            source: "newsletter",
            medium: "email",
            content: "running shoes",
          },
        },
        ...BANNER,
      },
      "Summer sale",
    ],
  ])("%s", async (_what, body, title) => {
    const { status, json } = await run(body);
    expect(status).toBe(200);
    expect(json).toEqual({ title });
    const record = await lastRecord(here.at);
    expect(record).toMatchObject({ kind: "decision", service: "sitecore", body, status: 200 });
  });
});

describe("an answer is the author's body", () => {
  it("a list of items, each with an opaque trackingUrl", async () => {
    const { json } = await flow("all_jackets");
    expect(json).toHaveLength(1);
    expect(without(json[0], "trackingUrl")).toEqual({
      id: "SKU-4",
      name: "Rain shell",
      category: "Jackets",
      price: 90,
      currency: "EUR",
      image: "/images/shell.svg",
      url: "/product.html?id=SKU-4",
    });
    expect(json[0].trackingUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3\/trackers\/[\w-]{20,}$/);
  });

  it("an object with an inner list, where there is a heading too", async () => {
    const { json } = await flow("home_recommendations");
    expect(Object.keys(json)).toEqual(["introText", "items"]);
    expect(json.items.map((item: Json) => item["id"])).toEqual(["SKU-3", "SKU-1"]);
  });

  it("items like the anchor in params", async () => {
    const { json } = await flow("similar_items", { params: { anchorId: "SKU-1" } });
    expect(json.map((item: Json) => item["id"])).toEqual(["SKU-2", "SKU-3"]);
  });

  it("text under the author's media type", async () => {
    const { text, headers } = await flow("html_flow");
    expect(text).toBe("<p>Hi</p>");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("broken JSON, where the template is broken", async () => {
    const { status, text, headers } = await flow("broken_template");
    expect([status, text, headers.get("content-type")]).toEqual([
      200,
      '{"title": ',
      "application/json",
    ]);
  });

  it("null", async () => {
    const { text } = await flow("null_flow");
    expect(text).toBe("null");
    expect((await lastRecord(here.at)).decisions).toEqual([
      { point: "null_flow", outcome: "empty", rule: "null" },
    ]);
  });

  it.each([
    ["empty_shelf", { point: "empty_shelf", outcome: "empty", rule: "nothing" }],
    ["blue_only", { point: "blue_only", outcome: "absent", reason: "no rule held" }],
    ["nowhere", { point: "nowhere", outcome: "absent", reason: "unknown friendlyId" }],
    ["members_only", { point: "members_only", outcome: "absent", reason: "unknown friendlyId" }],
  ])("an empty object for %s", async (name, told) => {
    const { status, text } = await flow(name);
    expect([status, text]).toEqual([200, "{}"]);
    expect((await lastRecord(here.at)).decisions).toEqual([told]);
  });
});

describe("a trailing star", () => {
  it("runs the first in lexicographical order that passes", async () => {
    const { json } = await flow("product_recommender*");
    expect(json[0].id).toBe("SKU-2");
    expect((await lastRecord(here.at)).decisions?.[0]).toMatchObject({
      point: "product_recommender_2",
    });
  });

  it("prefers an earlier one as soon as it passes", async () => {
    const { json } = await flow("product_recommender*", {
      params: { utm: { campaign: "launch" } },
    });
    expect(json[0].id).toBe("SKU-1");
  });

  it("is no pattern elsewhere, and may match nothing", async () => {
    expect((await flow("product*recommender")).text).toBe("{}");
    expect((await flow("zzz*")).text).toBe("{}");
  });
});

describe("a request is answered", () => {
  it.each<[string, Json]>([
    ["language in upper case", { language: "FR" }],
    ["language in lower case", { language: "fr" }],
  ])("for %s", async (_what, more) => {
    expect((await flow("home_page_banner", more)).json).toEqual({ title: "Bonjour" });
  });

  it.each(["language", "currencyCode", "params"])("without %s", async (name) => {
    expect((await run(without(ASKED, name))).status).toBe(200);
  });

  it.each(["MOBILE_APP", "AIRPORT_KIOSK", "OTA"])("for the channel %s", async (channel) => {
    expect((await flow("home_page_banner", { channel })).status).toBe(200);
  });

  it("with arrays and objects inside params", async () => {
    const params = { cart: [{ sku: "SKU-1" }], geo: { city: "Dublin" }, utm: {} };
    expect((await flow("home_page_banner", { params })).status).toBe(200);
  });
});

describe("a request is refused with 400", () => {
  const email = "ada@example.com";
  const identifiers = { id: "1", provider: "CRM" };
  const nobody = without(ASKED, "browserId");

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["a list", [ASKED]],
    ["no friendlyId", without(ASKED, "friendlyId")],
    ["a blank friendlyId", { ...ASKED, friendlyId: " " }],
    ["the other spelling", { ...without(ASKED, "friendlyId"), friendlyID: "home_page_banner" }],
    ["no clientKey", without(ASKED, "clientKey")],
    ["no channel", without(ASKED, "channel")],
    ["a channel in lower case", { ...ASKED, channel: "web" }],
    ["an unknown channel", { ...ASKED, channel: "TV" }],
    ["an empty language", { ...ASKED, language: "" }],
    ["a language of three letters", { ...ASKED, language: "eng" }],
    ["a currency that is none", { ...ASKED, currencyCode: "EURO" }],
    ["no point of sale", without(ASKED, "pointOfSale")],
    ["an unknown field", { ...ASKED, foo: 1 }],
    ["guestRef at the direct door", { ...ASKED, guestRef: "" }],
    ["variants at the direct door", { ...ASKED, variants: ["a"] }],
    ["nobody", nobody],
    ["browser and email", { ...ASKED, email }],
    ["browser and identifiers", { ...ASKED, identifiers }],
    ["email and identifiers", { ...nobody, email, identifiers }],
    ["all three", { ...ASKED, email, identifiers }],
    ["an empty browserId", { ...ASKED, browserId: "" }],
    ["an empty email", { ...nobody, email: "" }],
    ["a list of identifiers", { ...nobody, identifiers: [identifiers] }],
    ["identifiers without provider", { ...nobody, identifiers: { id: "1" } }],
    ["identifiers with a blank id", { ...nobody, identifiers: { ...identifiers, id: "" } }],
    ["identifiers with more", { ...nobody, identifiers: { ...identifiers, x: 1 } }],
    ["params that are a list", { ...ASKED, params: [] }],
    ["utm that is no object", { ...ASKED, params: { utm: "x" } }],
    ["utm with a number", { ...ASKED, params: { utm: { source: 1 } } }],
  ])("%s", async (_what, body) => {
    const { status, json } = await run(body);
    expect(status).toBe(400);
    expect(Object.keys(json)).toEqual([
      "status",
      "code",
      "message",
      "developerMessage",
      "moreInfoUrl",
    ]);
    expect(json).toMatchObject({ status: 400, code: 400 });
  });

  it("an unknown point of sale, naming the valid ones", async () => {
    const { status, json } = await flow("home_page_banner", { pointOfSale: "shop.example/" });
    expect(status).toBe(400);
    expect(json.message).toContain("shop.example, myretailsite/ireland, retailsite.com");
  });
});

describe("a request is refused otherwise", () => {
  it("401 for an unknown client key, whatever else is wrong", async () => {
    const { status, json } = await run({ ...ASKED, clientKey: "nope", channel: "TV" });
    expect([status, json.status]).toEqual([401, 401]);
  });

  it.each(["56860bff-94ba-4d84-aa37-2b5a83d5411b", "not-a-uuid"])(
    "404 for the unknown browser id %s",
    async (browserId) => {
      const { status, json } = await flow("home_page_banner", { browserId });
      expect(status).toBe(404);
      expect(json.message).toContain(browserId);
    },
  );

  it("and not for one that was created here", async () => {
    const browserId = await newBrowser(here.at);
    expect((await flow("home_page_banner", { browserId })).status).toBe(200);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/vnd.api+json"])(
    "415 for %s",
    async (type) => {
      expect((await run(ASKED, { "content-type": type })).status).toBe(415);
    },
  );

  it.each(["/", "/v2/callFlows/", "/v2/callflows", "/v3/callFlows", "/v1/init"])(
    "404 for %s",
    async (path) => {
      const { status, json } = await post(`${here.at.sitecore}${path}`, ASKED);
      expect([status, json.code]).toEqual([404, 404]);
    },
  );

  it("405 for a GET", async () => {
    expect((await fetch(`${here.at.sitecore}/v2/callFlows`)).status).toBe(405);
  });

  it("413 for a body over 1 MiB", async () => {
    expect((await flow("x", { params: { fill: "x".repeat(1_100_000) } })).status).toBe(413);
  });

  it("404 for a trackingUrl, which nobody documents", async () => {
    const { json } = await flow("all_jackets");
    expect((await fetch(json[0].trackingUrl)).status).toBe(404);
    expect(await lastRecord(here.at)).toMatchObject({ kind: "other", status: 404 });
  });
});
