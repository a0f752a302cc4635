import { isObject, isText, type JsonObject } from "../json.js";
import { Refusal } from "../refusal.js";
import type { Ask } from "../service.js";
import { jsonBody, type Question, readPoints, refuseUnknown } from "./question.js";

const TOP = ["individualId", "personalizationPoints", "contextData"];

function readContextData(value: unknown): JsonObject {
  if (value === undefined) return {};
  if (!isObject(value)) throw new Refusal(400, "contextData must be an object.");
  for (const [key, each] of Object.entries(value)) {
    if (typeof each !== "string") throw new Refusal(400, `contextData.${key} must be a text.`);
  }
  return value;
}

/** The body of the handbook's server-side request, which is another one than the official. */
export function readSeedQuestion(ask: Ask): Question {
  const body = jsonBody(ask);
  refuseUnknown(body, TOP, "the body");
  const individualId = body["individualId"];
  if (!isText(individualId)) throw new Refusal(400, "individualId is required.");
  const points = readPoints(body["personalizationPoints"], ["name"]);
  const context = readContextData(body["contextData"]);
  const anchor = context["anchorItemId"];
  return {
    individualId,
    dataspace: "default",
    anchor: isText(anchor) ? anchor : undefined,
    campaign: {},
    context,
    points,
    flags: [],
  };
}
