import { isObject } from "./json.js";
import * as shape from "./shape.js";
import type { Check, Problem } from "./shape.js";

const { record, text, listOf, mapOf, oneOf, count, amount, flag, anything } = shape;

const WHEN = record({
  "campaign?": mapOf(text),
  "visit?": record({ "atLeast?": count, "atMost?": count }),
  "consent?": oneOf("Opt In", "Opt Out"),
  "anchor?": text,
  "dataspace?": text,
  "identity?": oneOf("browser", "email", "identifiers"),
  "identityValue?": text,
  "authenticated?": flag,
  "context?": mapOf(anything),
  "language?": text,
});

const SIMILAR = record({ similarTo: oneOf("anchor"), "limit?": count });
const IN_CATEGORY = record({ category: text, "limit?": count });

const ITEMS: Check = (value, path, problems) => {
  if (Array.isArray(value)) listOf(text)(value, path, problems);
  else if (isObject(value) && "similarTo" in value) SIMILAR(value, path, problems);
  else if (isObject(value) && "category" in value) IN_CATEGORY(value, path, problems);
  else {
    const expected = 'a list of catalog ids, {similarTo: "anchor"} or {category}';
    problems.push({ path, expected });
  }
};

const ANSWER_MEMBERS = record({
  "attributes?": mapOf(anything),
  "items?": ITEMS,
  "nothing?": oneOf(true),
  "body?": anything,
  "contentType?": text,
  "diagnostics?": listOf(record({ code: text, description: text })),
});

/** An answer says exactly one thing: content, nothing, or an author's raw body. */
const ANSWER: Check = (value, path, problems) => {
  ANSWER_MEMBERS(value, path, problems);
  if (!isObject(value)) return;
  const kinds = [
    "attributes" in value || "items" in value,
    "nothing" in value,
    "body" in value,
  ].filter(Boolean).length;
  if (kinds === 1) return;
  problems.push({ path, expected: "one of attributes and/or items, nothing, or body" });
};

const RULE = record({
  name: text,
  "id?": text,
  "description?": text,
  when: WHEN,
  answer: ANSWER,
});

const POINT = record({
  "id?": text,
  "description?": text,
  "dataspace?": text,
  "authenticationRequired?": flag,
  "services?": listOf(oneOf("salesforce", "sitecore"), 1),
  "dmoName?": text,
  rules: listOf(RULE),
});

/** Open: a shop's catalog may hold more than what becomes an item. */
const CATALOG_ENTRY: Check = (value, path, problems) => {
  const needed: Record<string, Check> = {
    id: text,
    name: text,
    category: text,
    price: amount,
    currency: text,
    image: text,
    url: text,
  };
  if (!isObject(value)) {
    problems.push({ path, expected: `an object with ${Object.keys(needed).join(", ")}` });
    return;
  }
  for (const [key, check] of Object.entries(needed)) check(value[key], `${path}.${key}`, problems);
};

const FILE = record({
  "description?": text,
  salesforce: record({
    appSourceId: shape.uuid,
    dataspaces: listOf(text, 1),
    client: record({ id: text, secret: text, "tokenSeconds?": amount }),
  }),
  sitecore: record({
    clientKey: text,
    pointsOfSale: listOf(text, 1),
    contextId: text,
    siteName: text,
    "browserIds?": listOf(shape.uuid),
  }),
  "visits?": record({ idleSeconds: amount }),
  "catalog?": listOf(CATALOG_ENTRY),
  points: mapOf(POINT),
});

interface Sketch {
  salesforce: { dataspaces: string[] };
  catalog?: { id: string }[];
  points: Record<
    string,
    { id?: string; dataspace?: string; rules: { answer: { items?: unknown } }[] }
  >;
}

/** What only shows when the parts are looked at together. */
function contradictionsOf(file: Sketch): Problem[] {
  const problems: Problem[] = [];
  const catalog = (file.catalog ?? []).map((entry) => entry.id);
  reportTwins(catalog, "catalog", problems);
  const points = Object.entries(file.points);
  const ids = points.flatMap(([, point]) => point.id ?? []);
  reportTwins(ids, "points", problems);
  for (const [name, point] of points) {
    const path = `points.${name}`;
    const dataspace = point.dataspace ?? "default";
    if (!file.salesforce.dataspaces.includes(dataspace)) {
      problems.push({ path: `${path}.dataspace`, expected: "one of salesforce.dataspaces" });
    }
    point.rules.forEach((rule, index) => {
      const items = rule.answer.items;
      const named: unknown[] = Array.isArray(items) ? items : [];
      const missing = named.map(String).filter((id) => !catalog.includes(id));
      if (missing.length === 0) return;
      const expected = `ids of the catalog, which has no ${missing.join(", ")}`;
      problems.push({ path: `${path}.rules[${index}].answer.items`, expected });
    });
  }
  return problems;
}

function reportTwins(ids: string[], path: string, problems: Problem[]): void {
  const twins = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twins.length > 0)
    problems.push({ path, expected: `each id once, not twice ${twins.join(", ")}` });
}

export function problemsOf(content: unknown): Problem[] {
  const problems: Problem[] = [];
  FILE(content, "", problems);
  return problems.length > 0 ? problems : contradictionsOf(content as Sketch);
}
