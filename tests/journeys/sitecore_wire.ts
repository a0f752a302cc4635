// Sitecore Personalize on the wire, as the vendor documents it. Nothing of Attune's own code is used
// here: these are the reference documents, as assertions.
import { expect } from "vitest";

import type { Journal, JournalRecord, Json } from "./journal.js";
import { clientKey, contextId, pointOfSale, siteName } from "./provider.js";
import { ownHeaders, uuidForm } from "./salesforce_wire.js";

export { uuidForm };
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const context = encodeURIComponent(contextId);
const site = encodeURIComponent(siteName);

export type Way = "sitecore" | "sitecore-edge";

interface Made {
  browserId: string;
  guestRef: string;
}

/** Sections 1 and 5: how a browser id is asked for. Gives the ids that were made. */
export function expectCreate(record: JournalRecord, way: Way): Made {
  expect(record.method).toBe("GET");
  const key = encodeURIComponent(clientKey);
  expect(record.url).toBe(
    way === "sitecore"
      ? `/v1.2/browser/create.json?client_key=${key}&message=%7B%7D`
      : `/v1/events/v1.2/browser/create.json?sitecoreContextId=${context}&client_key=`,
  );
  expect(ownHeaders(record)["cookie"]).toBeUndefined();
  expect(record.rawBody).toBe("");
  expect(record.status).toBe(201);
  const { ref, customer_ref } = record.response as { ref: string; customer_ref: string };
  expect(ref).toMatch(uuidForm);
  return { browserId: ref, guestRef: customer_ref };
}

/** Section 5: who belongs to a browser id that another page has left behind. */
export function expectShow(record: JournalRecord, browserId: string): string {
  expect(record.method).toBe("GET");
  const query = `sitecoreContextId=${context}&client_key=&api_token=`;
  expect(record.url).toBe(`/v1/events/v1.2/browser/${browserId}/show.json?${query}`);
  return (record.response as { customer: { ref: string } }).customer.ref;
}

/** Section 2: one POST for one point, exactly these fields. */
export function expectFlow(record: JournalRecord, way: Way, own: Json): void {
  expect(record.service).toBe("sitecore");
  expect(record.method).toBe("POST");
  expect(record.url).toBe(
    way === "sitecore"
      ? "/v2/callFlows"
      : `/v1/personalize?sitecoreContextId=${context}&siteId=${site}`,
  );
  const headers = ownHeaders(record);
  expect(headers["content-type"]).toMatch(/^application\/json(; ?charset=utf-8)?$/i);
  expect(headers["accept"]).toBe("application/json");
  expect(headers["cookie"]).toBeUndefined();
  expect(headers["authorization"]).toBeUndefined();
  if (way === "sitecore") expect(headers["x-sc-correlation-id"]).toBeUndefined();
  else expect(headers["x-sc-correlation-id"]).toMatch(/^[0-9a-f]{32}$/);
  const direct = { clientKey, pointOfSale };
  const proxied = { clientKey: "", pointOfSale: "" };
  const base = { channel: "WEB", language: "EN", currencyCode: "EUR" };
  expect(JSON.parse(record.rawBody)).toStrictEqual({
    ...(way === "sitecore" ? direct : proxied),
    ...base,
    ...own,
  });
}

const isEvent = ({ kind, service, status }: JournalRecord): boolean =>
  kind === "event" && service === "sitecore" && status === 201;

/** Section 8.1: one event per request, a flat JSON object. */
export function eventOf(record: JournalRecord, way: Way): Json {
  if (record.method === "GET") return eventOfLeavingPage(record, way);
  expect(record.method).toBe("POST");
  const edge = `/v1/events/v1.2/events?sitecoreContextId=${context}&siteId=${site}`;
  expect(record.url).toBe(way === "sitecore" ? "/v1.2/events" : edge);
  const headers = ownHeaders(record);
  expect(headers["content-type"]).toMatch(/^application\/json(; ?charset=utf-8)?$/i);
  expect(headers["cookie"]).toBeUndefined();
  return JSON.parse(record.rawBody) as Json;
}

/** Section 8.5: a page that is left cannot wait for a preflight; the documented GET form needs none. */
function eventOfLeavingPage(record: JournalRecord, way: Way): Json {
  expect(way).toBe("sitecore");
  const key = encodeURIComponent(clientKey);
  expect(record.url).toBe(`/v1.2/event/create.json?client_key=${key}&message=[hidden]`);
  expect(ownHeaders(record)["content-type"]).toBeUndefined();
  expect(record.rawBody).toBe("");
  // In this form the key stands in the query alone.
  return { client_key: clientKey, ...(record.body as Json) };
}

/** Waits for accepted events of a type; `own` may say which one of them is wanted. */
export function waitForEvents(
  journal: Journal,
  way: Way,
  type: string,
  own: Json = {},
): Promise<Json[]> {
  const wanted = (event: Json): boolean => {
    const ext = (event["ext"] ?? {}) as Json;
    return event["type"] === type && Object.keys(own).every((name) => ext[name] === own[name]);
  };
  // The last words of the page of another journey may come in late, by the other way.
  const isOurs = ({ url }: JournalRecord): boolean =>
    url.startsWith("/v1/events/") === (way === "sitecore-edge");
  const sent = (records: JournalRecord[]): Json[] =>
    records
      .filter(isEvent)
      .filter(isOurs)
      .map((record) => eventOf(record, way));
  return journal.until(
    (records) => sent(records).filter(wanted),
    (events) => events.length > 0,
    `an event of type ${type}`,
  );
}

interface Expected {
  way: Way;
  browserId: string;
  page: string;
}

/** Sections 8.1 and 8.2: the documented members, every one of them, and no other. */
export function expectEvent(event: Json, own: Json, { way, browserId, page }: Expected): void {
  const { ext: ownExt = {}, ...members } = own as { ext?: Json };
  const { ext, requested_at: at, ...sent } = event as { ext: Json; requested_at: string };
  const { attuneEventId, ...extension } = ext;
  expect(attuneEventId).toMatch(uuidForm);
  expect(extension).toStrictEqual(ownExt);
  expect(at).toMatch(instantForm);
  const direct = { client_key: clientKey, pos: pointOfSale };
  const base = { browser_id: browserId, channel: "WEB", currency: "EUR", language: "EN", page };
  expect(sent).toStrictEqual({
    ...(way === "sitecore" ? direct : { client_key: "", pos: "" }),
    ...base,
    ...members,
  });
}
