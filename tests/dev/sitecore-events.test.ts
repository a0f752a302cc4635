import { describe, expect, it } from "vitest";

import {
  ask,
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
const BASE = {
  browser_id: SEED_BROWSER,
  channel: "WEB",
  client_key: KEY,
  currency: "EUR",
  language: "EN",
  page: "boots",
  pos: "shop.example",
  requested_at: "2026-03-04T05:06:07.008Z",
};
const VIEW = { type: "VIEW", ...BASE };
const PRODUCT = {
  type: "FOOTWEAR",
  item_id: "SKU-1001",
  name: "Trail boot",
  orderedAt: "2026-03-04T05:06:07.008Z",
  quantity: 2,
  price: 89.5,
  productId: "TRAIL",
  currency: "EUR",
  referenceId: "A-778-1",
};
const LINE = {
  type: "FOOTWEAR",
  referenceId: "A-778-1",
  orderedAt: "2026-03-04T05:06:07.008Z",
  status: "PURCHASED",
  currencyCode: "EUR",
  price: 89.5,
  name: "Trail boot",
  productId: "TRAIL",
  quantity: 2,
};
const ORDER = {
  referenceId: "A-778",
  orderedAt: "2026-03-04T05:06:07.008Z",
  status: "PURCHASED",
  currencyCode: "EUR",
  price: 179,
  paymentType: "Card",
  cardType: "Visa",
  orderItems: [LINE],
};
const FORM = {
  type: "FORM",
  ...without(BASE, "page", "channel", "currency"),
  ext: { formId: "contact", interactionType: "SUBMITTED", componentInstanceId: "c-7" },
};
const CRM = { id: "c-1842", provider: "CRM" };

function send(event: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return post(`${here.at.sitecore}/v1.2/events`, event, headers);
}

function event(type: string, more: Json = {}): Json {
  return { ...BASE, type, ...more };
}

describe("an event is taken", () => {
  it.each<[string, Json]>([
    [
      "VIEW",
      {
        ...VIEW,
        utm_source: "newsletter",
        referrer: "https://a.example",
        ext: { pageVariantId: "v-a" },
      },
    ],
    ["VIEW with an empty page", { ...VIEW, page: "" }],
    [
      "VIEW with a search",
      { ...VIEW, sc_search: { data: {}, metadata: { ut_api_version: "1.0" } } },
    ],
    [
      "IDENTITY",
      event("IDENTITY", {
        identifiers: [{ ...CRM, expiry_date: "2030-01-01T00:00" }],
        email: "ada@example.com",
        dob: "1984-04-15T00:00",
        street: ["1 Quay"],
      }),
    ],
    ["IDENTITY with a plain date", event("IDENTITY", { identifiers: [CRM], dob: "1984-04-15" })],
    ["SEARCH", event("SEARCH", { product_name: "boots", product_type: "FOOTWEAR" })],
    ["ADD", event("ADD", { product: PRODUCT })],
    ["CONFIRM", event("CONFIRM", { product: [{ item_id: "SKU-1001" }] })],
    ["CHECKOUT", event("CHECKOUT", { reference_id: "A-778", status: "PURCHASED" })],
    ["PAYMENT", event("PAYMENT", { pay_type: "Card" })],
    ["CLEAR_CART", event("CLEAR_CART")],
    ["ORDER_CHECKOUT", event("ORDER_CHECKOUT", { order: ORDER })],
    ["FORCE_CLOSE", event("FORCE_CLOSE")],
    ["FORM", FORM],
    [
      "a custom event",
      event("BROCHURE_DOWNLOADED", { ext: { document: "guide", pages: 3, free: true } }),
    ],
    [
      "an impression",
      event("PERSONALIZATION_VIEW", { ext: { friendlyId: "x", attuneEventId: "y" } }),
    ],
    [
      "fifty extensions",
      event("X", { ext: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, n])) }),
    ],
    ["no requested_at", without(VIEW, "requested_at")],
  ])("%s", async (_what, body) => {
    const { status, json } = await send(body);
    expect(json).toEqual({ status: "OK", version: "1.2", client_key: KEY, ref: SEED_BROWSER });
    expect(status).toBe(201);
    const record = await lastRecord(here.at);
    expect(record).toMatchObject({ kind: "event", id: SEED_BROWSER });
    expect(record.events).toEqual([body]);
  });

  it("in the documented GET form, which names the client key in the query", async () => {
    const view = without({ ...VIEW, page: "a b+c&d=e", utm_source: "ma\u00f1ana" }, "client_key");
    const message = encodeURIComponent(JSON.stringify(view));
    const address = `${here.at.sitecore}/v1.2/event/create.json?client_key=${KEY}&message=${message}`;
    expect((await ask(address)).status).toBe(201);
    const record = await lastRecord(here.at);
    expect(record.events).toEqual([view]);
    expect(record.body).toEqual(view);
    expect(record.campaign).toEqual({ source: "ma\u00f1ana" });
    expect(record.url).toBe(`/v1.2/event/create.json?client_key=${KEY}&message=[hidden]`);
  });
});

describe("an event is refused with 400", () => {
  it.each(["type", "browser_id", "page", "pos"])("without %s", async (name) => {
    expect((await send(without(VIEW, name))).status).toBe(400);
    expect((await lastRecord(here.at)).events).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["a list", [VIEW]],
    ["the service's own type", { ...VIEW, type: "TRACKING" }],
    ["the vendor's prefix", { ...VIEW, type: "SC_THING" }],
    ["a language in lower case", { ...VIEW, language: "en" }],
    ["a currency in lower case", { ...VIEW, currency: "eur" }],
    ["an unknown channel", { ...VIEW, channel: "TV" }],
    ["a time without milliseconds", { ...VIEW, requested_at: "2026-03-04T05:06:07Z" }],
    ["ext that is a list", { ...VIEW, ext: [] }],
    ["ext with an object", { ...VIEW, ext: { a: { b: 1 } } }],
    ["ext with a list", { ...VIEW, ext: { a: [1] } }],
    ["ext with null", { ...VIEW, ext: { a: null } }],
    ["ext with an underscore", { ...VIEW, ext: { a_b: 1 } }],
    [
      "ext with 51 members",
      { ...VIEW, ext: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, n])) },
    ],
    ["IDENTITY without identifiers", event("IDENTITY", { email: "ada@example.com" })],
    ["IDENTITY with none", event("IDENTITY", { identifiers: [] })],
    ["IDENTITY with an object", event("IDENTITY", { identifiers: CRM })],
    ["IDENTITY without provider", event("IDENTITY", { identifiers: [{ id: "1" }] })],
    ["IDENTITY with a wrong email", event("IDENTITY", { identifiers: [CRM], email: "ada" })],
    ["IDENTITY with a wrong date", event("IDENTITY", { identifiers: [CRM], dob: "15.4.1984" })],
    ["ADD without product", event("ADD")],
    ...["type", "item_id", "name", "orderedAt", "quantity", "price", "productId", "currency"].map(
      (name): [string, unknown] => [
        `ADD without ${name}`,
        event("ADD", { product: without(PRODUCT, name) }),
      ],
    ),
    ["CONFIRM without items", event("CONFIRM", { product: [] })],
    ["CONFIRM with one object", event("CONFIRM", { product: { item_id: "SKU-1001" } })],
    ["CHECKOUT without reference", event("CHECKOUT", { status: "PURCHASED" })],
    ["CHECKOUT with a lower-case reference", event("CHECKOUT", { reference_id: "a-778" })],
    ["PAYMENT of another kind", event("PAYMENT", { pay_type: "Cash" })],
    ["ORDER_CHECKOUT without order", event("ORDER_CHECKOUT")],
    [
      "ORDER_CHECKOUT of another status",
      event("ORDER_CHECKOUT", { order: { ...ORDER, status: "OPEN" } }),
    ],
    [
      "ORDER_CHECKOUT without lines",
      event("ORDER_CHECKOUT", { order: { ...ORDER, orderItems: [] } }),
    ],
    [
      "ORDER_CHECKOUT by an unnamed card",
      event("ORDER_CHECKOUT", { order: without(ORDER, "cardType") }),
    ],
    [
      "ORDER_CHECKOUT with half a line",
      event("ORDER_CHECKOUT", { order: { ...ORDER, orderItems: [without(LINE, "price")] } }),
    ],
    ["FORM without ext", without(FORM, "ext")],
    ["FORM of another interaction", { ...FORM, ext: { formId: "x", interactionType: "OPENED" } }],
  ])("%s", async (_what, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it.each([
    [`client_key=${KEY}`, 400],
    [`client_key=${KEY}&message=`, 400],
    [`client_key=${KEY}&message=%7B%22type%22%3A%0A%22VIEW%22%7D`, 400],
    ["message=%7B%7D", 401],
  ])("in the GET form ?%s with %i", async (query, status) => {
    const { status: got } = await ask(`${here.at.sitecore}/v1.2/event/create.json?${query}`);
    expect(got).toBe(status);
  });
});

describe("an event is answered otherwise", () => {
  it("401 for an unknown client key", async () => {
    expect((await send({ ...VIEW, client_key: "nope" })).status).toBe(401);
    expect((await send(without(VIEW, "client_key"))).status).toBe(401);
  });

  it("404 for an unknown browser id", async () => {
    const browser_id = "56860bff-94ba-4d84-aa37-2b5a83d5411b";
    expect((await send({ ...VIEW, browser_id })).status).toBe(404);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded"])("415 for %s", async (type) => {
    expect((await send(VIEW, { "content-type": type })).status).toBe(415);
  });

  it("201 with no effect for an unknown point of sale", async () => {
    const browser_id = await newBrowser(here.at);
    const { status } = await send({ ...VIEW, browser_id, pos: "elsewhere" });
    expect(status).toBe(201);
    const record = await lastRecord(here.at);
    expect(record.events).toEqual([]);
    expect(record.notes).toEqual(["unknown pos elsewhere: accepted, no effect"]);
    expect(record.visit).toBeUndefined();
  });
});

describe("what the documents ask for otherwise is accepted, and noted", () => {
  it.each(["channel", "language", "currency"])("no %s", async (name) => {
    const event = without(VIEW, name);
    expect((await send(event)).status).toBe(201);
    const { events, notes } = await lastRecord(here.at);
    expect({ events, notes }).toEqual({
      events: [event],
      notes: [`no ${name}: the documents ask for one`],
    });
  });

  it.each(["view", "PersonalDetail", "portal:click", "BROCHURE DOWNLOADED"])(
    "the type %s",
    async (type) => {
      expect((await send({ ...VIEW, type })).status).toBe(201);
      const { notes } = await lastRecord(here.at);
      expect(notes).toEqual([`type should be upper case: ${type}`]);
    },
  );
});

describe("what makes no sense is accepted, and noted", () => {
  it("a confirmed item that was never added", async () => {
    const browser_id = await newBrowser(here.at);
    const confirm = { ...event("CONFIRM", { product: [{ item_id: "SKU-1001" }] }), browser_id };
    await send(confirm);
    expect((await lastRecord(here.at)).notes).toEqual(["never added: SKU-1001"]);
    await send({ ...event("ADD", { product: PRODUCT }), browser_id });
    await send(confirm);
    expect((await lastRecord(here.at)).notes).toBeUndefined();
    await send({ ...event("CLEAR_CART"), browser_id });
    await send(confirm);
    expect((await lastRecord(here.at)).notes).toEqual(["never added: SKU-1001"]);
  });

  it("an order of a guest nobody knows", async () => {
    const browser_id = await newBrowser(here.at);
    const order = { ...event("ORDER_CHECKOUT", { order: ORDER }), browser_id };
    await send(order);
    expect((await lastRecord(here.at)).notes).toHaveLength(1);
    await send({ ...event("IDENTITY", { identifiers: [CRM] }), browser_id });
    await send(order);
    expect((await lastRecord(here.at)).notes).toBeUndefined();
  });
});
