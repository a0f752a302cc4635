// The data of the public contract: what goes in and what comes out. `surface.ts` has the calls.

// ---------------------------------------------------------------- starting

/** What `init` takes. */
export type AttuneConfig = OneProvider & Settings;

/** Exactly one. */
export type OneProvider =
  | {
      /** Decide with Salesforce Personalization. */
      salesforce: SalesforceProvider;
      sitecore?: undefined;
      local?: undefined;
    }
  | {
      /** Decide with Sitecore Personalize. */
      sitecore: SitecoreProvider;
      salesforce?: undefined;
      local?: undefined;
    }
  | {
      /** Decide in the page itself. */
      local: LocalProvider;
      salesforce?: undefined;
      sitecore?: undefined;
    };

/** What goes with any provider. */
export interface Settings {
  /**
   * The visitor's consents, one, several, or a promise of them. Nothing is stored and nothing is
   * sent before an opt-in. `[]` and absent mean "not yet"; so does a promise that rejects.
   *
   * "remembered": the verdict this visitor gave last opens the gate until the page says otherwise;
   * never against Global Privacy Control, an opt-out or an erasure.
   */
  consents?: ConsentInput | "remembered";
  /** Cookie domain. Default: the registrable domain, found by probing. */
  cookieDomain?: string;
  personalization?: {
    /** Salesforce data space. Default: the tenant's default data space. */
    dataspace?: string;
  };
  /** Milliseconds a whole decision may take, body included. Default 2000. */
  timeoutMs?: number;
  /**
   * Milliseconds a decision may be reused within the visit, for the same visitor, consents, point and
   * context: kept in session storage, 24 hours at most. Authenticated decisions are never reused.
   * Default 0: never.
   */
  decisionCacheMs?: number;
  /**
   * Milliseconds a decision may be older than that where the service fails and the alternative is
   * none; its outcome then says `stale`. Default 0: never.
   */
  staleDecisionMs?: number;
  /** Keep the landing page's campaign for the whole visit. Default true. */
  keepCampaign?: boolean;
  /**
   * What is taken out of page address, path, referrer and campaign before they are stored or sent;
   * `redacted` stands in its place. Default: all four. `[]` switches it off.
   */
  redaction?: Array<"emails" | "phones" | "cards" | "tokens">;
  /** What goes to the console. Default "none"; a page's own mistake in starting is said all the same, once. */
  logging?: LoggingLevel;
  /** Where the core comes from, if not from beside the script. */
  core?: CoreSource | Promise<CoreSource>;
}

/** An address (a text is relative to the page), an answer, the bytes, or the compiled module. */
export type CoreSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** A Salesforce Personalization tenant. */
export interface SalesforceProvider {
  /** For example `https://<tenant>.c360a.salesforce.com`. */
  endpoint: string;
  /** Website connector id: where events go. */
  appSourceId: string;
}

/** A Sitecore Personalize tenant. */
export interface SitecoreProvider {
  /** For example `https://api-engage-eu.sitecorecloud.io`; with `edge`, the Edge proxy's address. */
  endpoint: string;
  /** The tenant's public client key. */
  clientKey: string;
  /** The point of sale, as set up in the tenant. */
  pointOfSale: string;
  /** Default "WEB". */
  channel?: string;
  /** Two letters. Default: the page's language. */
  language?: string;
  /** Three letters of ISO 4217. Default: none is sent. */
  currencyCode?: string;
  /** Ask through the Edge proxy instead of the direct API. */
  edge?: { contextId: string; siteName: string };
}

/** Decisions made in the page. */
export interface LocalProvider {
  /** The decision model (points, decisions, experiments, catalogs), or where to fetch it. */
  model: string | object;
}

// ---------------------------------------------------------------- deciding

/** Facts that go with a question. */
export interface DecisionContext {
  /** Sitecore: over the config's, for this call; an empty one or no text counts as none. */
  channel?: string;
  language?: string;
  currency?: string;
  /** Id of the item the decision starts from, such as the product of this page. */
  anchorId?: string;
  /** What kind of thing the anchor is. */
  anchorType?: string;
  /** Sitecore: merged into `params` of the flow; `utm` given here wins over the captured one. */
  params?: Record<string, unknown>;
  /**
   * Anything else. A function is called and a promise awaited, for half of the deadline at most;
   * a value that throws, rejects, is undefined or comes too late is left out.
   */
  [custom: string]: unknown;
}

/** How one question is asked. */
export interface FetchOptions {
  /** Sitecore: identify by this instead of the browser id. Exactly one. */
  identity?: { email: string } | { identifiers: { id: string; provider: string } };
  /**
   * Salesforce: asks authenticated. A function is called once for the questions that leave together,
   * and once more where the service answers 401. Never stored, never logged.
   */
  accessToken?: string | (() => string | Promise<string>);
  /** Milliseconds for this question. Default: {@link AttuneConfig.timeoutMs}. */
  timeoutMs?: number;
  /** Gives the question up; the promise then rejects with `aborted`. */
  signal?: AbortSignal;
  /** Bypass the decision cache. Default false. */
  reload?: boolean;
}

/** The answer to a question. */
export interface PersonalizationResponse {
  /** The decisions that were made, in the order of the points asked for. */
  personalizations: PersonalizationDecision[];
  /** What became of each requested point. */
  outcomes: Record<string, DecisionOutcome>;
  requestId?: string;
  diagnostics?: Diagnostic[];
}

/** One decision. */
export interface PersonalizationDecision {
  personalizationId: string;
  personalizationPointName: string;
  personalizationPointId?: string;
  decisionId?: string;
  requestId?: string;
  individualId?: string;
  dataSpace?: string;
  dmoName?: string;
  /** Recommended items. Empty where there are none. */
  data: Array<Record<string, unknown> & { personalizationContentId: string }>;
  /** Manual content. Empty object where there is none. */
  attributes: Record<string, unknown>;
  /** The service's own body for this point, untouched. */
  raw: unknown;
}

/** What became of one requested point. */
export type DecisionOutcome =
  | {
      status: "decided" | "empty";
      source: "network" | "cache" | "local";
      /** How old a reused answer is, in milliseconds. */
      ageMs?: number;
      /** It stands in for a service that fails. */
      stale?: true;
    }
  | { status: "failed"; code: ErrorCode; message: string; retryable: boolean };

/** What became of one question to the service, which may be that of several calls. */
export interface DecisionAccount {
  /** The points it was about. */
  points: string[];
  /** When it was asked, in milliseconds since 1970. */
  at: number;
  /**
   * What was done, in order: `reused` (points were answered from the cache), `refused` (the service
   * is left alone because it failed), `request` or `probe` (a request left; a probe is the first one
   * after that rest), `answer` (its reply, or 0 where none came), `retry` (it is asked once more),
   * `settled` (whoever waited was told), `given-up` (nobody waited any longer).
   */
  steps: Array<{
    what: "reused" | "refused" | "request" | "probe" | "answer" | "retry" | "settled" | "given-up";
    /** Milliseconds since it was asked. */
    at: number;
    /** HTTP status of an `answer`. */
    status?: number;
  }>;
  /** What became of each point. */
  outcomes: Record<string, DecisionOutcome>;
  /** How many decisions the service charges for it. */
  billed: number;
}

/** A remark of the service. */
export interface Diagnostic {
  code: string;
  description: string;
}

// ---------------------------------------------------------------- showing

/** A content zone and what is to be called for it. */
export interface ContentZone {
  contentZoneName: string;
  /** The point whose responses the zone gets. Default: its experience's point, else the zone's own name. */
  personalizationPoint?: string;
  callback: (response: PersonalizationResponse) => void;
}

/** A handler in the official form. */
export interface ContentZoneCallbacks {
  onReady(content: string, metadata: ContentZoneMetadata): void;
  onRevert?(metadata: ContentZoneMetadata): void;
  onHighlight?(highlight: boolean, metadata?: ContentZoneMetadata): void;
  path?: string;
  label?: string;
}

/** Where a zone's content comes from. */
export interface ContentZoneMetadata {
  contentZoneName: string;
  personalizationId: string;
  personalizationPointName: string;
}

/** What `Personalization.Config.initialize` takes. */
export interface PersonalizationConfig {
  additionalTransformers?: unknown[];
  personalizationExperienceConfigs?: unknown[] | { lastModifiedDate?: string; list: unknown[] };
  customFlickerDefenseConfig?: {
    /** Milliseconds until hidden content is shown again. */
    redisplayTimeoutMilliseconds?: number;
    renderPersonalizationAfterTimeoutElapsed?: boolean;
  };
  customEngagementConfig?: unknown;
}

// ---------------------------------------------------------------- learning

/** The decision, or the item of a decision, that was shown or used. */
export interface ContentReference {
  personalizationId: string;
  /** The item's id. Absent: the decision as a whole. */
  personalizationContentId?: string;
  personalizationPointName?: string;
}

/** What an impression takes, where an element is observed. */
export interface ObserveOptions {
  /** How much must be in view, of the smaller of the element and what shows it: over 0 to 1. Default 0.5. */
  ratio?: number;
  /** For how many milliseconds without a break. Default 1000. */
  dwellMs?: number;
}

/** An event in the shape of the interactions SDK. Functions and promises in it are resolved. */
export interface InteractionEvent {
  interaction?: Record<string, unknown> & { name?: string; eventType?: string };
  user?: { attributes?: Record<string, unknown>; identities?: Record<string, unknown> };
  [more: string]: unknown;
}

/** Always: `tracked === delivered + queued + the sum of dropped`. */
export interface DeliveryStatus {
  tracked: number;
  delivered: number;
  queued: number;
  /** How many events were dropped, by reason. */
  dropped: Record<string, number>;
  /** Storage refuses: what is queued lives as long as this page. Absent otherwise. */
  isEphemeral?: true;
}

// ---------------------------------------------------------------- visitor

/** A verdict of the visitor. Only purpose "Tracking" with status "Opt In" opens the gate. */
export interface Consent {
  provider: string;
  purpose: string;
  status: string;
}

/** Consents, now or later. */
export type ConsentInput = Consent | Consent[] | Promise<Consent | Consent[]>;

/** A consent with its times. */
export interface ConsentRecord {
  consent: Consent;
  lastUpdatedTime: Date;
  /** When the service was last told. */
  lastSentTime?: Date;
}

// ---------------------------------------------------------------- faults, support

/** Why something could not be done. */
export type ErrorCode =
  | "invalid-config"
  | "invalid-argument"
  | "not-initialized"
  | "no-consent"
  | "timeout"
  | "aborted"
  | "network"
  | "http"
  | "unauthorized"
  | "rate-limited"
  | "bad-response"
  | "unavailable"
  | "wasm-unavailable"
  | "internal";

/** What goes to the console. */
export type LoggingLevel = "none" | "error" | "warn" | "info" | "debug" | "trace";
