// What the services decide on a good day.
import { randomUUID } from "node:crypto";

import type { Question } from "./question.js";

/** The words by which a test knows a point's content again. */
export function contentOf(point: string): { title: string; items: string[] } {
  return { title: `Title of ${point}`, items: [`${point}-1`, `${point}-2`] };
}

/** The body of a good answer: Salesforce's envelope, or what a Sitecore author composed. */
export function goodBody({ service, points }: Question): string {
  if (service === "sitecore") return JSON.stringify(contentOf(String(points[0])));
  const personalizations = points.map(entryOf);
  return JSON.stringify({ personalizations, requestId: randomUUID() });
}

/** One entry of Salesforce's answer. */
export function entryOf(point: string): Record<string, unknown> {
  const personalizationId = randomUUID();
  const { title, items } = contentOf(point);
  return {
    personalizationId,
    personalizationPointId: "9ppXX0000000001YAA",
    personalizationPointName: point,
    dmoName: "ssot__GoodsProduct__dlm",
    attributes: { title },
    data: items.map((id, place) => ({
      personalizationContentId: `${personalizationId}:${place}`,
      ssot__Id__c: id,
    })),
  };
}
