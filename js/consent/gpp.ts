import type { Consent } from "../types.js";
import { memberOf, type CmpFunction, type CmpListener } from "./cmp.js";
import type { ConsentWatch, GppOptions } from "./surface.js";
import { watch, type Reading } from "./watch.js";

const optOuts = ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"];
const optedOut = 1;
// Section ids: those below are other countries' and the header's, 6 is the old US privacy string.
const firstUsSection = 6;
const firstReadable = 7;

/**
 * Listens to the page's consent platform by IAB Tech Lab's Global Privacy Platform (`__gpp`), for
 * its US sections.
 *
 * @param onVerdict - gets every verdict, the first included: `updateConsents`
 */
export function watchGpp(options: GppOptions, onVerdict: (consent: Consent) => void): ConsentWatch {
  const framework = {
    name_: "__gpp",
    add_: (cmp: CmpFunction, listener: CmpListener) => cmp("addEventListener", listener),
    remove_: (cmp: CmpFunction, id: unknown) => cmp("removeEventListener", () => undefined, id),
    statusOf_: (event: unknown) => memberOf(event, "pingData", "cmpStatus"),
    read_: (event: unknown) => read(event, options),
  };
  return watch(framework, options.provider ?? "GPP", options.patienceMs, onVerdict);
}

function read(event: unknown, { notApplicable = "no verdict" }: GppOptions): Reading | undefined {
  const ping = memberOf(event, "pingData");
  const applicable = memberOf(ping, "applicableSections");
  if (memberOf(ping, "signalStatus") !== "ready" || !Array.isArray(applicable)) return undefined;
  // The platform does not know yet where the visitor is.
  if (applicable.includes(0)) return undefined;
  const isChoice_ = memberOf(event, "eventName") === "signalStatus";
  const us = applicable.filter((id) => Number(id) >= firstUsSection);
  if (us.length === 0) return { verdict_: notApplicable, isChoice_ };
  const sections = usSections(memberOf(ping, "parsedSections"));
  if (sections.some(isOptOut)) return { verdict_: "Opt Out", isChoice_ };
  // A section that is in force and cannot be read may hold an opt-out.
  const needed = us.filter((id) => Number(id) >= firstReadable).length;
  const readable = sections.filter((parts) => parts.some(hasOptOuts));
  if (readable.length < Math.max(1, needed)) return undefined;
  return { verdict_: "Opt In", isChoice_ };
}

/** Each US section as the list of its parts: platforms give a list of parts, or one object. */
function usSections(parsed: unknown): unknown[][] {
  const sections: Array<[string, unknown]> = Object.entries(parsed ?? {});
  return sections
    .filter(([name]) => /^us[a-z]{2,3}$/.test(name))
    .map(([, section]) => (Array.isArray(section) ? (section as unknown[]) : [section]));
}

function hasOptOuts(part: unknown): boolean {
  return optOuts.some((name) => typeof memberOf(part, name) === "number");
}

function isOptOut(parts: unknown[]): boolean {
  const says = (part: unknown): boolean =>
    memberOf(part, "Gpc") === true || optOuts.some((name) => memberOf(part, name) === optedOut);
  return parts.some(says);
}
