import { hero } from "./content.mjs";

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

const rule = {
  id: "20",
  key: "bench_rule",
  layerId: "21",
  status: "Running",
  forcedVariations: {},
  audienceIds: ["40"],
  trafficAllocation: [{ entityId: "30", endOfRange: 10000 }],
  variations: [
    {
      id: "30",
      key: "on",
      featureEnabled: true,
      variables: variables.map(({ id, value }) => ({ id, value })),
    },
  ],
};

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
  rollouts: [{ id: "60", experiments: [rule] }],
  featureFlags: [
    {
      id: "70",
      key: "home_hero",
      rolloutId: "60",
      experimentIds: [],
      variables: variables.map(({ id, key, type, defaultValue }) => ({
        id,
        key,
        type,
        defaultValue,
      })),
    },
  ],
  integrations: [],
  holdouts: [],
};
