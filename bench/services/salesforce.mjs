import { hero } from "./content.mjs";

export const hosts = ["bench.c360a.salesforce.com"];

export function answer({ path, json }) {
  if (path.startsWith("/web/events/")) return { status: 202 };
  if (path !== "/personalization/decisions") return undefined;
  const points = json().personalizationPoints;
  return { text: answerFor(points), type: "application/json" };
}

/** Kept, so that the making of a large answer is no part of anybody's time. */
const answers = new Map();

function answerFor(points) {
  const question = JSON.stringify(points);
  if (!answers.has(question)) answers.set(question, JSON.stringify(decide(points)));
  return answers.get(question);
}

function decide(points) {
  return { personalizations: points.map(decisionFor), requestId: "bench-request" };
}

/** The name of a point says how many items it gets and how long each is: `list_2000_500`. */
function decisionFor({ name }, place) {
  const personalizationId = `5b1e0c9a-7c0e-4f6e-9a41-${String(place).padStart(12, "0")}`;
  const [, count, length] = /^list_(\d+)_(\d+)/.exec(name) ?? [];
  const items = Array.from({ length: Number(count ?? 0) }, (_, index) => ({
    personalizationContentId: `${personalizationId}:${index}`,
    ...itemOf(index, Number(length)),
  }));
  return {
    personalizationId,
    personalizationPointId: "9ppXX0000000001YAA",
    personalizationPointName: name,
    dmoName: items.length > 0 ? "ssot__GoodsProduct__dlm" : undefined,
    attributes: items.length > 0 ? {} : hero,
    data: items,
  };
}

function itemOf(index, length) {
  const item = {
    ssot__Id__c: `SKU-${1000 + index}`,
    ssot__Name__c: `Trail boot ${index}`,
    ImageUrl__c: `/images/boot-${index}.svg`,
    Price__c: 89.5 + index,
  };
  const rest = length - JSON.stringify(item).length;
  return rest > 0 ? { ...item, Description__c: "d".repeat(rest) } : item;
}
