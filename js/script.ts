/**
 * The classic script: one file, the core inside, `window.Attune` when it has run.
 *
 * It starts by itself where its own tag names a provider; else the page calls `Attune.init`.
 *
 * | attribute | config |
 * |---|---|
 * | `data-salesforce-endpoint` | `salesforce.endpoint` |
 * | `data-salesforce-app-source-id` | `salesforce.appSourceId` |
 * | `data-sitecore-endpoint` | `sitecore.endpoint` |
 * | `data-sitecore-client-key` | `sitecore.clientKey` |
 * | `data-sitecore-point-of-sale` | `sitecore.pointOfSale` |
 * | `data-sitecore-channel` | `sitecore.channel` |
 * | `data-sitecore-language` | `sitecore.language` |
 * | `data-sitecore-currency-code` | `sitecore.currencyCode` |
 * | `data-sitecore-edge-context-id` | `sitecore.edge.contextId` |
 * | `data-sitecore-edge-site-name` | `sitecore.edge.siteName` |
 * | `data-dataspace` | `personalization.dataspace` |
 * | `data-cookie-domain` | `cookieDomain` |
 * | `data-timeout-ms` | `timeoutMs` |
 * | `data-consent="opt-in"` | `consents`: the page vouches for an opt-in to "Tracking", as provider "page" |
 * | `data-consent="remembered"` | `consents`: the verdict this visitor gave last counts |
 * | `data-redaction="emails cards"` | `redaction`: those kinds; "none": `[]`, none of them |
 * | `data-logging` | `logging` |
 * | `data-global="SalesforceInteractions"` | none: the same object under that name too |
 *
 * An attribute that is blank counts as absent. `data-attune` marks the tag where the browser does not
 * tell which one is running.
 */
import { coreBytes } from "attune:wasm";

import { createAttune } from "./attune.js";
import { createLoader } from "./load_core.js";
import { createLog } from "./log.js";
import { findScriptTag, takePlace } from "./script_tag.js";
import type { Attune } from "./surface.js";

export type * from "./surface.js";
export type * from "./types.js";
export type { AttuneError } from "./error.js";

declare global {
  interface Window {
    /** The public surface, or what stands in for it until it has arrived. */
    Attune: Attune;
    /** The same where the tag asks for it: `data-global="SalesforceInteractions"`. */
    SalesforceInteractions?: Attune;
  }
  /** As `window.Attune`. */
  var Attune: Attune;
}

const log = createLog();
const attune = createAttune(
  createLoader(() => coreBytes()),
  log,
);
takePlace(attune, findScriptTag()?.dataset ?? {}, log);
