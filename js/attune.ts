import { isOptedIn } from "./consents.js";
import type { LoadCore } from "./core.js";
import { createDecide } from "./decide.js";
import { AttuneError, invalid, isAttuneError } from "./error.js";
import { createLog, type Log } from "./log.js";
import { currentMoment } from "./moment.js";
import { createWatch, readMeasure } from "./observe.js";
import { isRecord } from "./own_members.js";
import { readRecord, settleLate, type Late } from "./plain.js";
import type { Begin } from "./requests.js";
import { createSession, type Session } from "./session.js";
import type { Attune, EngagementApi } from "./surface.js";
import { createStartReport } from "./tell_failed_start.js";
import type { ContentReference } from "./types.js";
import { readCallbackForm, readName, readOfficialForm } from "./zone_handlers.js";

/**
 * Makes the public surface. Nothing happens until it is used: no DOM, no network, no timer.
 *
 * @param load - brings the core
 */
export function createAttune(load: LoadCore, log: Log = createLog()): Attune {
  const session = createSession(load, log);
  const { ask_, consents_, personalize_, request_, start_, zones_ } = session;
  const getBrowserId = (): string | null => ask_("browser_id") ?? null;
  const tellFailure = createStartReport(log);

  return {
    init(config) {
      const starting = start_.init_(config);
      starting.catch(tellFailure);
      return starting;
    },
    Personalization: {
      fetch: createDecide(session),
      Config: {
        initialize(config) {
          personalize_(readRecord(config ?? {}, "config"));
        },
        ContentZoneHandler: {
          set(contentZoneName, handler) {
            zones_.set_(readOfficialForm(contentZoneName, handler));
          },
        },
      },
    },
    ContentZoneHandler: {
      set: (zone) => zones_.set_(readCallbackForm(zone)),
      remove(contentZoneName) {
        zones_.remove_(readName(contentZoneName, "contentZoneName"));
      },
    },
    Engagement: createEngagement(session, log),
    sendEvent: (event) => sendEvent(session, event),
    flush: () => request_((call) => () => ["flush", call], true),
    getDeliveryStatus: () =>
      ask_("delivery_status") ?? { tracked: 0, delivered: 0, queued: 0, dropped: {} },
    explain: () => ask_("accounts") ?? [],
    updateConsents: consents_.update_,
    getConsents: () =>
      (ask_("consent_records") ?? []).map(({ consent, lastUpdatedTime, lastSentTime }) => ({
        consent,
        lastUpdatedTime: new Date(lastUpdatedTime),
        ...(lastSentTime == null ? {} : { lastSentTime: new Date(lastSentTime) }),
      })),
    getBrowserId,
    getAnonymousId: getBrowserId,
    getCampaign: () => ask_("campaign") ?? {},
    forget: () => forget(session),
    AttuneError,
    isAttuneError,
    setLoggingLevel: log.setLevel_,
    version: __VERSION__,
  };
}

function sendEvent(session: Session, event: unknown): Promise<void> {
  const { early_, request_, start_, timeoutMs_ } = session;
  return request_(
    (call) => {
      const late: Late[] = [];
      const copied = readRecord(event, "event", late);
      const isLate = late.length > 0;
      const moment = isLate || !start_.isRunning_() ? currentMoment() : undefined;
      const begin: Begin = () => ["track", call, copied, moment];
      return isLate ? settleLate(late, timeoutMs_()).then(() => begin) : begin;
    },
    true,
    early_,
  );
}

function forget({ consents_, request_ }: Session): Promise<void> {
  return request_((call) => {
    // Before the core erases: what it is told again after a trap must not open the gate.
    consents_.forget_();
    return () => ["forget", call];
  }, true);
}

function createEngagement(session: Session, log: Log): EngagementApi {
  const { consents_, early_, request_, start_ } = session;
  const watch = createWatch(() => isOptedIn(consents_.given_()), log);
  const tell =
    (name: "impression" | "click") =>
    (of: ContentReference): Promise<void> =>
      request_(
        (call) => {
          const reference = readReference(of);
          const moment = start_.isRunning_() ? undefined : currentMoment();
          return () => [name, call, reference, moment];
        },
        true,
        early_,
      );
  const impression = tell("impression");
  const click = tell("click");
  return {
    impression,
    click,
    observe(element, of, options) {
      if (!isRecord(element) || typeof element.addEventListener !== "function") {
        throw invalid("observe takes an element of the page.");
      }
      const measure = readMeasure(options);
      const reference = readReference(of) as unknown as ContentReference;
      const { personalizationId: id, personalizationContentId: content } = reference;
      return watch(element, {
        ...measure,
        key_: `${id} ${content ?? id}`,
        seen_: () => start_.onceRunning_(() => void impression(reference)),
        pressed_: () => void click(reference),
      });
    },
  };
}

function readReference(of: unknown): Record<string, unknown> {
  return readRecord(of, "reference");
}
