import posthog from "posthog-js";

// Surveys are a script of their own, and no part of either job.
const settings = { api_host: "https://us.i.posthog.com", disable_surveys: true };
const start = (loaded) => posthog.init("phc_bench", { ...settings, loaded });

export function decide(points) {
  start();
  return new Promise((resolve) => {
    posthog.onFeatureFlags(() => resolve(points.map(payloadOf)));
  });
}

const payloadOf = (point) => posthog.getFeatureFlagResult(point)?.payload;

export async function track() {
  await new Promise(start);
  return () => posthog.capture("bench-visit");
}
