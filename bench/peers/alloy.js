// Adobe Experience Platform Web SDK.
import { createInstance } from "@adobe/alloy";

async function start() {
  const alloy = createInstance({ name: "alloy" });
  await alloy("configure", {
    datastreamId: "5f0d1f1e-bench-4d26-9e53-000000000000",
    orgId: "BENCH0000000000000000000@AdobeOrg",
  });
  return alloy;
}

export async function decide(points) {
  const alloy = await start();
  const { propositions } = await alloy("sendEvent", {
    renderDecisions: false,
    personalization: { decisionScopes: points },
  });
  return propositions.map(({ items: [item] }) => item.data.content);
}

export async function track() {
  const alloy = await start();
  return () => alloy("sendEvent", { xdm: { eventType: "bench.visit" } });
}
