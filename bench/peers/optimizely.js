// Feature Experimentation: downloads the rules once, decides in the page.
import {
  createBatchEventProcessor,
  createInstance,
  createPollingProjectConfigManager,
} from "@optimizely/optimizely-sdk";

async function start() {
  const optimizely = createInstance({
    projectConfigManager: createPollingProjectConfigManager({ sdkKey: "bench-key" }),
    eventProcessor: createBatchEventProcessor(),
  });
  await optimizely.onReady({ timeout: 60_000 });
  return optimizely.createUserContext("visitor-1", { country: "DE" });
}

export async function decide(points) {
  const visitor = await start();
  const decisions = points.map((point) => visitor.decide(point));
  return decisions.map(({ enabled, variables }) => (enabled ? variables : null));
}

export async function track() {
  const visitor = await start();
  return () => visitor.trackEvent("bench_visit");
}
