// Events only.
import { AnalyticsBrowser } from "@segment/analytics-next";

export async function track() {
  const analytics = AnalyticsBrowser.load({ writeKey: "bench-key" });
  return () => analytics.track("bench-visit");
}
