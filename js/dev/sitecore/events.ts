import type { DecisionFile } from "../decision-file.js";
import { isObject, type JsonObject, member, parseJson } from "../json.js";
import { Refusal } from "../refusal.js";
import type { Answer, Ask } from "../service.js";
import { sessionKey, type Tenant } from "./call-flows.js";
import {
  type Door,
  queryValue,
  requireContext,
  requireEmpty,
  requireKey,
  requireQueryKey,
  requireSite,
} from "./credentials.js";
import { type Event, readEvent } from "./event.js";
import { jsonObjectBody } from "./flow-request.js";
import type { Browser } from "./guests.js";

function posted(ask: Ask, door: Door, file: DecisionFile): JsonObject {
  const body = jsonObjectBody(ask);
  if (door === "direct") requireKey(body["client_key"], file.sitecore);
  else {
    requireContext(ask, file.sitecore);
    requireSite(ask, file.sitecore);
    requireEmpty(body["client_key"], "client_key");
  }
  return body;
}

function asked(ask: Ask, door: Door, file: DecisionFile): JsonObject {
  if (door === "edge") requireContext(ask, file.sitecore);
  requireQueryKey(ask, "client_key", door, file.sitecore);
  const message = queryValue(ask, "message");
  if (message === undefined) throw new Refusal(400, "message is required.");
  if (/[\r\n]/.test(message)) throw new Refusal(400, "message must not hold line breaks.");
  const event = parseJson(message, "message");
  ask.story.body = event;
  if (!isObject(event)) throw new Refusal(400, "message must be a JSON object.");
  return event;
}

/** The flat campaign members that a page view carries. */
function campaignIn(event: JsonObject): Record<string, string> {
  const found = Object.entries(event).filter(([key]) => key.startsWith("utm_"));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(4), String(value)]));
}

function itemIds(event: JsonObject): string[] {
  const product = event["product"];
  const all: unknown[] = Array.isArray(product) ? product : [product];
  return all.map((each) => String(member(each, "item_id")));
}

/** Changes what the service knows. The service accepts an event that makes no sense; a developer wants to know. */
function apply(event: Event, browser: Browser): string[] {
  if (event.type === "IDENTITY") browser.identified = true;
  if (event.type === "ADD") itemIds(event.whole).forEach((id) => browser.cart.add(id));
  if (event.type === "CLEAR_CART") browser.cart.clear();
  if (event.type === "ORDER_CHECKOUT" && !browser.identified) {
    return ["ORDER_CHECKOUT needs an identified guest: no effect"];
  }
  if (event.type !== "CONFIRM") return [];
  const missing = itemIds(event.whole).filter((id) => !browser.cart.has(id));
  return missing.length > 0 ? [`never added: ${missing.join(", ")}`] : [];
}

function accepted(file: DecisionFile, ref: string): Answer {
  const body = { status: "OK", version: "1.2", client_key: file.sitecore.clientKey, ref };
  return { status: 201, body };
}

function store(ask: Ask, tenant: Tenant, event: Event, browser: Browser): void {
  const session = sessionKey(browser.ref, event.channel, event.pos);
  ask.story.visit = tenant.visits.touch(`sitecore/browser/${browser.ref}`, session);
  if (event.type === "FORCE_CLOSE") tenant.visits.end(session);
  ask.story.events = [event.whole];
  const notes = [...event.remarks, ...apply(event, browser)];
  if (notes.length > 0) ask.story.notes = notes;
  const campaign = campaignIn(event.whole);
  if (Object.keys(campaign).length > 0) ask.story.campaign = campaign;
}

export function acceptEvent(ask: Ask, door: Door, tenant: Tenant): Answer {
  const file = tenant.file();
  const whole = ask.method === "GET" ? asked(ask, door, file) : posted(ask, door, file);
  const event = readEvent(whole);
  ask.story.id = event.browserId;
  if (door === "edge") requireEmpty(event.pos, "pos");
  const browser = tenant.guests.find(event.browserId);
  if (!browser) throw new Refusal(404, `Unknown browser id: ${event.browserId}`);
  const known = file.sitecore.pointsOfSale;
  const pos = door === "edge" ? (known[0] ?? "") : event.pos;
  if (known.includes(pos)) store(ask, tenant, { ...event, pos }, browser);
  else {
    ask.story.events = [];
    ask.story.notes = [`unknown pos ${event.pos}: accepted, no effect`];
  }
  return accepted(file, browser.ref);
}
