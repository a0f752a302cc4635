export const hosts = ["cdn.segment.com", "api.segment.io"];

export function answer({ path }) {
  if (path.endsWith("/settings")) return { json: settings };
  if (path.startsWith("/v1/")) return { json: { success: true } };
  return undefined;
}

const settings = {
  integrations: {
    "Segment.io": {
      apiKey: "bench-key",
      unbundledIntegrations: [],
      addBundledMetadata: true,
      maybeBundledConfigIds: {},
      versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
      apiHost: "api.segment.io/v1",
    },
  },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
};
