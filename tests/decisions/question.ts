// What the two services are asked, read by their own documents. Nothing of Attune's code is used.
import type { Request } from "../delivery/request.js";
import type { Service } from "../delivery/visitor.js";

type Json = Record<string, unknown>;

/** One request for decisions. */
export interface Question {
  readonly service: Service;
  readonly points: readonly string[];
  readonly body: Json;
  /** Authenticated, by this token. */
  readonly token?: string;
}

/** What a request is for; "other" is what neither service has. */
export type Kind = "preflight" | "decision" | "identity" | "event" | "other";

const salesforcePath = /^\/personalization\/(authenticated\/)?decisions$/;

export function kindOf({ method, url: { pathname } }: Request): Kind {
  if (method === "OPTIONS") return "preflight";
  if (method === "GET") return pathname.endsWith("/browser/create.json") ? "identity" : "other";
  if (pathname === "/v2/callFlows" || salesforcePath.test(pathname)) return "decision";
  return /^\/(web\/events\/[^/]+\/|v1\.2\/events)$/.test(pathname) ? "event" : "other";
}

/** @throws where the service would answer 400: a defect of the sender */
export function readQuestion(request: Request): Question {
  const media = request.headers.get("content-type");
  if (media !== "application/json") throw new Error(`Content-Type: ${media}`);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(request.body);
  const body = JSON.parse(text) as Json;
  return request.url.pathname === "/v2/callFlows"
    ? readFlow(body)
    : readPoints(body, request.headers.get("authorization"));
}

const contextNames = /^[^\0]+$/;

function readPoints(body: Json, bearer: string | undefined): Question {
  expectOnly(body, ["context", "personalizationPoints"]);
  const { context, personalizationPoints: points } = body as Record<string, Json | undefined>;
  if (typeof context !== "object" || context === null) throw new Error("No context.");
  for (const [name, value] of Object.entries(context)) {
    const isText = contextNames.test(name) && typeof value === "string";
    if (!isText) throw new Error(`context.${name} is no text.`);
  }
  if (!/^[0-9a-f]{16}$/.test(String(context["individualId"]))) throw new Error("No individualId.");
  if (!Array.isArray(points) || points.length === 0) throw new Error("No points.");
  const names = (points as Json[]).map(({ name }) => String(name));
  if (new Set(names).size < names.length) throw new Error(`A point twice: ${names.join(", ")}`);
  const token = bearer?.replace(/^Bearer /, "");
  return { service: "salesforce", points: names, body, ...(token !== undefined && { token }) };
}

const flowMembers = [
  "clientKey",
  "channel",
  "language",
  "currencyCode",
  "pointOfSale",
  "friendlyId",
  "browserId",
  "email",
  "identifiers",
  "params",
];

function readFlow(body: Json): Question {
  expectOnly(body, flowMembers);
  const { friendlyId, channel, clientKey, language } = body;
  if (typeof friendlyId !== "string" || !friendlyId.trim()) throw new Error("No friendlyId.");
  if (!clientKey || channel !== "WEB") throw new Error("No clientKey, or no channel.");
  if (language === "") throw new Error("An empty language.");
  const identities = ["browserId", "email", "identifiers"].filter((name) => name in body);
  if (identities.length !== 1) throw new Error(`Identities: ${identities.join(", ") || "none"}`);
  return { service: "sitecore", points: [friendlyId], body };
}

function expectOnly(body: Json, names: string[]): void {
  const unknown = Object.keys(body).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown members: ${unknown.join(", ")}`);
}
