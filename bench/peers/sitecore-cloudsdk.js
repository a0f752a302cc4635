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

export async function decide() {
  CloudSDK(settings).addEvents().addPersonalize({ enablePersonalizeCookie: true }).initialize();
  return personalize({ channel: "WEB", currency: "EUR", friendlyId: "home_hero" });
}

export async function track() {
  CloudSDK(settings).addEvents().initialize();
  return () => event({ type: "bench:visit", channel: "WEB", currency: "EUR", page: "home" });
}
