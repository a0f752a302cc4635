import { isDeepStrictEqual } from "node:util";

import type { Campaign } from "./campaign.js";
import type { Point, Rule, When } from "./decision-file.js";
import { type JsonObject, member } from "./json.js";
import type { ServiceName } from "./service.js";

/** Who asks, and how they came: everything a rule can look at. */
export interface Situation {
  service: ServiceName;
  identity: "browser" | "email" | "identifiers";
  identityValue?: string | undefined;
  campaign: Campaign;
  visit: number;
  consent?: string | undefined;
  anchor?: string | undefined;
  dataspace?: string | undefined;
  authenticated: boolean;
  context: JsonObject;
  language?: string | undefined;
}

type Conditions = {
  [Name in keyof When]-?: (expected: NonNullable<When[Name]>, situation: Situation) => boolean;
};

function isAnyOr(expected: unknown, found: unknown): boolean {
  if (found === undefined) return false;
  if (expected === "*" || isDeepStrictEqual(found, expected)) return true;
  return (typeof found === "number" || typeof found === "boolean") && String(found) === expected;
}

function allMembers(expected: JsonObject, found: JsonObject): boolean {
  return Object.entries(expected).every(([key, value]) => isAnyOr(value, member(found, key)));
}

const CONDITIONS: Conditions = {
  campaign: (expected, { campaign }) => allMembers(expected, campaign),
  visit: ({ atLeast = 1, atMost = Infinity }, { visit }) => visit >= atLeast && visit <= atMost,
  consent: (expected, { consent }) => consent === expected,
  anchor: (expected, { anchor }) => isAnyOr(expected, anchor),
  dataspace: (expected, { dataspace }) => dataspace === expected,
  identity: (expected, { identity }) => identity === expected,
  identityValue: (expected, { identityValue }) => isAnyOr(expected, identityValue),
  authenticated: (expected, { authenticated }) => authenticated === expected,
  context: (expected, { context }) => allMembers(expected, context),
  language: (expected, { language }) => language?.toLowerCase() === expected.toLowerCase(),
};

type Condition = (expected: unknown, situation: Situation) => boolean;

function holds(name: keyof When, when: When, situation: Situation): boolean {
  const expected = when[name];
  // The decision file was checked on reading, so each condition gets the type it names.
  return expected === undefined || (CONDITIONS[name] as Condition)(expected, situation);
}

/** An author's raw body exists at Sitecore only, so such a rule is passed over elsewhere. */
function isSpokenBy(rule: Rule, service: ServiceName): boolean {
  return service === "sitecore" || rule.answer.body === undefined;
}

export function firstRuleThatHolds(point: Point, situation: Situation): Rule | undefined {
  const names = Object.keys(CONDITIONS) as (keyof When)[];
  return point.rules.find(
    (rule) =>
      isSpokenBy(rule, situation.service) &&
      names.every((name) => holds(name, rule.when, situation)),
  );
}

export function isOfferedBy(point: Point, service: ServiceName): boolean {
  return point.services === undefined || point.services.includes(service);
}
