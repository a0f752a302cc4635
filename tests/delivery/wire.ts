// What the two services are sent, read by their own documents. Nothing of Attune's code is used.
import type { Request } from "./request.js";

type Json = Record<string, unknown>;

export interface WireEvent {
  readonly id: string;
  /** The word by which the test knows it again; none in what Attune adds of its own accord. */
  readonly marker: string | undefined;
  readonly event: Json;
}

export type Kind = "events" | "identity" | "decision" | "preflight" | "other";

const markerForm = /mk-[a-z0-9]+(?:-[a-z0-9]+)*/;

export function kindOf({ method, url }: Request): Kind {
  if (method === "OPTIONS") return "preflight";
  const { pathname } = url;
  if (pathname.endsWith("/browser/create.json")) return "identity";
  if (method === "POST" && pathname === "/v2/callFlows") return "decision";
  const isSalesforce = method === "POST" && /^\/web\/events\/[^/]+\/$/.test(pathname);
  const isSitecore = method === "POST" && pathname.endsWith("/v1.2/events");
  const isForm = method === "GET" && pathname.endsWith("/v1.2/event/create.json");
  return isSalesforce || isSitecore || isForm ? "events" : "other";
}

export function isSalesforce({ url }: Request): boolean {
  return url.pathname.startsWith("/web/events/");
}

/** @throws where the body is not in the service's form: a defect of the sender. */
export function eventsOf(request: Request): WireEvent[] {
  const events = isSalesforce(request) ? salesforceRows(request) : [sitecoreEvent(request)];
  return events.map(({ id, event }) => {
    if (!id) throw new Error(`An event without an id: ${JSON.stringify(event)}`);
    return { id, event, marker: markerForm.exec(JSON.stringify(event))?.[0] };
  });
}

function salesforceRows({ body }: Request): Array<{ id: string; event: Json }> {
  const form = /^event=([A-Za-z0-9%]+)$/.exec(body.toString("latin1"));
  if (!form) throw new Error(`Not one form field "event": ${body.toString("latin1", 0, 80)}`);
  const bytes = Buffer.from(decodeURIComponent(String(form[1])), "base64");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const { events } = JSON.parse(text) as { events: Json[] };
  return events.map((event) => ({ id: String(event["eventId"] ?? ""), event }));
}

function sitecoreEvent({ method, url, body }: Request): { id: string; event: Json } {
  const text =
    method === "GET"
      ? String(url.searchParams.get("message"))
      : new TextDecoder("utf-8", { fatal: true }).decode(body);
  const event = JSON.parse(text) as Json;
  const { attuneEventId } = (event["ext"] ?? {}) as { attuneEventId?: string };
  return { id: attuneEventId ?? "", event };
}
