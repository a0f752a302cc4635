import type { IncomingHttpHeaders } from "node:http";

import type { Answer, Route } from "./service.js";

const SAFELISTED = new Set(["accept", "accept-language", "content-language"]);

/** Credentials are never allowed: neither service needs a cookie, and an echo with them would be a hole. */
export function pageMayRead(
  origin: string | undefined,
  route: Route | undefined,
): Record<string, string> {
  if (origin === undefined || route?.pageHeaders === null) return {};
  return {
    "access-control-allow-origin": origin,
    // A cross-origin page reads these two only where the service lists them, and a retry needs both.
    "access-control-expose-headers": "Retry-After, Date",
    vary: "Origin",
  };
}

export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}

function askedHeaders(headers: IncomingHttpHeaders): string[] {
  return (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}

function refused(why: string): Answer {
  return { status: 403, headers: { "content-type": "text/plain; charset=utf-8" }, body: why };
}

/** Answers without the allowing headers where a real browser would have to stop the request. */
export function preflightAnswer(headers: IncomingHttpHeaders, route: Route | undefined): Answer {
  if (route === undefined) return { ...refused("No such path."), status: 404 };
  const allowed = route.pageHeaders;
  if (allowed === null) return refused("This path is for servers; no page may call it.");
  const method = String(headers["access-control-request-method"]);
  if (!route.methods.includes(method)) return refused(`${method} is not allowed here.`);
  const unlisted = askedHeaders(headers).filter(
    (name) => !SAFELISTED.has(name) && !allowed.includes(name),
  );
  if (unlisted.length > 0) return refused(`Header not allowed: ${unlisted.join(", ")}.`);
  return {
    status: 204,
    headers: {
      ...pageMayRead(headers.origin, route),
      "access-control-allow-methods": route.methods.join(", "),
      "access-control-allow-headers": allowed.join(", "),
      "access-control-max-age": "600",
    },
  };
}
