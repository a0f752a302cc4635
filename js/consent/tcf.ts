import type { Consent } from "../types.js";
import { memberOf, type CmpFunction, type CmpListener } from "./cmp.js";
import type { ConsentWatch, TcfOptions } from "./surface.js";
import { watch, type Reading } from "./watch.js";

const storage = 1;
const personalization = [5, 6];
// TCF 2.2 and later are version 2 of the API.
const version = 2;

/**
 * Listens to the page's consent platform by IAB Europe's TCF 2 (`__tcfapi`).
 *
 * @param onVerdict - gets every verdict, the first included: `updateConsents`
 */
export function watchTcf(options: TcfOptions, onVerdict: (consent: Consent) => void): ConsentWatch {
  const framework = {
    name_: "__tcfapi",
    add_: (cmp: CmpFunction, listener: CmpListener) => cmp("addEventListener", version, listener),
    remove_: (cmp: CmpFunction, id: unknown) =>
      cmp("removeEventListener", version, () => undefined, id),
    statusOf_: (data: unknown) => memberOf(data, "cmpStatus"),
    read_: (data: unknown) => read(data, options),
  };
  return watch(framework, options.provider ?? "TCF", options.patienceMs, onVerdict);
}

function read(data: unknown, options: TcfOptions): Reading | undefined {
  const event = memberOf(data, "eventStatus");
  const isChoice_ = event === "useractioncomplete";
  if (memberOf(data, "gdprApplies") === false) {
    return { verdict_: options.notApplicable ?? "Opt In", isChoice_ };
  }
  if (event !== "tcloaded" && !isChoice_) return undefined;
  return { verdict_: isAgreed(data, options) ? "Opt In" : "Opt Out", isChoice_ };
}

function isAgreed(data: unknown, { vendor, purposes = personalization }: TcfOptions): boolean {
  const needed = [storage, ...purposes];
  const isEveryPurpose = needed.every((id) => memberOf(data, "purpose", "consents", id) === true);
  return isEveryPurpose && (vendor === undefined || isVendorAgreed(data, vendor));
}

function isVendorAgreed(data: unknown, vendor: number): boolean {
  if (memberOf(data, "vendor", "consents", vendor) !== true) return false;
  // Since TCF 2.3; strings made before are still valid without it.
  const disclosed = memberOf(data, "vendor", "disclosedVendors");
  return disclosed == null || memberOf(disclosed, vendor) === true;
}
