import { isOptedIn } from "./consents.js";
import { isRecord, ownMembers } from "./own_members.js";
import type { Consent } from "./types.js";

/**
 * Has the browser connect to the service while the core compiles, so that the first question need not
 * wait for that. Only where an opt-in stands: a connection alone tells the service that somebody is
 * here. Leaves nothing in the page.
 *
 * @param config - as the page gave it; the core has not judged it yet
 */
export function openConnection(config: Record<string, unknown>, consents: Consent[]): void {
  const { salesforce, sitecore } = ownMembers(config);
  const service = salesforce ?? sitecore;
  if (!isOptedIn(consents) || !isRecord(service)) return;
  try {
    const link = document.createElement("link");
    link.rel = "preconnect";
    // Of the kind that requests without cookies use.
    link.crossOrigin = "anonymous";
    link.href = String(ownMembers(service)["endpoint"]);
    document.head.append(link);
    // Frameworks that take over a page from the server look for what they did not put there.
    link.remove();
  } catch {
    // A page that forbids it connects a little later.
  }
}
