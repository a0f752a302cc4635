// Sitecore, direct and through the Edge proxy: what both of its SDKs and Attune ask.
import { hero } from "./content.mjs";

export const hosts = ["api-engage-eu.sitecorecloud.io", "edge-platform.sitecorecloud.io"];

export function answer({ path }) {
  if (path.endsWith("/browser/create.json")) {
    return { status: 201, json: { ref: "3f9c0d2b-7a61-4845-9c1d-000000000001", status: "OK" } };
  }
  if (path.endsWith("/show.json")) {
    return { json: { customer: { ref: "3f9c0d2b-7a61-4845-9c1d-000000000002" }, status: "OK" } };
  }
  if (path.endsWith("/events/v1.2/events") || path.endsWith("/v1.2/events")) {
    return { status: 201, json: { status: "OK", version: "1.2" } };
  }
  if (path === "/v2/callFlows" || path === "/v1/personalize") return { json: hero };
  return undefined;
}
