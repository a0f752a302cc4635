import type { IncomingHttpHeaders } from "node:http";

import type { Refusal } from "./refusal.js";

export type ServiceName = "salesforce" | "sitecore";

export type Kind = "decision" | "event" | "identity" | "token" | "preflight" | "other";

export interface DecisionStory {
  point: string;
  outcome: "decided" | "empty" | "absent";
  /** Name of the rule that answered. */
  rule?: string;
  /** Why there is nothing, in words. */
  reason?: string;
}

/** What a route learns about a request while it answers it. It ends in the journal, refused or not. */
export interface Story {
  body?: unknown;
  decisions?: DecisionStory[];
  events?: unknown[];
  campaign?: Record<string, string>;
  id?: string;
  visit?: number;
  notes?: string[];
}

export interface Ask {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly story: Story;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** A string goes out as it is, undefined as no bytes, anything else as JSON. */
  body?: unknown;
}

export interface Route {
  readonly kind: Kind;
  readonly methods: readonly string[];
  /** Headers a page may send beyond the safelisted ones; null where no page may call at all. */
  readonly pageHeaders: readonly string[] | null;
  answer(ask: Ask): Answer;
}

export interface Service {
  readonly name: ServiceName;
  route(url: URL): Route | undefined;
  refuse(refusal: Refusal): Answer;
}

export function mediaType(headers: IncomingHttpHeaders): string {
  return (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
