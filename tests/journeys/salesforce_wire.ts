// Salesforce Personalization on the wire, as the vendor documents it. Nothing of Attune's own code
// is used here: these are the reference documents, as assertions.
import { expect } from "vitest";

import type { Journal, JournalRecord, Json } from "./journal.js";
import { appSourceId } from "./provider.js";

export const individualIdForm = /^[0-9a-f]{16}$/;
export const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What the page set itself; the rest is the browser's. A CORS request may carry no more than this. */
export function ownHeaders(record: JournalRecord): Record<string, string> {
  const own = ["content-type", "accept", "authorization", "cookie", "x-sc-correlation-id"];
  const others = Object.keys(record.headers).filter(
    (name) => !own.includes(name) && !browsers.test(name),
  );
  expect(others).toEqual([]);
  return Object.fromEntries(
    own
      .filter((name) => name in record.headers)
      .map((name) => [name, String(record.headers[name])]),
  );
}

const browsers =
  /^(host|connection|content-length|pragma|cache-control|user-agent|origin|referer|accept-encoding|accept-language|sec-.*|priority)$/;

interface Asked {
  points: string[];
  context: Json;
  authenticated?: boolean;
}

/** Sections 1 and 2: one POST for all points, the documented body and nothing beside it. */
export function expectDecision(record: JournalRecord, asked: Asked): void {
  const { authenticated = false } = asked;
  expect(record.service).toBe("salesforce");
  expect(record.method).toBe("POST");
  const path = authenticated ? "/personalization/authenticated" : "/personalization";
  expect(record.url).toBe(`${path}/decisions`);
  const headers = ownHeaders(record);
  expect(headers["content-type"]).toMatch(/^application\/json(; ?charset=utf-8)?$/i);
  expect(headers["accept"]).toBe("application/json");
  expect(headers["cookie"]).toBeUndefined();
  expect("authorization" in headers).toBe(authenticated);
  expect(JSON.parse(record.rawBody)).toStrictEqual({
    context: asked.context,
    personalizationPoints: asked.points.map((name) => ({ name })),
  });
}

/** Section 8.1: base64 of UTF-8 JSON, percent-encoded, one form field, `events` and nothing else. */
export function rowsOf(record: JournalRecord): Json[] {
  expect(record.service).toBe("salesforce");
  expect(record.method).toBe("POST");
  expect(record.url).toBe(`/web/events/${appSourceId}/`);
  const headers = ownHeaders(record);
  expect(headers["content-type"]).toMatch(
    /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i,
  );
  expect(headers["authorization"]).toBeUndefined();
  expect(record.rawBody).toMatch(/^event=(?:[A-Za-z0-9]|%2B|%2F|%3D)+$/);
  expect(Buffer.byteLength(record.rawBody)).toBeLessThanOrEqual(60_000);
  const base64 = decodeURIComponent(record.rawBody.slice("event=".length));
  const bytes = Buffer.from(base64, "base64");
  expect(bytes.toString("base64")).toBe(base64);
  const batch = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Json;
  expect(Object.keys(batch)).toEqual(["events"]);
  const rows = batch["events"] as Json[];
  expect(Array.isArray(rows) && rows.length > 0).toBe(true);
  return rows;
}

const decodable = ({ kind, service, status }: JournalRecord): boolean =>
  kind === "event" && service === "salesforce" && status >= 200 && status < 300;

/** Waits for so many accepted rows of one name (or, without one, of one type). */
export function waitForRows(
  journal: Journal,
  name: string,
  count = 1,
  own: Json = {},
): Promise<Json[]> {
  const wanted = (row: Json): boolean =>
    (row["interactionName"] ?? row["eventType"]) === name &&
    Object.keys(own).every((member) => row[member] === own[member]);
  return journal.until(
    (records) => records.filter(decodable).flatMap(rowsOf).filter(wanted),
    (rows) => rows.length >= count,
    `${count} rows called ${name}`,
  );
}

const always = ["category", "dateTime", "deviceId", "eventId", "eventType", "sessionId"];
const automatic = ["pageView", "sourceUrl", "sourceUrlReferrer", "sourceChannel"];

interface Expected {
  deviceId: string;
  sourceUrl: string;
  pageView?: 0 | 1;
  /** Only where the page's language names a country is a locale known. */
  locale?: string;
  /** `cartItem`, `orderItem` and `consentLog` have none of the automatic fields. */
  bare?: boolean;
}

/** Sections 8.2 and 8.4: the documented row, every field of it, and no other. */
export function expectRow(row: Json, own: Json, expected: Expected): void {
  const locale = expected.locale === undefined ? {} : { sourceLocale: expected.locale };
  const known = expected.bare ? [] : [...automatic, ...Object.keys(locale)];
  const names = [...always, ...known, ...Object.keys(own)];
  expect(Object.keys(row).sort()).toEqual([...new Set(names)].sort());
  expect(row).toMatchObject(expected.bare ? own : { ...own, ...locale });
  expect(row["deviceId"]).toBe(expected.deviceId);
  expect(row["eventId"]).toMatch(uuidForm);
  expect(row["dateTime"]).toMatch(instantForm);
  expect(Math.abs(Date.parse(String(row["dateTime"])) - Date.now())).toBeLessThan(120_000);
  expect(row["sessionId"]).toMatch(individualIdForm);
  if (!expected.bare) expectAutomatic(row, expected);
}

function expectAutomatic(row: Json, { sourceUrl, pageView }: Expected): void {
  expect(row["sourceUrl"]).toBe(sourceUrl);
  expect(typeof row["sourceUrlReferrer"]).toBe("string");
  expect(row["sourceChannel"]).toBe("Web");
  expect([0, 1]).toContain(row["pageView"]);
  if (pageView !== undefined) expect(row["pageView"]).toBe(pageView);
}

/** Section 8.5, manual content: Website Engagement, ids set, neither `id` nor `type`. */
export function websiteEngagement(kind: "view" | "click", personalizationId: string): Json {
  return {
    category: "Engagement",
    eventType: "userEngagement",
    interactionName: `personalization-${kind}`,
    personalizationId,
    personalizationContentId: personalizationId,
  };
}

/** Section 8.5, recommended items: Product Engagement with the item's own ids. */
export function productEngagement(
  kind: "view" | "click",
  item: { id: string; personalizationId: string; personalizationContentId: string },
): Json {
  const interactionName = kind === "view" ? "catalog-object-view-start" : "catalog-object-click";
  return {
    category: "Engagement",
    eventType: "catalog",
    interactionName,
    type: "Product",
    ...item,
  };
}
