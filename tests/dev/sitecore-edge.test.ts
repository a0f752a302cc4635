import { describe, expect, it } from "vitest";

import { ask, type Json, lastRecord, post, type Reply, stage, without } from "./stage.js";

const here = stage();
const QUERY = "sitecoreContextId=edge-context&siteId=shop";
const UUID = /^[0-9a-f-]{36}$/;

function edge(path: string, query = QUERY): string {
  return `${here.at.sitecore}${path}${query === "" ? "" : "?"}${query}`;
}

async function newBrowser(): Promise<string> {
  const address = edge(
    "/v1/events/v1.2/browser/create.json",
    "sitecoreContextId=edge-context&client_key=",
  );
  const { status, json } = await ask(address);
  expect(status).toBe(201);
  return json.ref;
}

async function question(more: Json = {}): Promise<Json> {
  return {
    clientKey: "",
    pointOfSale: "",
    guestRef: "",
    channel: "WEB",
    language: "EN",
    currencyCode: "EUR",
    browserId: await newBrowser(),
    friendlyId: "home_page_banner",
    ...more,
  };
}

function run(body: unknown, query = QUERY, headers: Record<string, string> = {}): Promise<Reply> {
  return post(edge("/v1/personalize", query), body, headers);
}

describe("a decision through the proxy", () => {
  it("is the one of the direct door", async () => {
    const { status, json } = await run(await question());
    expect([status, json]).toEqual([200, { title: "Hello" }]);
    expect(await lastRecord(here.at)).toMatchObject({
      kind: "decision",
      url: `/v1/personalize?${QUERY}`,
    });
  });

  it("may carry the context in a header instead", async () => {
    const { status } = await run(await question(), "siteId=shop", {
      "x-sitecore-contextid": "edge-context",
    });
    expect(status).toBe(200);
  });

  it("answers a page variant, and an empty one where nothing qualifies", async () => {
    const variants = ["v-a", "v-b"];
    const friendlyId = "page_variant";
    const chosen = { friendlyId, variants, params: { utm: { source: "a" } } };
    expect((await run(await question(chosen))).json).toEqual({ variantId: "v-a" });
    const none = await run(await question({ friendlyId, variants }));
    expect(none.json).toEqual({ variantId: "" });
    expect((await run(await question({ friendlyId }))).json).toEqual({});
  });

  it.each<[string, Json]>([
    ["a client key", { clientKey: "abBah8aelipaPeebae7roox2tiexoSee" }],
    ["a point of sale", { pointOfSale: "shop.example" }],
    ["a guest that is no text", { guestRef: null }],
    ["variants that are no list", { variants: "v-a" }],
    ["two identities", { email: "ada@example.com" }],
    ["an unknown field", { pageVariantIds: ["v-a"] }],
  ])("is refused with 400 for %s", async (_what, more) => {
    expect((await run(await question(more))).status).toBe(400);
  });

  it.each(["clientKey", "pointOfSale", "guestRef"])(
    "is refused with 400 without %s",
    async (name) => {
      expect((await run(without(await question(), name))).status).toBe(400);
    },
  );

  it.each([
    ["", 401],
    ["siteId=shop", 401],
    ["sitecoreContextId=other&siteId=shop", 401],
    ["sitecoreContextId=edge-context", 400],
    ["sitecoreContextId=edge-context&siteId=other", 400],
    ["sitecoreContextId=edge-context&sitecoreContextId=edge-context&siteId=shop", 400],
  ])("at ?%s is refused with %i", async (query, status) => {
    expect((await run(await question(), query)).status).toBe(status);
  });
});

describe("ids through the proxy", () => {
  it("are created and shown", async () => {
    const ref = await newBrowser();
    const query = "sitecoreContextId=edge-context&client_key=&api_token=";
    const { status, json } = await ask(edge(`/v1/events/v1.2/browser/${ref}/show.json`, query));
    expect(status).toBe(200);
    expect(json.customer.ref).toMatch(UUID);
  });

  it.each([
    ["client_key=", 401],
    ["sitecoreContextId=other&client_key=", 401],
    ["sitecoreContextId=edge-context&client_key=abBah8aelipaPeebae7roox2tiexoSee", 400],
  ])("at ?%s are refused with %i", async (query, status) => {
    const { status: got } = await ask(edge("/v1/events/v1.2/browser/create.json", query));
    expect(got).toBe(status);
  });
});

describe("events through the proxy", () => {
  async function event(more: Json = {}): Promise<Json> {
    return {
      type: "VIEW",
      browser_id: await newBrowser(),
      client_key: "",
      pos: "",
      channel: "WEB",
      language: "EN",
      currency: "EUR",
      page: "boots",
      ...more,
    };
  }

  it("are accepted", async () => {
    const view = await event();
    const { status, json } = await post(edge("/v1/events/v1.2/events"), view);
    expect(status).toBe(201);
    expect(json).toMatchObject({ status: "OK", version: "1.2", ref: view["browser_id"] });
    expect((await lastRecord(here.at)).events).toEqual([view]);
  });

  it("are accepted in the GET form", async () => {
    const view = without(await event(), "client_key");
    const message = encodeURIComponent(JSON.stringify(view));
    const query = `sitecoreContextId=edge-context&client_key=&message=${message}`;
    expect((await ask(edge("/v1/events/v1.2/event/create.json", query))).status).toBe(201);
  });

  it.each<[string, Json]>([
    ["a point of sale", { pos: "shop.example" }],
    ["a client key", { client_key: "abBah8aelipaPeebae7roox2tiexoSee" }],
  ])("are refused with 400 for %s", async (_what, more) => {
    expect((await post(edge("/v1/events/v1.2/events"), await event(more))).status).toBe(400);
  });

  it("are refused with 401 in another context", async () => {
    const address = edge("/v1/events/v1.2/events", "sitecoreContextId=other&siteId=shop");
    expect((await post(address, await event())).status).toBe(401);
  });

  it("are not taken at a path of the direct door below the prefix's parent", async () => {
    expect((await post(edge("/v1/v1.2/events"), await event())).status).toBe(404);
  });
});
