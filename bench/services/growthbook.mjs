import { hero, points } from "./content.mjs";

export const hosts = ["cdn.growthbook.io"];

export function answer({ path }) {
  if (!path.startsWith("/api/features/")) return undefined;
  const rules = [{ condition: { country: "DE" }, force: hero }];
  const feature = { defaultValue: null, rules };
  const features = Object.fromEntries(points.map((point) => [point, feature]));
  return { json: { status: 200, features, dateUpdated: "2026-01-01T00:00:00.000Z" } };
}
