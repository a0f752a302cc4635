// The npm entry, as a bundler takes it.
import { init, Personalization, sendEvent } from "attune";

const config = {
  salesforce: { endpoint: "https://bench.c360a.salesforce.com", appSourceId: "bench-source" },
  // A slow machine is to be measured, not given up.
  timeoutMs: 60_000,
  consents: { provider: "bench", purpose: "Tracking", status: "Opt In" },
};

export async function decide(points) {
  // Not awaited: a question waits for the start by itself.
  init(config);
  const { personalizations } = await Personalization.fetch(points);
  return personalizations.map(({ attributes }) => attributes);
}

export async function track() {
  await init(config);
  return () => sendEvent({ interaction: { name: "bench visit", eventType: "benchVisit" } });
}
