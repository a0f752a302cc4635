import { hero, points } from "./content.mjs";

export const hosts = [
  "app.launchdarkly.com",
  "clientsdk.launchdarkly.com",
  "clientstream.launchdarkly.com",
  "events.launchdarkly.com",
];

export function answer({ path }) {
  if (path.startsWith("/sdk/goals/")) return { json: [] };
  if (path.startsWith("/sdk/evalx/")) {
    const flag = { value: hero, version: 1, flagVersion: 1, variation: 0 };
    return { json: Object.fromEntries(points.map((point) => [point, flag])) };
  }
  if (path.startsWith("/events/")) return { status: 202 };
  return undefined;
}
