// Sitecore's older SDK, straight to the service.
import { init } from "@sitecore/engage";

const settings = {
  clientKey: "bench-client-key",
  targetURL: "https://api-engage-eu.sitecorecloud.io",
  pointOfSale: "shop.example",
  cookieDomain: location.hostname,
  cookieExpiryDays: 365,
};
const page = { channel: "WEB", currency: "EUR", language: "EN", pointOfSale: "shop.example" };

/** One question is one request. */
export async function decide(points) {
  const engage = await init(settings);
  return Promise.all(points.map((friendlyId) => engage.personalize({ ...page, friendlyId })));
}

export async function track() {
  const engage = await init(settings);
  return () => engage.event("BENCH_VISIT", { ...page, page: "home" });
}
