import { hero } from "./content.mjs";

export const hosts = [
  "app.launchdarkly.com",
  "clientsdk.launchdarkly.com",
  "clientstream.launchdarkly.com",
  "events.launchdarkly.com",
];

export function answer({ path }) {
  if (path.startsWith("/sdk/goals/")) return { json: [] };
  if (path.startsWith("/sdk/evalx/")) {
    return { json: { home_hero: { value: hero, version: 1, flagVersion: 1, variation: 0 } } };
  }
  if (path.startsWith("/events/")) return { status: 202 };
  return undefined;
}
