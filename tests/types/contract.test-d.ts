// The built declarations against the public contract. Nothing here runs: tsc is the test.
import * as Attune from "attune";
import type {
  AttuneConfig,
  Consent,
  ConsentInput,
  ContentReference,
  ContentZoneCallbacks,
  ContentZoneMetadata,
  DecisionContext,
  DecisionOutcome,
  DeliveryStatus,
  Diagnostic,
  ErrorCode,
  FetchOptions,
  InteractionEvent,
  LocalProvider,
  LoggingLevel,
  PersonalizationConfig,
  PersonalizationDecision,
  PersonalizationResponse,
  SalesforceProvider,
  SitecoreProvider,
} from "attune";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** Compiles only where the two types are one and the same. */
declare function same<A, B>(proof: Same<A, B>): void;
/** Compiles only where the value's own type fits and is not `any`. */
declare function is<T>(): <V extends T>(value: IsAny<V> extends true ? never : V) => void;

// ---------------------------------------------------------------- starting

const salesforce: SalesforceProvider = { endpoint: "https://tenant.example", appSourceId: "id" };
const sitecore: SitecoreProvider = {
  endpoint: "https://api.example",
  clientKey: "key",
  pointOfSale: "shop.example",
  channel: "WEB",
  language: "EN",
  currencyCode: "EUR",
  edge: { contextId: "context", siteName: "site" },
};
const local: LocalProvider = { model: "/model.json" };
const localObject: LocalProvider = { model: { points: [] } };
const consent: Consent = { provider: "banner", purpose: "Tracking", status: "Opt In" };
const everyConsent: ConsentInput[] = [consent, [consent], [], Promise.resolve(consent)];
const config: AttuneConfig = {
  salesforce,
  consents: Promise.resolve([consent]),
  cookieDomain: "shop.example",
  personalization: { dataspace: "default" },
  timeoutMs: 2000,
  decisionCacheMs: 0,
  keepCampaign: true,
  logging: "none",
};
same<ReturnType<typeof Attune.init>, Promise<void>>(true);
void Attune.init(config);
void Attune.init({ sitecore });
void Attune.init({ local });
void Attune.init({ local: localObject });
// @ts-expect-error a start without a config is a mistake
void Attune.init();
// @ts-expect-error one without a provider as well
void Attune.init({ logging: "warn" });
// @ts-expect-error a page has one provider
void Attune.init({ sitecore, salesforce });
// @ts-expect-error a page has one provider, also a local one
const two: AttuneConfig = { sitecore, local };
void two;
// @ts-expect-error a provider without its required members is a mistake
void Attune.init({ salesforce: { endpoint: "https://tenant.example" } });
// @ts-expect-error a misspelt member is found
void Attune.init({ sitecore, timeout: 2000 });
// @ts-expect-error a duration is a number
void Attune.init({ sitecore, timeoutMs: "2000" });
// @ts-expect-error a level out of the list
void Attune.init({ sitecore, logging: "verbose" });

// ---------------------------------------------------------------- deciding

const context: DecisionContext = {
  channel: "WEB",
  language: "EN",
  currency: "EUR",
  anchorId: "SKU-1",
  anchorType: "ssot__GoodsProduct__dlm",
  params: { utm: { source: "newsletter" }, deep: [1, { two: true }] },
  anything: { at: "all" },
};
const options: FetchOptions = {
  identity: { email: "someone@shop.example" },
  accessToken: async () => "token",
  timeoutMs: 500,
  signal: new AbortController().signal,
  reload: true,
};
const answer = Attune.Personalization.fetch(["home_hero"], context, options);
is<Promise<PersonalizationResponse>>()(answer);
void Attune.Personalization.fetch(["home_hero"]);
void Attune.Personalization.fetch(["home_hero"], undefined, { accessToken: "token" });
void Attune.Personalization.fetch(["home_hero"], {}, { accessToken: () => "token" });
void Attune.Personalization.fetch(
  ["home_hero"],
  {},
  {
    identity: { identifiers: { id: "1", provider: "CRM" } },
  },
);
// @ts-expect-error points come as a list
void Attune.Personalization.fetch("home_hero");
// @ts-expect-error a point is a name
void Attune.Personalization.fetch([1]);
// @ts-expect-error there is no other way to identify
void Attune.Personalization.fetch(["home_hero"], {}, { identity: { phone: "1" } });

declare const response: PersonalizationResponse;
is<PersonalizationDecision[]>()(response.personalizations);
is<Record<string, DecisionOutcome>>()(response.outcomes);
is<string | undefined>()(response.requestId);
is<Diagnostic[] | undefined>()(response.diagnostics);

declare const decision: PersonalizationDecision;
is<unknown>()(decision.raw);
same<PersonalizationDecision["personalizationId"], string>(true);
same<PersonalizationDecision["personalizationPointName"], string>(true);
is<string | undefined>()(decision.personalizationPointId);
is<string | undefined>()(decision.decisionId);
is<string | undefined>()(decision.requestId);
is<string | undefined>()(decision.individualId);
is<string | undefined>()(decision.dataSpace);
is<string | undefined>()(decision.dmoName);
is<Record<string, unknown>>()(decision.attributes);
for (const item of decision.data) is<string>()(item.personalizationContentId);
// @ts-expect-error content is unknown until the page has looked at it
decision.attributes["headline"].trim();

/** Every outcome is one of these and each tells what the contract says. */
export function tell(outcome: DecisionOutcome): string {
  if (outcome.status === "failed") {
    is<ErrorCode>()(outcome.code);
    is<boolean>()(outcome.retryable);
    return outcome.message;
  }
  same<typeof outcome.status, "decided" | "empty">(true);
  same<typeof outcome.source, "network" | "cache" | "local">(true);
  return outcome.source;
}

// ---------------------------------------------------------------- showing

Attune.ContentZoneHandler.set({
  contentZoneName: "hero",
  personalizationPoint: "home_hero",
  callback: (given) => is<PersonalizationResponse>()(given),
});
same<ReturnType<typeof Attune.ContentZoneHandler.set>, () => void>(true);
Attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: () => undefined })();
same<ReturnType<typeof Attune.ContentZoneHandler.remove>, void>(true);
Attune.ContentZoneHandler.remove("hero");
// @ts-expect-error a handler has to say for which zone it is
Attune.ContentZoneHandler.set({ callback: () => undefined });

const callbacks: ContentZoneCallbacks = {
  onReady(content, metadata) {
    is<string>()(content);
    is<ContentZoneMetadata>()(metadata);
  },
  onRevert: (metadata) => is<string>()(metadata.personalizationPointName),
  onHighlight: (highlight, metadata) => {
    is<boolean>()(highlight);
    is<ContentZoneMetadata | undefined>()(metadata);
  },
  path: "#hero",
  label: "Hero",
};
Attune.Personalization.Config.ContentZoneHandler.set("hero", callbacks);
// @ts-expect-error onReady is what a handler is for
Attune.Personalization.Config.ContentZoneHandler.set("hero", { label: "Hero" });

const experiences: PersonalizationConfig = {
  additionalTransformers: [],
  personalizationExperienceConfigs: { lastModifiedDate: "2026-01-01", list: [] },
  customFlickerDefenseConfig: {
    redisplayTimeoutMilliseconds: 2000,
    renderPersonalizationAfterTimeoutElapsed: false,
  },
  customEngagementConfig: {},
};
Attune.Personalization.Config.initialize(experiences);
Attune.Personalization.Config.initialize({ personalizationExperienceConfigs: [] });
Attune.Personalization.Config.initialize();

// ---------------------------------------------------------------- learning

const shown: ContentReference = {
  personalizationId: "1",
  personalizationContentId: "2",
  personalizationPointName: "home_hero",
};
same<ReturnType<typeof Attune.Engagement.impression>, Promise<void>>(true);
same<ReturnType<typeof Attune.Engagement.click>, Promise<void>>(true);
same<ReturnType<typeof Attune.Engagement.observe>, () => void>(true);
void Attune.Engagement.impression(shown);
void Attune.Engagement.click({ personalizationId: "1" });
Attune.Engagement.observe(document.body, shown)();
Attune.Engagement.observe(document.body, shown, { ratio: 0.8, dwellMs: 2000 })();
// @ts-expect-error without the decision's id nobody knows what was shown
void Attune.Engagement.impression({ personalizationContentId: "2" });
// @ts-expect-error a selector is not an element
Attune.Engagement.observe("#hero", shown);

const event: InteractionEvent = {
  interaction: { name: "Added", eventType: "cart", quantity: 2 },
  user: { attributes: { tier: "gold" }, identities: { emailAddress: "someone@shop.example" } },
  more: 1,
};
same<ReturnType<typeof Attune.sendEvent>, Promise<void>>(true);
void Attune.sendEvent(event);

same<ReturnType<typeof Attune.flush>, Promise<DeliveryStatus>>(true);
same<ReturnType<typeof Attune.getDeliveryStatus>, DeliveryStatus>(true);
const status = Attune.getDeliveryStatus();
is<number>()(status.tracked + status.delivered + status.queued);
is<Record<string, number>>()(status.dropped);

// ---------------------------------------------------------------- visitor

for (const input of everyConsent) void Attune.init({ sitecore, consents: input });
same<ReturnType<typeof Attune.updateConsents>, void>(true);
Attune.updateConsents(consent);
Attune.updateConsents([consent]);
// @ts-expect-error a verdict needs its status
Attune.updateConsents({ provider: "banner", purpose: "Tracking" });
for (const record of Attune.getConsents()) {
  is<Consent>()(record.consent);
  is<Date>()(record.lastUpdatedTime);
  is<Date | undefined>()(record.lastSentTime);
}
same<ReturnType<typeof Attune.getBrowserId>, string | null>(true);
same<ReturnType<typeof Attune.getAnonymousId>, string | null>(true);
same<ReturnType<typeof Attune.getCampaign>, Record<string, string>>(true);
same<ReturnType<typeof Attune.forget>, Promise<void>>(true);

// ---------------------------------------------------------------- faults, support

declare const caught: unknown;
if (Attune.isAttuneError(caught)) {
  is<Attune.AttuneError>()(caught);
  is<Error>()(caught);
  same<typeof caught.code, ErrorCode>(true);
  same<typeof caught.retryable, boolean>(true);
  is<unknown>()(caught.cause);
  // @ts-expect-error what an error says of itself is not for the page to change
  caught.code = "timeout";
}
same<
  ErrorCode,
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
  | "internal"
>(true);
same<LoggingLevel, "none" | "error" | "warn" | "info" | "debug" | "trace">(true);
same<ReturnType<typeof Attune.setLoggingLevel>, void>(true);
Attune.setLoggingLevel("debug");
Attune.setLoggingLevel(3);
same<typeof Attune.version, string>(true);

/** No public function takes or gives `any`. */
type Functions = {
  [Name in keyof typeof Attune]: (typeof Attune)[Name] extends (...args: infer A) => infer R
    ? IsAny<A[number]> extends true
      ? Name
      : IsAny<R> extends true
        ? Name
        : never
    : never;
}[keyof typeof Attune];
same<Functions, never>(true);
