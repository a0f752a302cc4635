/**
 * The npm entry, and with the core inside (core_inside.ts in the place of core_beside.ts) the entry
 * `attune/inline`. Importing it does nothing, in a browser, a worker or on a server.
 *
 * The errors are a file of their own, so that a bundle which only asks whether something is one of
 * them is not given all the rest.
 */
import { createAttune } from "./attune.js";
import { coreSource, remedy } from "./core_beside.js";
import { createLoader } from "./load_core.js";
import type { Attune } from "./surface.js";

export type * from "./surface.js";
export type * from "./types.js";
export { AttuneError, isAttuneError } from "./error.js";

const attune: Attune = createAttune(createLoader(coreSource, remedy));

/** Starts the SDK. See {@link Attune.init}. */
export const init: Attune["init"] = attune.init;
/** Asking for decisions. See {@link PersonalizationApi}. */
export const Personalization: Attune["Personalization"] = attune.Personalization;
/** Showing decisions in the page's zones. See {@link ContentZoneHandlerApi}. */
export const ContentZoneHandler: Attune["ContentZoneHandler"] = attune.ContentZoneHandler;
/** Telling what was shown and used. See {@link EngagementApi}. */
export const Engagement: Attune["Engagement"] = attune.Engagement;
/** Sends any event; resolves once it is safely queued. See {@link Attune.sendEvent}. */
export const sendEvent: Attune["sendEvent"] = attune.sendEvent;
/** Sends what is queued now. See {@link Attune.flush}. */
export const flush: Attune["flush"] = attune.flush;
/** What became of the events so far. See {@link Attune.getDeliveryStatus}. */
export const getDeliveryStatus: Attune["getDeliveryStatus"] = attune.getDeliveryStatus;
/** What happened to the last questions. See {@link Attune.explain}. */
export const explain: Attune["explain"] = attune.explain;
/** Tells the visitor's verdicts. See {@link Attune.updateConsents}. */
export const updateConsents: Attune["updateConsents"] = attune.updateConsents;
/** The verdicts in force. See {@link Attune.getConsents}. */
export const getConsents: Attune["getConsents"] = attune.getConsents;
/** The id that decisions and events carry; null before an opt-in. */
export const getBrowserId: Attune["getBrowserId"] = attune.getBrowserId;
/** The same id, under the interactions SDK's name. */
export const getAnonymousId: Attune["getAnonymousId"] = attune.getAnonymousId;
/** Campaign parameters of this visit, without the `utm_` prefix. */
export const getCampaign: Attune["getCampaign"] = attune.getCampaign;
/** Erases everything stored for this visitor. See {@link Attune.forget}. */
export const forget: Attune["forget"] = attune.forget;
/** Sets what goes to the console. See {@link Attune.setLoggingLevel}. */
export const setLoggingLevel: Attune["setLoggingLevel"] = attune.setLoggingLevel;
/** The version of this package. */
export const version: string = attune.version;
