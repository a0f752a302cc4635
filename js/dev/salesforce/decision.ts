import { randomUUID } from "node:crypto";

import { recommend } from "../catalog.js";
import {
  type CatalogEntry,
  decisionId,
  type DecisionFile,
  type Point,
  pointId,
  type Rule,
} from "../decision-file.js";
import type { JsonObject } from "../json.js";
import { firstRuleThatHolds, isOfferedBy, type Situation } from "../qualification.js";
import type { DecisionStory } from "../service.js";
import {
  type Diagnostic,
  noDecisionQualified,
  noSuchDecision,
  notConfigured,
} from "./diagnostic.js";
import type { PointAsked, Question } from "./question.js";

const PRODUCT = "ssot__GoodsProduct__dlm";

/** What came of one point: an entry, or none and the reason why. */
export interface Verdict {
  story: DecisionStory;
  entry?: JsonObject;
  diagnostics: Diagnostic[];
}

function itemOf(entry: CatalogEntry, contentId: string): JsonObject {
  return {
    ssot__Id__c: entry.id,
    ssot__Name__c: entry.name,
    ssot__PrimaryProductCategory__c: entry.category,
    ssot__ProductSKU__c: entry.id,
    ImageUrl__c: entry.image,
    PurchaseUrl__c: entry.url,
    Price__c: entry.price,
    Currency__c: entry.currency,
    personalizationContentId: contentId,
  };
}

function entryOf(
  file: DecisionFile,
  name: string,
  point: Point,
  rule: Rule,
  question: Question,
): JsonObject {
  const personalizationId = randomUUID();
  const { attributes = {}, items } = rule.answer;
  const chosen = items ? recommend(file.catalog, items, question.anchor) : [];
  return {
    personalizationId,
    personalizationPointId: pointId(name, point),
    personalizationPointName: name,
    decisionId: decisionId(name, rule),
    ...(items ? { dmoName: point.dmoName ?? PRODUCT } : {}),
    attributes,
    data: chosen.map((each, index) => itemOf(each, `${personalizationId}:${index}`)),
  };
}

function hasContent(entry: JsonObject): boolean {
  const { data, attributes } = entry as { data: unknown[]; attributes: object };
  return data.length > 0 || Object.keys(attributes).length > 0;
}

function find(file: DecisionFile, asked: PointAsked): [string, Point] | undefined {
  return Object.entries(file.points).find(
    ([name, point]) =>
      isOfferedBy(point, "salesforce") &&
      (asked.name === undefined || asked.name === name) &&
      (asked.id === undefined || asked.id === pointId(name, point)),
  );
}

function absent(point: string, reason: string, diagnostic: Diagnostic): Verdict {
  return { story: { point, outcome: "absent", reason }, diagnostics: [diagnostic] };
}

/** Why a point that exists still is not looked at, or undefined where it is. */
function reasonToSkip(point: Point, situation: Situation): string | undefined {
  const dataspace = point.dataspace ?? "default";
  if (dataspace !== situation.dataspace) return `it belongs to data space ${dataspace}`;
  if (point.authenticationRequired && !situation.authenticated) return "it requires authentication";
  return undefined;
}

export function judge(
  file: DecisionFile,
  asked: PointAsked,
  question: Question,
  situation: Situation,
): Verdict {
  const shown = asked.name ?? asked.id ?? "";
  const found = find(file, asked);
  if (!found)
    return absent(shown, "unknown point", notConfigured(shown, "there is none of that name"));
  const [name, point] = found;
  const skipped = reasonToSkip(point, situation);
  if (skipped) return absent(name, skipped, notConfigured(name, skipped));
  const forced = asked.decisionId;
  const rule =
    forced === undefined
      ? firstRuleThatHolds(point, situation)
      : point.rules.find((each) => decisionId(name, each) === forced);
  if (!rule && forced !== undefined) {
    return absent(name, `no decision ${forced}`, noSuchDecision(name, forced));
  }
  if (!rule) return absent(name, "no rule held", noDecisionQualified(name));
  const entry = entryOf(file, name, point, rule, question);
  const outcome = hasContent(entry) ? "decided" : "empty";
  return {
    entry,
    story: { point: name, outcome, rule: rule.name },
    diagnostics: rule.answer.diagnostics ?? [],
  };
}
