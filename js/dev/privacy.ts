import type { IncomingHttpHeaders } from "node:http";

import { isObject } from "./json.js";

/**
 * The journal is shown on a screen and kept in test output, so it holds no secret, and its addresses
 * hold no personal data: query values that carry an event or a person are cut there. They stay
 * readable in the record's body, which is where a reader expects them.
 */
const PRIVATE_QUERY = new Set(["message", "event", "email", "access_token", "client_secret"]);
const SECRET_MEMBER = new Set(["client_secret", "access_token", "accessToken"]);
const HIDDEN = "[hidden]";

function isHarmless(value: string): boolean {
  return value === "" || value === "{}" || value.toUpperCase() === "%7B%7D";
}

function withoutPrivateValue(pair: string): string {
  const split = pair.indexOf("=");
  if (split < 0) return pair;
  const name = pair.slice(0, split);
  if (!PRIVATE_QUERY.has(name.toLowerCase()) || isHarmless(pair.slice(split + 1))) return pair;
  return `${name}=${HIDDEN}`;
}

export function publicAddress(address: string): string {
  const split = address.indexOf("?");
  if (split < 0) return address;
  const pairs = address.slice(split + 1).split("&");
  return `${address.slice(0, split)}?${pairs.map(withoutPrivateValue).join("&")}`;
}

/** Enough of a token stays to tell two apart. */
function shortened(token: string): string {
  const [scheme = "", value = ""] = token.split(" ");
  return `${scheme} ${value.length > 12 ? `...${value.slice(-4)}` : HIDDEN}`;
}

export function publicHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    if (name === "authorization") shown[name] = shortened(text);
    else if (name === "cookie") shown[name] = text.replace(/=[^;]*/g, `=${HIDDEN}`);
    else shown[name] = text;
  }
  return shown;
}

export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] =>
    SECRET_MEMBER.has(key) ? [key, HIDDEN] : [key, withoutSecrets(each)],
  );
  return Object.fromEntries(entries);
}

export function rawWithoutSecrets(raw: string): string {
  return raw.replace(/\b(client_secret|access_token)=[^&]*/g, `$1=${HIDDEN}`);
}
