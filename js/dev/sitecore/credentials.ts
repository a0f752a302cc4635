import type { DecisionFile } from "../decision-file.js";
import { Refusal } from "../refusal.js";
import type { Ask } from "../service.js";

/** The same service by two doors: directly, or through the Edge proxy, which adds key and point of sale. */
export type Door = "direct" | "edge";

type Site = DecisionFile["sitecore"];

function one(ask: Ask, name: string): string | undefined {
  const all = ask.url.searchParams.getAll(name);
  if (all.length > 1) throw new Refusal(400, `${name} is given ${all.length} times.`);
  return all[0];
}

export function queryValue(ask: Ask, name: string): string | undefined {
  return one(ask, name);
}

/** The vendor's Content SDK sends the context in a header instead of the query. */
function contextOf(ask: Ask): string | undefined {
  const header = ask.headers["x-sitecore-contextid"];
  return one(ask, "sitecoreContextId") ?? (typeof header === "string" ? header : undefined);
}

export function requireContext(ask: Ask, site: Site): void {
  if (contextOf(ask) !== site.contextId) throw new Refusal(401, "Unknown sitecoreContextId.");
}

export function requireSite(ask: Ask, site: Site): void {
  if (one(ask, "siteId") !== site.siteName) {
    throw new Refusal(400, `Unknown siteId. Known: ${site.siteName}.`);
  }
}

export function requireKey(key: unknown, site: Site): void {
  if (key !== site.clientKey) throw new Refusal(401, "Unknown client key.");
}

/** The proxy fills these in itself, so what the page sends there is empty. */
export function requireEmpty(value: unknown, name: string): void {
  if (value !== "") throw new Refusal(400, `${name} must be an empty text through the Edge proxy.`);
}

export function requireQueryKey(ask: Ask, name: string, door: Door, site: Site): void {
  const key = one(ask, name);
  if (door === "direct") requireKey(key, site);
  else if (key !== undefined) requireEmpty(key, name);
}
