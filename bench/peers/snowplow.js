// Events only.
import { newTracker, trackStructEvent } from "@snowplow/browser-tracker";

export async function track() {
  newTracker("bench", "https://collector.shop.example", { appId: "shop" });
  return () => trackStructEvent({ category: "bench", action: "visit" });
}
