import { randomUUID } from "node:crypto";

import { describe, expect, it } from "vitest";

import { APP, ask, type Json, lastRecord, post, type Reply, stage, without } from "./stage.js";

const here = stage();
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ENGAGEMENT = {
  personalizationId: "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01",
  personalizationContentId: "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:0",
};

function row(type: string, more: Json = {}): Json {
  return {
    category: "Engagement",
    eventType: type,
    interactionName: "Something",
    eventId: randomUUID(),
    dateTime: "2026-03-04T05:06:07.008Z",
    deviceId: "3f9c0d2b7a61e845",
    sessionId: "9b1e44d07c2a5f36",
    ...more,
  };
}

function encoded(batch: unknown): string {
  return Buffer.from(JSON.stringify(batch)).toString("base64");
}

function send(body: string, path = `/web/events/${APP}/`): Promise<Reply> {
  return ask(`${here.at.salesforce}${path}`, { method: "POST", headers: FORM, body });
}

function sendRows(...rows: unknown[]): Promise<Reply> {
  return send(`event=${encodeURIComponent(encoded({ events: rows }))}`);
}

const line = { catalogObjectType: "Product", catalogObjectId: "SKU-1", quantity: 2, price: 89.5 };

/** Every row of the reference, complete. */
const ROWS: Record<string, Json> = {
  "a page view": row("catalog", {
    interactionName: "View Catalog Object",
    id: "SKU-1",
    type: "Product",
    attributeName: "Trail boot",
    pageView: 1,
    sourceUrl: "https://shop.example/boots",
    sourceUrlReferrer: "",
    sourceChannel: "Web",
    sourceLocale: "en_US",
    sourcePageType: "product",
  }),
  "a cart": row("cart", { interactionName: "Add To Cart" }),
  "a cart item": without(row("cartItem", { cartEventId: "x", ...line }), "interactionName"),
  "an order": row("order", { orderId: "A-778", orderTotalValue: 179, orderCurrency: "EUR" }),
  "an order item": without(row("orderItem", { orderEventId: "x", ...line }), "interactionName"),
  "an order item, other name": without(
    row("order", { orderEventId: "x", ...line }),
    "interactionName",
  ),
  "a consent": without(
    row("consentLog", { provider: "CMP", purpose: "Tracking", status: "Opt In" }),
    "interactionName",
  ),
  "an anonymous identity": row("identity", { category: "Profile", isAnonymous: "1" }),
  "a known identity": row("identity", { category: "Profile", isAnonymous: "0", firstName: "Ada" }),
  "a party": row("partyIdentification", {
    category: "Profile",
    IDName: "Shop customer",
    IDType: "CustomerId",
    userId: "c-1842",
  }),
  "an e-mail": row("contactPointEmail", { category: "Profile", email: "ada@example.com" }),
  "a phone": row("contactPointPhone", { category: "Profile", phoneNumber: "+3531234567" }),
  "an address": row("contactPointAddress", { category: "Profile", addressLine1: "1 Quay" }),
  "a manual view": row("userEngagement", {
    interactionName: "personalization-view",
    ...ENGAGEMENT,
  }),
  "an item click": row("catalog", {
    interactionName: "catalog-object-click",
    id: "SKU-1",
    type: "Product",
    ...ENGAGEMENT,
  }),
  "a custom event": row("applicationStart", { attributesProduct: "loan" }),
  "a profile row without a name": without(
    row("loyalty", { category: "Profile" }),
    "interactionName",
  ),
};

describe("the wire form", () => {
  const text = "Schöne Grüße >>>???";

  it("is percent-encoded base64 of UTF-8", async () => {
    const view = row("userEngagement", { attributesText: text });
    const { status, text: body } = await sendRows(view);
    expect(status).toBe(202);
    expect(body).toBe("");
    const record = await lastRecord(here.at);
    expect(record).toMatchObject({ kind: "event", id: view["deviceId"], body: { events: [view] } });
    expect(record.events).toEqual([view]);
  });

  it("is raw base64 too, whose plus may have become a space", async () => {
    const padded = [0, 1, 2].map((fill) => {
      const batch = {
        events: [row("userEngagement", { attributesText: `${text}${"~>".repeat(fill)}` })],
      };
      return encoded(batch);
    });
    expect(padded.join("")).toMatch(/\+/);
    expect(padded.join("")).toMatch(/\//);
    for (const base64 of padded) {
      expect((await send(`event=${base64}`)).status).toBe(202);
      expect((await lastRecord(here.at)).events).toHaveLength(1);
    }
    const spaced = encoded({ events: [row("userEngagement", { attributesText: "~>~>~>~>" })] });
    expect(spaced).toContain("+");
    expect((await send(`event=${spaced.replaceAll("+", " ")}`)).status).toBe(202);
    expect((await lastRecord(here.at)).events?.[0]).toMatchObject({ attributesText: "~>~>~>~>" });
  });

  it("has been seen as a GET", async () => {
    const event = encodeURIComponent(encoded({ events: [row("userEngagement")] }));
    const { status } = await ask(`${here.at.salesforce}/web/events/${APP}/?event=${event}`);
    expect(status).toBe(202);
    const record = await lastRecord(here.at);
    expect(record.events).toHaveLength(1);
    expect(record.url).toBe(`/web/events/${APP}/?event=[hidden]`);
  });

  it("may name a character set, as a beacon does", async () => {
    const type = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };
    const body = `event=${encodeURIComponent(encoded({ events: [row("userEngagement")] }))}`;
    const address = `${here.at.salesforce}/web/events/${APP}/`;
    expect((await ask(address, { method: "POST", headers: type, body })).status).toBe(202);
  });

  it.each<[string, string]>([
    ["no field", ""],
    ["another field", "events=e30%3D"],
    ["a second field", "event=e30%3D&time=1"],
    ["the field twice", "event=e30%3D&event=e30%3D"],
    ["an empty field", "event="],
    ["no base64", "event=%7B%22events%22%3A%5B%5D%7D"],
    ["base64 without padding", "event=e30"],
    ["base64url", `event=${encodeURIComponent("-_-_")}`],
    ["broken percent-encoding", "event=%E0%A4%A"],
    ["no UTF-8", `event=${encodeURIComponent(Buffer.from([0xff, 0xfe, 0xfd]).toString("base64"))}`],
    ["no JSON", `event=${encodeURIComponent(Buffer.from("nope").toString("base64"))}`],
    ["a list", `event=${encodeURIComponent(encoded([]))}`],
    ["null", `event=${encodeURIComponent(encoded(null))}`],
    ["an empty batch", "event=eyJldmVudHMiOltdfQ%3D%3D"],
    ["events that are no list", `event=${encodeURIComponent(encoded({ events: {} }))}`],
    [
      "a member beside events",
      `event=${encodeURIComponent(encoded({ events: [row("userEngagement")], v: 1 }))}`,
    ],
  ])("is refused with 400 for %s", async (_what, body) => {
    expect((await send(body)).status).toBe(400);
    expect((await lastRecord(here.at)).events).toBeUndefined();
  });

  it.each(["application/json", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x"])(
    "is refused with 415 as %s",
    async (type) => {
      const body = `event=${encodeURIComponent(encoded({ events: [row("userEngagement")] }))}`;
      const { status } = await post(`${here.at.salesforce}/web/events/${APP}/`, body, {
        "content-type": type,
      });
      expect(status).toBe(415);
    },
  );

  it.each([
    `/web/events/${APP}`,
    "/web/events/99999999-2222-4333-8444-555555555555/",
    "/web/events/",
    `/web/events/${APP}/more`,
  ])("is refused with 404 at %s", async (path) => {
    expect((await send("event=e30%3D", path)).status).toBe(404);
  });
});

describe("a row", () => {
  it.each(Object.entries(ROWS))("is taken: %s", async (_what, value) => {
    const { status, text } = await sendRows({ ...value, eventId: randomUUID() });
    expect(text).toBe("");
    expect(status).toBe(202);
  });

  it.each([
    "category",
    "dateTime",
    "deviceId",
    "eventId",
    "eventType",
    "sessionId",
    "interactionName",
  ])("is refused without %s", async (name) => {
    const { status, json } = await sendRows(without(row("userEngagement"), name));
    expect(status).toBe(400);
    expect(json.error.message).toContain(name);
  });

  it.each<[string, Json]>([
    ["another category", row("x", { category: "engagement" })],
    ["a time without milliseconds", row("x", { dateTime: "2026-03-04T05:06:07Z" })],
    ["a time with an offset", row("x", { dateTime: "2026-03-04T05:06:07.008+01:00" })],
    ["a time that does not exist", row("x", { dateTime: "2026-13-04T05:06:07.008Z" })],
    ["an event id that is no UUID", row("x", { eventId: "1" })],
    ["a type that begins with a digit", row("1x")],
    ["a type with a space", row("View Page")],
    ["a type that ends in an underscore", row("x_")],
    ["a type with two underscores", row("x__y")],
    ["a type over 80 characters", row("x".repeat(81))],
    ["a page view of 2", row("x", { pageView: 2 })],
    ["a source that is no text", row("x", { sourceUrl: 5 })],
    ["a catalog row without id", without(ROWS["a page view"] as Json, "id")],
    ["a catalog row without type", without(ROWS["a page view"] as Json, "type")],
    ["a cart item without its cart", without(ROWS["a cart item"] as Json, "cartEventId")],
    ["a cart item without quantity", without(ROWS["a cart item"] as Json, "quantity")],
    ["an order without id", without(ROWS["an order"] as Json, "orderId")],
    ["an order item without its order", without(ROWS["an order item"] as Json, "orderEventId")],
    [
      "a consent of another spelling",
      row("consentLog", { provider: "x", purpose: "Tracking", status: "OptIn" }),
    ],
    ["a consent without provider", without(ROWS["a consent"] as Json, "provider")],
    ["an identity as engagement", row("identity", { isAnonymous: "1" })],
    ["an identity with a number", row("identity", { category: "Profile", isAnonymous: 1 })],
    ["a party without its name", without(ROWS["a party"] as Json, "IDName")],
    ["an e-mail without one", without(ROWS["an e-mail"] as Json, "email")],
    ["a view without ids", without(ROWS["a manual view"] as Json, ...Object.keys(ENGAGEMENT))],
    [
      "a view without content id",
      without(ROWS["a manual view"] as Json, "personalizationContentId"),
    ],
    ["any row with half of the ids", row("x", { personalizationId: "5b1e" })],
    ["a manual view that names an item", { ...(ROWS["a manual view"] as Json), id: "SKU-1" }],
  ])("is refused with 400: %s", async (_what, value) => {
    expect((await sendRows({ ...value })).status).toBe(400);
  });

  it("that is wrong refuses the whole batch, and names its place", async () => {
    const good = row("userEngagement");
    const { status, json } = await sendRows(good, "nonsense");
    expect(status).toBe(400);
    expect(json.error.message).toContain("events[1]");
    expect((await sendRows(good)).status).toBe(202);
    expect((await lastRecord(here.at)).events).toEqual([good]);
  });
});

describe("a repeated eventId", () => {
  it("is answered 202 and stored once", async () => {
    const [first, second] = [row("userEngagement"), row("userEngagement")];
    await sendRows(first);
    expect((await lastRecord(here.at)).events).toEqual([first]);
    expect((await sendRows(first, second, second)).status).toBe(202);
    const record = await lastRecord(here.at);
    expect(record.events).toEqual([second]);
    expect(record.notes).toEqual(["2 repeated, stored once"]);
  });
});

describe("consent", () => {
  async function verdictFor(individualId: string): Promise<unknown> {
    const { json } = await post(`${here.at.salesforce}/personalization/decisions`, {
      context: { individualId },
      personalizationPoints: [{ name: "after_consent" }],
    });
    return json.personalizations[0]?.attributes.Header;
  }

  it("is what the visitor's last consentLog says", async () => {
    const deviceId = "00000000000c0de1";
    const say = (status: string) =>
      sendRows({ ...(ROWS["a consent"] as Json), deviceId, status, eventId: randomUUID() });
    expect(await verdictFor(deviceId)).toBeUndefined();
    await say("Opt In");
    expect(await verdictFor(deviceId)).toBe("Thanks");
    await say("Opt Out");
    expect(await verdictFor(deviceId)).toBe("Understood");
    expect(await verdictFor("00000000000c0de2")).toBeUndefined();
  });
});
