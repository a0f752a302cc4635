import { hero, points } from "./content.mjs";

export const hosts = ["us.i.posthog.com", "us-assets.i.posthog.com"];

export function answer({ path }) {
  if (path.startsWith("/flags")) return { json: flags };
  if (path.endsWith("/config")) return { json: settings };
  // The vendor's CDN answers with a script that sets the same settings and nothing else.
  if (path.endsWith("/config.js")) {
    return { type: "text/javascript", text: scriptOf(settings) };
  }
  if (/^\/(e|i\/v0\/e|batch|s)\/?$/.test(path)) return { json: { status: "Ok" } };
  return undefined;
}

const settings = {
  token: "phc_bench",
  supportedCompression: ["gzip", "gzip-js"],
  hasFeatureFlags: true,
  autocapture_opt_out: true,
  capturePerformance: false,
  sessionRecording: false,
  surveys: false,
  heatmaps: false,
  defaultIdentifiedOnly: true,
  siteApps: [],
};

const scriptOf = (value) =>
  `(window._POSTHOG_REMOTE_CONFIG={})["phc_bench"]={config:${JSON.stringify(value)},siteApps:[]}`;

const flagOf = (key) => ({
  key,
  enabled: true,
  variant: "welcome",
  reason: { code: "condition_match", condition_index: 0, description: "matched" },
  metadata: { id: 1, version: 1, payload: JSON.stringify(hero) },
});

const flags = {
  flags: Object.fromEntries(points.map((point) => [point, flagOf(point)])),
  errorsWhileComputingFlags: false,
  requestId: "bench-request",
  evaluatedAt: 0,
};
