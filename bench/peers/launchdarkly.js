import { initialize } from "launchdarkly-js-client-sdk";

async function start() {
  const client = initialize("bench-client-side-id", { kind: "user", key: "visitor-1" });
  await client.waitForInitialization(60);
  return client;
}

export async function decide(points) {
  const client = await start();
  return points.map((point) => client.variation(point, null));
}

export async function track() {
  const client = await start();
  return () => client.track("bench-visit");
}
