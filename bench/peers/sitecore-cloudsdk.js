// Sitecore's present SDK, through the Edge proxy.
import { CloudSDK } from "@sitecore-cloudsdk/core/browser";
import { event } from "@sitecore-cloudsdk/events/browser";
import { personalize } from "@sitecore-cloudsdk/personalize/browser";

const settings = {
  sitecoreEdgeContextId: "bench-context",
  siteName: "shop",
  enableBrowserCookie: true,
  cookieDomain: location.hostname,
};

/** One question is one request. */
export async function decide(points) {
  CloudSDK(settings).addEvents().addPersonalize({ enablePersonalizeCookie: true }).initialize();
  const ask = (friendlyId) => personalize({ channel: "WEB", currency: "EUR", friendlyId });
  return Promise.all(points.map(ask));
}

export async function track() {
  CloudSDK(settings).addEvents().initialize();
  return () => event({ type: "bench:visit", channel: "WEB", currency: "EUR", page: "home" });
}
