/**
 * The recommended items of a decision. Salesforce lists them under `data`. A Sitecore author who
 * wants a heading beside the items writes an object instead of a list, and then they come inside
 * it, without content ids: theirs are made as the SDK makes them for a bare list.
 */
export function itemsOf(decision) {
  if (decision.data.length > 0) return decision.data;
  const inner = decision.attributes?.items;
  if (!Array.isArray(inner)) return [];
  return inner
    .filter((item) => item !== null && typeof item === "object")
    .map((item, index) => ({
      ...item,
      personalizationContentId: `${decision.personalizationId}:${index}`,
    }));
}
