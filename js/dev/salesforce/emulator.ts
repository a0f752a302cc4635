import type { DecisionFile } from "../decision-file.js";
import type { Refusal } from "../refusal.js";
import type { Answer, Ask, Kind, Route, Service } from "../service.js";
import type { Visits } from "../visits.js";
import { decide, decideAsInSeed, decideAuthenticated, type Tenant } from "./decisions.js";
import { collect } from "./event-batch.js";
import { EventStore } from "./event-store.js";
import { answerToken, type Tokens } from "./tokens.js";

const JSON_POST = ["content-type", "authorization"];

function post(kind: Kind, pageHeaders: Route["pageHeaders"], answer: (ask: Ask) => Answer): Route {
  return { kind, methods: ["POST"], pageHeaders, answer };
}

function routesOf(tenant: Tenant): Map<string, Route> {
  const open = post("decision", JSON_POST, (ask) => decide(ask, tenant));
  const closed = post("decision", JSON_POST, (ask) => decideAuthenticated(ask, tenant));
  return new Map([
    ["/personalization/decisions", open],
    ["/personalization/v1/decisions", open],
    ["/personalization/authenticated/decisions", closed],
    ["/personalization/v1/authenticated/decisions", closed],
    [
      "/services/data/personalization/decisioning",
      post("decision", JSON_POST, (ask) => decideAsInSeed(ask, tenant)),
    ],
    [
      "/services/oauth2/token",
      post("token", null, (ask) => answerToken(ask, tenant.file(), tenant.tokens)),
    ],
  ]);
}

/** The vendor does not document the body of an error; this one says what a developer needs. */
function refuse({ status, message, headers }: Refusal): Answer {
  return { status, headers: { ...headers }, body: { error: { code: status, message } } };
}

export function salesforceEmulator(
  file: () => DecisionFile,
  visits: Visits,
  tokens: Tokens,
): Service {
  const tenant: Tenant = { file, visits, events: new EventStore(), tokens };
  const routes = routesOf(tenant);
  const events: Route = {
    kind: "event",
    methods: ["POST", "GET"],
    pageHeaders: ["content-type"],
    answer: (ask) => collect(ask, tenant),
  };
  return {
    name: "salesforce",
    refuse,
    route: ({ pathname }) =>
      pathname === `/web/events/${file().salesforce.appSourceId}/` ? events : routes.get(pathname),
  };
}
