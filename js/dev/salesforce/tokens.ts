import { randomBytes } from "node:crypto";

import type { DecisionFile } from "../decision-file.js";
import { Refusal } from "../refusal.js";
import { type Answer, type Ask, mediaType } from "../service.js";

const USUAL_SECONDS = 7200;

/** Tokens this emulator gave out, each with the moment it ends. */
export class Tokens {
  readonly #file: () => DecisionFile;
  readonly #now: () => number;
  readonly #ends = new Map<string, number>();

  constructor(file: () => DecisionFile, now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
  }

  issue(): { token: string; seconds: number } {
    const seconds = this.#file().salesforce.client.tokenSeconds ?? USUAL_SECONDS;
    const token = `dc.${randomBytes(24).toString("base64url")}`;
    this.#ends.set(token, this.#now() + seconds * 1000);
    return { token, seconds };
  }

  /** Ends every token given out so far, as a service does when a session is revoked. */
  expireAll(): void {
    for (const token of this.#ends.keys()) this.#ends.set(token, this.#now());
  }

  require(authorization: string | undefined): void {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw new Refusal(401, "A bearer token is required.");
    const ends = this.#ends.get(token);
    if (ends === undefined) throw new Refusal(401, "The token is not valid.");
    if (ends <= this.#now()) throw new Refusal(401, "The token has expired.");
  }
}

// RFC 6749, 5.1: no cache keeps a token.
const headers = { "cache-control": "no-store", pragma: "no-cache" };

/** RFC 6749, 5.2. */
function oauthError(status: 400 | 401, error: string, description: string): Answer {
  return { status, headers, body: { error, error_description: description } };
}

function formOf(ask: Ask): URLSearchParams {
  const isForm = mediaType(ask.headers) === "application/x-www-form-urlencoded";
  return new URLSearchParams(isForm ? ask.body : "");
}

/** Client credentials, the form a Connected App answers. */
export function answerToken(ask: Ask, file: DecisionFile, tokens: Tokens): Answer {
  const form = formOf(ask);
  ask.story.body = Object.fromEntries(form);
  if (form.get("grant_type") !== "client_credentials") {
    return oauthError(400, "unsupported_grant_type", "grant type not supported");
  }
  const { id, secret } = file.salesforce.client;
  if (form.get("client_id") !== id) {
    return oauthError(401, "invalid_client_id", "client identifier invalid");
  }
  if (form.get("client_secret") !== secret) {
    return oauthError(401, "invalid_client", "invalid client credentials");
  }
  const { token, seconds } = tokens.issue();
  const host = `http://${ask.headers.host ?? "127.0.0.1"}`;
  return {
    status: 200,
    headers,
    body: {
      access_token: token,
      instance_url: host,
      id: `${host}/id/00D000000000001EAA/005000000000001AAA`,
      token_type: "Bearer",
      issued_at: String(Date.now()),
      expires_in: seconds,
    },
  };
}
