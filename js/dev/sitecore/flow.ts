import { randomBytes } from "node:crypto";

import { recommend } from "../catalog.js";
import type { CatalogEntry, DecisionFile, Rule } from "../decision-file.js";
import type { JsonObject } from "../json.js";
import { firstRuleThatHolds, isOfferedBy, type Situation } from "../qualification.js";
import type { Answer } from "../service.js";

export interface Flow {
  point: string;
  rule: Rule;
}

/** A trailing `*` runs the first in lexicographical order that passes its own conditions. */
function candidates(file: DecisionFile, friendlyId: string): string[] {
  const all = Object.entries(file.points)
    .filter(([, point]) => isOfferedBy(point, "sitecore"))
    .map(([name]) => name);
  if (!friendlyId.endsWith("*")) return all.filter((name) => name === friendlyId);
  const prefix = friendlyId.slice(0, -1);
  return all.filter((name) => name.startsWith(prefix)).sort();
}

export function isKnown(file: DecisionFile, friendlyId: string): boolean {
  return candidates(file, friendlyId).length > 0;
}

export function findFlow(
  file: DecisionFile,
  friendlyId: string,
  situation: Situation,
): Flow | undefined {
  for (const name of candidates(file, friendlyId)) {
    const point = file.points[name];
    const rule = point && firstRuleThatHolds(point, situation);
    if (rule) return { point: name, rule };
  }
  return undefined;
}

function itemOf(entry: CatalogEntry, endpoint: string): JsonObject {
  const { id, name, category, price, currency, image, url } = entry;
  const trackingUrl = `${endpoint}/v3/trackers/${randomBytes(18).toString("base64url")}`;
  return { id, name, category, price, currency, image, url, trackingUrl };
}

/** There is no envelope: the body is what the author's template made. */
export function bodyOf(
  file: DecisionFile,
  rule: Rule,
  anchor: string | undefined,
  endpoint: string,
): unknown {
  const { attributes, items, body } = rule.answer;
  if ("body" in rule.answer) return body;
  if (items === undefined) return attributes ?? {};
  const chosen = recommend(file.catalog, items, anchor).map((each) => itemOf(each, endpoint));
  return attributes === undefined ? chosen : { ...attributes, items: chosen };
}

export function answerOf(body: unknown, contentType: string | undefined): Answer {
  if (contentType === undefined) return { status: 200, body: JSON.stringify(body) };
  return { status: 200, headers: { "content-type": contentType }, body };
}

export function isEmptyBody(body: unknown): boolean {
  if (body === null || body === undefined || body === "") return true;
  if (typeof body !== "object") return false;
  const { variantId } = body as { variantId?: unknown };
  return Object.keys(body).length === 0 || variantId === "";
}
