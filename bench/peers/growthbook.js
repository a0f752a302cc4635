// Downloads the rules once, decides in the page. It sends no events of its own.
import { GrowthBook } from "@growthbook/growthbook";

export async function decide(points) {
  const growthbook = new GrowthBook({
    apiHost: "https://cdn.growthbook.io",
    clientKey: "sdk-bench",
    attributes: { id: "visitor-1", country: "DE" },
    trackingCallback: () => {},
  });
  await growthbook.init({ timeout: 60_000 });
  return points.map((point) => growthbook.getFeatureValue(point, null));
}
