import { isObject, type JsonObject, parseJson } from "../json.js";
import { Refusal } from "../refusal.js";
import { type Answer, type Ask, mediaType } from "../service.js";
import type { Tenant } from "./decisions.js";
import { readRow } from "./event-row.js";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, "The event field is not valid percent-encoding.");
  }
}

/**
 * Split by hand: a form decoder reads the `+` of a raw base64 as a space, which is exactly what
 * must not be lost.
 */
function eventField(form: string): string {
  const pairs = form.split("&");
  const [pair = ""] = pairs;
  const split = pair.indexOf("=");
  if (pairs.length !== 1 || split < 0 || pair.slice(0, split) !== "event") {
    throw new Refusal(400, "The form must hold one field, event, and nothing else.");
  }
  return percentDecoded(pair.slice(split + 1)).replaceAll(" ", "+");
}

function textInside(base64: string): string {
  if (base64 === "" || !BASE64.test(base64)) {
    throw new Refusal(400, "The event field is not base64 with padding.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    throw new Refusal(400, "The event field does not hold UTF-8.");
  }
}

function rowsOf(batch: unknown): JsonObject[] {
  if (!isObject(batch)) throw new Refusal(400, "The event field must hold a JSON object.");
  const others = Object.keys(batch).filter((key) => key !== "events");
  if (others.length > 0) throw new Refusal(400, `Unknown beside events: ${others.join(", ")}.`);
  const events = batch["events"];
  if (!Array.isArray(events) || events.length === 0) {
    throw new Refusal(400, "events must be a list with at least one event.");
  }
  return events.map(readRow);
}

/** A GET with the field in its query has been seen in the wild; it is read alike. */
function formOf(ask: Ask): string {
  if (ask.method === "GET") return ask.url.search.slice(1);
  if (mediaType(ask.headers) !== "application/x-www-form-urlencoded") {
    throw new Refusal(415, "The media type must be application/x-www-form-urlencoded.");
  }
  return ask.body;
}

export function collect(ask: Ask, tenant: Tenant): Answer {
  const batch = parseJson(textInside(eventField(formOf(ask))), "The event field");
  ask.story.body = batch;
  const rows = rowsOf(batch);
  const stored = tenant.events.store(rows);
  const devices = new Set(rows.map((row) => String(row["deviceId"])));
  for (const device of devices) ask.story.visit = tenant.visits.touch(`salesforce/${device}`);
  const [first] = devices;
  if (first !== undefined) ask.story.id = first;
  ask.story.events = stored;
  const repeated = rows.length - stored.length;
  if (repeated > 0) ask.story.notes = [`${repeated} repeated, stored once`];
  return { status: 202 };
}
