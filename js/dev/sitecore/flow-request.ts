import type { DecisionFile } from "../decision-file.js";
import { isObject, isText, type JsonObject, matches, parseJson } from "../json.js";
import { Refusal } from "../refusal.js";
import { type Ask, mediaType } from "../service.js";
import { type Door, requireContext, requireEmpty, requireKey, requireSite } from "./credentials.js";

const CHANNELS = [
  "AIRPORT_KIOSK",
  "BRANCH",
  "CALL_CENTER",
  "EMAIL",
  "GDS",
  "KIOSK",
  "MOBILE_APP",
  "MOBILE_WEB",
  "SMS",
  "OFFLINE",
  "OTA",
  "OTHER",
  "WEB",
];
const FIELDS = [
  "clientKey",
  "channel",
  "language",
  "currencyCode",
  "pointOfSale",
  "friendlyId",
  "browserId",
  "email",
  "identifiers",
  "params",
];
const EDGE_FIELDS = [...FIELDS, "guestRef", "variants"];
const IDENTITIES = ["browserId", "email", "identifiers"] as const;

export interface FlowRequest {
  identity: "browser" | "email" | "identifiers";
  /** The browser id, the email, or the identifier's id. */
  identityValue: string;
  /** Runs without a browser id are sessions of their own, kept under this name. */
  person: string;
  friendlyId: string;
  channel: string;
  language: string | undefined;
  pointOfSale: string;
  params: JsonObject;
  utm: Record<string, string>;
  variants: boolean;
}

export function isChannel(value: unknown): boolean {
  return CHANNELS.includes(value as string);
}

export function jsonObjectBody(ask: Ask): JsonObject {
  if (mediaType(ask.headers) !== "application/json") {
    throw new Refusal(415, "The media type must be application/json.");
  }
  const body = parseJson(ask.body);
  ask.story.body = body;
  if (!isObject(body)) throw new Refusal(400, "The body must be a JSON object.");
  return body;
}

function demand(test: boolean, message: string): void {
  if (!test) throw new Refusal(400, message);
}

function requireCredentials(ask: Ask, body: JsonObject, door: Door, file: DecisionFile): string {
  const pointOfSale = body["pointOfSale"];
  if (door === "edge") {
    requireContext(ask, file.sitecore);
    requireSite(ask, file.sitecore);
    requireEmpty(body["clientKey"], "clientKey");
    requireEmpty(pointOfSale, "pointOfSale");
    return file.sitecore.pointsOfSale[0] ?? "";
  }
  demand(isText(body["clientKey"]), "clientKey is required.");
  requireKey(body["clientKey"], file.sitecore);
  const known = file.sitecore.pointsOfSale;
  if (typeof pointOfSale !== "string" || !known.includes(pointOfSale)) {
    throw new Refusal(400, `Unknown pointOfSale. Valid are: ${known.join(", ")}.`);
  }
  return pointOfSale;
}

function requireFields(body: JsonObject, door: Door): void {
  const known = door === "edge" ? EDGE_FIELDS : FIELDS;
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  demand(unknown.length === 0, `Unknown field: ${unknown.join(", ")}.`);
  demand(isText(body["friendlyId"]), "friendlyId is required and must not be blank.");
  demand(isChannel(body["channel"]), `channel must be one of ${CHANNELS.join(", ")}.`);
  const { language, currencyCode } = body;
  demand(
    language === undefined || matches(/^[A-Za-z]{2}$/, language),
    "language must be a 2-letter code.",
  );
  demand(
    currencyCode === undefined || matches(/^[A-Za-z]{3}$/, currencyCode),
    "currencyCode must be a 3-letter code.",
  );
}

function requireEdgeFields(body: JsonObject): void {
  demand(
    typeof body["guestRef"] === "string",
    "guestRef is required, empty where there is no guest.",
  );
  const variants = body["variants"];
  demand(
    variants === undefined || (Array.isArray(variants) && variants.every(isText)),
    "variants must be a list of texts.",
  );
}

function readIdentity(
  body: JsonObject,
): Pick<FlowRequest, "identity" | "identityValue" | "person"> {
  const given = IDENTITIES.filter((name) => body[name] !== undefined);
  demand(
    given.length === 1,
    `Exactly one of ${IDENTITIES.join(", ")} is needed, not ${given.length}.`,
  );
  const { browserId, email, identifiers } = body;
  if (identifiers !== undefined) return readIdentifiers(identifiers);
  const value = browserId ?? email;
  const identity = browserId === undefined ? "email" : "browser";
  if (!isText(value)) throw new Refusal(400, `${given[0]} must be a text that is not blank.`);
  return { identity, identityValue: value, person: `${identity}/${value}` };
}

function readIdentifiers(
  value: unknown,
): Pick<FlowRequest, "identity" | "identityValue" | "person"> {
  if (!isObject(value)) throw new Refusal(400, "identifiers must be one object, not a list.");
  const { id, provider, ...more } = value;
  if (!isText(id) || !isText(provider) || Object.keys(more).length > 0) {
    throw new Refusal(400, "identifiers must hold id and provider, and nothing else.");
  }
  return { identity: "identifiers", identityValue: id, person: `${provider}/${id}` };
}

function readUtm(params: JsonObject): Record<string, string> {
  const utm = params["utm"];
  if (utm === undefined) return {};
  if (!isObject(utm) || Object.values(utm).some((each) => typeof each !== "string")) {
    throw new Refusal(400, "params.utm must be an object of texts.");
  }
  return utm as Record<string, string>;
}

export function readFlowRequest(ask: Ask, door: Door, file: DecisionFile): FlowRequest {
  const body = jsonObjectBody(ask);
  const pointOfSale = requireCredentials(ask, body, door, file);
  requireFields(body, door);
  if (door === "edge") requireEdgeFields(body);
  const identity = readIdentity(body);
  const params = body["params"] ?? {};
  if (!isObject(params)) throw new Refusal(400, "params must be an object.");
  return {
    ...identity,
    pointOfSale,
    params,
    utm: readUtm(params),
    friendlyId: String(body["friendlyId"]),
    channel: String(body["channel"]),
    language: isText(body["language"]) ? body["language"] : undefined,
    variants: body["variants"] !== undefined,
  };
}
