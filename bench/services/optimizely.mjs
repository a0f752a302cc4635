import { hero, points } from "./content.mjs";

export const hosts = ["cdn.optimizely.com", "logx.optimizely.com"];

export function answer({ path }) {
  if (path.startsWith("/datafiles/")) return { json: datafile };
  if (path === "/v1/events") return { status: 204 };
  return undefined;
}

const variables = Object.entries(hero).map(([key, value], place) => ({
  id: String(10 + place),
  key,
  type: "string",
  defaultValue: "",
  value,
}));

const ruleOf = (place) => ({
  id: `2${place}`,
  key: `bench_rule_${place}`,
  layerId: `8${place}`,
  status: "Running",
  forcedVariations: {},
  audienceIds: ["40"],
  trafficAllocation: [{ entityId: `3${place}`, endOfRange: 10000 }],
  variations: [
    {
      id: `3${place}`,
      key: "on",
      featureEnabled: true,
      variables: variables.map(({ id, value }) => ({ id, value })),
    },
  ],
});

const condition = { type: "custom_attribute", match: "exact", name: "country", value: "DE" };

const datafile = {
  version: "4",
  revision: "1",
  projectId: "1",
  accountId: "1",
  anonymizeIP: true,
  botFiltering: false,
  sendFlagDecisions: true,
  sdkKey: "bench-key",
  environmentKey: "production",
  attributes: [{ id: "2", key: "country" }],
  audiences: [],
  typedAudiences: [{ id: "40", name: "germany", conditions: ["and", ["or", ["or", condition]]] }],
  events: [{ id: "50", key: "bench_visit", experimentIds: [] }],
  experiments: [],
  groups: [],
  rollouts: points.map((_, place) => ({ id: `6${place}`, experiments: [ruleOf(place)] })),
  featureFlags: points.map((key, place) => ({
    id: `7${place}`,
    key,
    rolloutId: `6${place}`,
    experimentIds: [],
    variables: variables.map(({ id, key, type, defaultValue }) => ({
      id,
      key,
      type,
      defaultValue,
    })),
  })),
  integrations: [],
  holdouts: [],
};
