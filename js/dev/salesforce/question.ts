import { campaignOf, type Campaign } from "../campaign.js";
import { isObject, isText, type JsonObject, member, parseJson } from "../json.js";
import { Refusal } from "../refusal.js";
import { mediaType, type Ask } from "../service.js";

export interface PointAsked {
  name?: string;
  id?: string;
  decisionId?: string;
}

/** What is asked, whichever of the two documented bodies it came in. */
export interface Question {
  individualId: string | undefined;
  dataspace: string;
  anchor: string | undefined;
  campaign: Campaign;
  context: JsonObject;
  points: PointAsked[];
  flags: string[];
}

const TOP = ["context", "personalizationPoints", "profile", "executionFlags"];
const FLAGS = ["TestMode", "ContextOnly", "EnableDiagnostics"];
const POINT = ["name", "id", "decisionId"];

export function refuseUnknown(value: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  throw new Refusal(400, `Unknown in ${where}: ${unknown.join(", ")}. Known: ${known.join(", ")}.`);
}

export function jsonBody(ask: Ask): JsonObject {
  if (mediaType(ask.headers) !== "application/json") {
    throw new Refusal(400, "The media type must be application/json.");
  }
  const body = parseJson(ask.body);
  ask.story.body = body;
  if (!isObject(body)) throw new Refusal(400, "The body must be a JSON object.");
  return body;
}

export function readPoints(value: unknown, known: readonly string[] = POINT): PointAsked[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Refusal(400, "personalizationPoints must be a list with at least one point.");
  }
  return value.map((each: unknown, index) =>
    readPoint(each, `personalizationPoints[${index}]`, known),
  );
}

function readPoint(value: unknown, where: string, known: readonly string[]): PointAsked {
  if (!isObject(value)) throw new Refusal(400, `${where} must be an object.`);
  refuseUnknown(value, known, where);
  for (const key of Object.keys(value)) {
    if (!isText(value[key])) throw new Refusal(400, `${where}.${key} must be a text.`);
  }
  if (value["name"] === undefined && value["id"] === undefined) {
    throw new Refusal(
      400,
      `${where} needs ${known.includes("id") ? "a name or an id" : "a name"}.`,
    );
  }
  return value;
}

function readFlags(value: unknown): string[] {
  if (value === undefined) return [];
  const flags: unknown[] = Array.isArray(value) ? value : [undefined];
  return flags.map((flag) => {
    if (isText(flag) && FLAGS.includes(flag)) return flag;
    throw new Refusal(400, `executionFlags must be a list of ${FLAGS.join(", ")}.`);
  });
}

/** Every member is a text; only the message id, which the service merely records, may be anything. */
function readContext(value: unknown): JsonObject {
  if (!isObject(value)) throw new Refusal(400, "context is required and must be an object.");
  for (const [key, each] of Object.entries(value)) {
    if (key !== "messageId" && typeof each !== "string") {
      throw new Refusal(400, `context.${key} must be a text.`);
    }
  }
  const dataspace = member(value, "dataspace");
  if (dataspace !== undefined && !isText(dataspace)) {
    throw new Refusal(400, "context.dataspace must not be blank.");
  }
  return value;
}

function readProfile(value: unknown): JsonObject | undefined {
  if (value === undefined || isObject(value)) return value;
  throw new Refusal(400, "profile must be an object.");
}

/** Documented as required, but nothing says that the service refuses a request without it. */
function noteMissingAnchorType(ask: Ask, context: JsonObject): void {
  if (context["anchorId"] === undefined || context["anchorType"] !== undefined) return;
  ask.story.notes = ["anchorId came without anchorType"];
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

/** The body of the official API reference. */
export function readQuestion(ask: Ask, authenticated: boolean): Question {
  const body = jsonBody(ask);
  refuseUnknown(body, TOP, "the body");
  const context = readContext(body["context"]);
  noteMissingAnchorType(ask, context);
  const points = readPoints(body["personalizationPoints"]);
  const flags = readFlags(body["executionFlags"]);
  const profile = readProfile(body["profile"]);
  const individualId = textOf(context["individualId"]) ?? textOf(context["profileId"]);
  const noProfileWanted = profile !== undefined || flags.includes("ContextOnly");
  if (individualId === undefined && !noProfileWanted) {
    throw new Refusal(400, "context.individualId is required.");
  }
  if (!authenticated && points.some((point) => point.decisionId !== undefined)) {
    throw new Refusal(400, "A specified decision is not supported without authentication.");
  }
  return {
    individualId,
    dataspace: textOf(context["dataspace"]) ?? "default",
    anchor: textOf(context["anchorId"]),
    campaign: campaignOf(textOf(context["requestUrl"]) ?? ""),
    context: { ...profile, ...context },
    points,
    flags,
  };
}
