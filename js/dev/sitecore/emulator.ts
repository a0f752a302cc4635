import type { DecisionFile } from "../decision-file.js";
import type { Refusal } from "../refusal.js";
import type { Answer, Ask, Kind, Route, Service } from "../service.js";
import type { Visits } from "../visits.js";
import { createBrowser, showBrowser } from "./browser.js";
import { runFlow, type Tenant } from "./call-flows.js";
import type { Door } from "./credentials.js";
import { acceptEvent } from "./events.js";
import { Guests } from "./guests.js";

const EDGE_PREFIX = "/v1/events";
const PAGE_HEADERS: Readonly<Record<Door, readonly string[]>> = {
  direct: ["content-type", "x-library-version"],
  edge: [
    "content-type",
    "x-library-version",
    "x-sc-correlation-id",
    "x-client-software-id",
    "x-sitecore-contextid",
  ],
};

function routeTo(
  kind: Kind,
  method: "GET" | "POST",
  door: Door,
  answer: (ask: Ask, door: Door) => Answer,
): Route {
  return {
    kind,
    methods: [method],
    pageHeaders: PAGE_HEADERS[door],
    answer: (ask) => answer(ask, door),
  };
}

/** What both doors share, below the prefix of the Edge proxy. */
function streamRoute(path: string, door: Door, tenant: Tenant): Route | undefined {
  const { file, guests } = tenant;
  if (path === "/v1.2/browser/create.json") {
    return routeTo("identity", "GET", door, (ask) => createBrowser(ask, door, file(), guests));
  }
  if (/^\/v1\.2\/browser\/[^/]+\/show\.json$/.test(path)) {
    return routeTo("identity", "GET", door, (ask) => showBrowser(ask, door, file(), guests));
  }
  if (path === "/v1.2/events") {
    return routeTo("event", "POST", door, (ask) => acceptEvent(ask, door, tenant));
  }
  if (path === "/v1.2/event/create.json") {
    return routeTo("event", "GET", door, (ask) => acceptEvent(ask, door, tenant));
  }
  return undefined;
}

function routeFor(path: string, tenant: Tenant): Route | undefined {
  if (path === "/v2/callFlows") {
    return routeTo("decision", "POST", "direct", (ask) => runFlow(ask, "direct", tenant));
  }
  if (path === "/v1/personalize") {
    return routeTo("decision", "POST", "edge", (ask) => runFlow(ask, "edge", tenant));
  }
  if (path.startsWith(`${EDGE_PREFIX}/`)) {
    return streamRoute(path.slice(EDGE_PREFIX.length), "edge", tenant);
  }
  return streamRoute(path, "direct", tenant);
}

function refuse({ status, message, headers }: Refusal): Answer {
  const body = {
    status,
    code: status,
    message,
    developerMessage: message,
    moreInfoUrl: "https://doc.sitecore.com/personalize/en/developers/api/response-codes.html",
  };
  return { status, headers: { ...headers }, body };
}

export function sitecoreEmulator(file: () => DecisionFile, visits: Visits): Service {
  const tenant: Tenant = { file, visits, guests: new Guests(file) };
  return { name: "sitecore", refuse, route: ({ pathname }) => routeFor(pathname, tenant) };
}
