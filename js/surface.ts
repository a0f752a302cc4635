// The calls of the public contract: what each takes and returns, and which errors it knows.
import type { AttuneError } from "./error.js";
import type {
  AttuneConfig,
  Consent,
  ConsentRecord,
  ContentReference,
  ContentZone,
  ContentZoneCallbacks,
  DecisionAccount,
  DecisionContext,
  DeliveryStatus,
  FetchOptions,
  InteractionEvent,
  LoggingLevel,
  ObserveOptions,
  PersonalizationConfig,
  PersonalizationResponse,
} from "./types.js";

/** The whole surface: what the npm entry exports, and what `window.Attune` is. */
export interface Attune {
  /**
   * Starts the SDK. Idempotent: a second call with the same config (consents, level and core aside)
   * returns the first promise, and its level counts. After a failure it may be called again; until
   * then every call that gives a promise rejects with the error of the start.
   * A mistake of the page is also said with `console.error`, once, whatever the level of `logging`.
   *
   * @returns a promise that resolves once configured; it does not wait for a promise of consents
   * @throws AttuneError (by rejection) `invalid-config` (all problems at once, or another config
   *   while started), `wasm-unavailable`, `unavailable` (outside a page), `internal`
   */
  readonly init: (config: AttuneConfig) => Promise<void>;
  /** Asking for decisions. */
  readonly Personalization: PersonalizationApi;
  /** Showing them. */
  readonly ContentZoneHandler: ContentZoneHandlerApi;
  /** Telling what was shown and used. */
  readonly Engagement: EngagementApi;
  /**
   * Sends any event, in the shape of the interactions SDK. Before `init` it waits for one, for ten
   * seconds, with its time and address; so do impressions and clicks, fifty in all.
   *
   * @returns a promise that resolves once the event is safely queued; delivery trouble is no rejection
   * @throws AttuneError (by rejection) `not-initialized`, `invalid-argument`, `wasm-unavailable`, `internal`
   */
  readonly sendEvent: (event: InteractionEvent) => Promise<void>;
  /**
   * Sends what is queued now.
   *
   * @returns a promise of the status afterwards
   * @throws AttuneError (by rejection) `not-initialized`, `wasm-unavailable`, `internal`
   */
  readonly flush: () => Promise<DeliveryStatus>;
  /** What became of the events so far. All zero before `init`. */
  readonly getDeliveryStatus: () => DeliveryStatus;
  /**
   * Tells the visitor's verdicts, at any time. Before `init` they count as the starting value.
   * Entries that are no consent are ignored.
   *
   * @throws AttuneError `invalid-argument` where the value is no plain data
   */
  readonly updateConsents: (consents: Consent | Consent[]) => void;
  /**
   * What happened to the last 20 questions, oldest first: the way each took, when, what was reused
   * and what the service charges. `[]` before `init`, and after `forget`.
   */
  readonly explain: () => DecisionAccount[];
  /** The verdicts in force. `[]` before `init`. */
  readonly getConsents: () => ConsentRecord[];
  /** The id that decisions and events carry. `null` before an opt-in. */
  readonly getBrowserId: () => string | null;
  /** The same id, under the interactions SDK's name. */
  readonly getAnonymousId: () => string | null;
  /** Campaign parameters of this visit, without the `utm_` prefix. `{}` before `init`. */
  readonly getCampaign: () => Record<string, string>;
  /**
   * Erases everything Attune stored for this visitor, in every tab, and stops until the next opt-in.
   *
   * @throws AttuneError (by rejection) `not-initialized`, `wasm-unavailable`, `internal`
   */
  readonly forget: () => Promise<void>;
  readonly AttuneError: typeof AttuneError;
  /** Whether a value is an error of Attune's, also where two copies of it are loaded. */
  readonly isAttuneError: (value: unknown) => value is AttuneError;
  /**
   * Sets what goes to the console: a name in any case, or a number from 0 (none) to 5 (trace).
   * Anything else changes nothing. "info" tells of starts and of what became of each point asked for,
   * "debug" also of each question and each event, a line each: by their names and ids, without what is
   * in them.
   */
  readonly setLoggingLevel: (level: LoggingLevel | number) => void;
  /** The version of this package. */
  readonly version: string;
}

/** {@link Attune.Personalization} */
export interface PersonalizationApi {
  /**
   * Asks for decisions. Calls made in one turn of the event loop travel as one request, and the
   * same point asked twice is paid for once. Before `init` it waits for one, within its deadline.
   *
   * @param points - names of personalization points, at least one
   * @param context - facts that go with the question
   * @param options - how it is asked
   * @returns the answer, with an outcome for every point
   * @throws AttuneError (by rejection) where no requested point got an answer: `not-initialized`,
   *   `invalid-argument`, `no-consent`, `timeout`, `aborted`, `network`, `http`, `unauthorized`,
   *   `rate-limited`, `bad-response`, `unavailable`, `wasm-unavailable`, `internal`
   */
  readonly fetch: (
    points: string[],
    context?: DecisionContext,
    options?: FetchOptions,
  ) => Promise<PersonalizationResponse>;
  readonly Config: {
    /**
     * Tells which experiences there are and how they are shown; without an argument, that there are
     * none. May be called before `init`.
     *
     * @throws AttuneError `invalid-argument`
     */
    readonly initialize: (config?: PersonalizationConfig) => void;
    readonly ContentZoneHandler: {
      /**
       * Sets the handler of a zone, in the official form: it gets the rendered content. May be
       * called before `init`. The last handler set for a zone counts, whichever its form; one with
       * an empty body takes it away, and the next one is given the content again.
       *
       * @throws AttuneError `invalid-argument`
       */
      readonly set: (contentZoneName: string, handler: ContentZoneCallbacks) => void;
    };
  };
}

/** {@link Attune.ContentZoneHandler} */
export interface ContentZoneHandlerApi {
  /**
   * Sets the handler of a zone, in the handbook's form: it gets the response for the zone's point.
   * The last one set counts; one set after the response came gets that response. May be called
   * before `init`. What a handler throws harms nobody else.
   *
   * An answer reaches a zone once, whoever sets its handler anew, so that a component may set a new
   * closure whenever it is drawn. After the undo, `remove`, or a handler with an empty body it comes
   * again, ten times at most. All handlers of an answer are given the same response, which is frozen.
   *
   * @returns the undo of this very handler: it does nothing where another one has its place
   * @throws AttuneError `invalid-argument`
   */
  readonly set: (zone: ContentZone) => () => void;
  /** Removes the zone's handler, whichever its form. */
  readonly remove: (contentZoneName: string) => void;
}

/** {@link Attune.Engagement} */
export interface EngagementApi {
  /**
   * "It was shown." Sent once per decision and content id in a page view.
   *
   * @returns a promise that resolves once the event is safely queued; delivery trouble is no rejection
   * @throws AttuneError (by rejection) `not-initialized`, `invalid-argument`, `wasm-unavailable`, `internal`
   */
  readonly impression: (of: ContentReference) => Promise<void>;
  /** "It was used." As {@link EngagementApi.impression}, but every call counts. */
  readonly click: (of: ContentReference) => Promise<void>;
  /**
   * Watches an element, also one that is put into the page later. Impression: half of the smaller of
   * the element and what shows it (the viewport, a scroller, a frame) was in view for one second
   * without a break, after the opt-in, in a visible page, while it really showed; one a reference and
   * page view. Click: on it or inside it, by a person; one a press, wherever and however often the
   * reference is observed. Without `IntersectionObserver` and `ResizeObserver` there is no
   * impression. May be called before `init`.
   *
   * @returns a function that ends the watching
   * @throws AttuneError `invalid-argument`
   */
  readonly observe: (
    element: Element,
    of: ContentReference,
    options?: ObserveOptions,
  ) => () => void;
}
