import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import { isPreflight, pageMayRead, preflightAnswer } from "./cors.js";
import { type Fault, type Faults, replacesAnswer } from "./faults.js";
import type { Journal } from "./journal.js";
import { readableJson } from "./json.js";
import { publicAddress, publicHeaders, rawWithoutSecrets, withoutSecrets } from "./privacy.js";
import { Refusal } from "./refusal.js";
import { send, type Wire, wireOf } from "./reply.js";
import { readBody } from "./request-body.js";
import type { Answer, Ask, Route, Service } from "./service.js";

export interface Desk {
  readonly service: Service;
  readonly journal: Journal;
  readonly faults: Faults;
}

interface Incoming {
  request: IncomingMessage;
  at: Date;
  started: number;
  ask: Ask;
  route: Route | undefined;
  preflight: boolean;
  tooLarge: Refusal | undefined;
}

/** Turns an emulated service into a request listener that records everything it sees. */
export function emulate(desk: Desk): RequestListener {
  return (request, response) => {
    // A browser resends silently on a reused connection that ends without a byte; a scripted drop
    // would then be invisible to the page. A connection for each request shows it.
    response.shouldKeepAlive = false;
    exchange(desk, request, response).catch(() => response.destroy());
  };
}

async function exchange(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const incoming = await receive(desk.service, request);
  const path = incoming.ask.url.pathname;
  const fault = desk.faults.take(desk.service.name, path, incoming.preflight);
  const answer = answerFor(desk.service, incoming, fault);
  if (fault?.delayMs !== undefined) await waitOrLeave(fault.delayMs, response);
  const wire = wireOf(answer);
  const left = response.destroyed;
  if (!left) deliver(response, wire, fault);
  record(desk.journal, desk.service, incoming, left || fault?.drop ? null : wire, fault);
}

async function receive(service: Service, request: IncomingMessage): Promise<Incoming> {
  const at = new Date();
  const started = performance.now();
  const url = addressOf(request);
  let body = "";
  let tooLarge: Refusal | undefined;
  try {
    body = await readBody(request);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    tooLarge = cause;
  }
  const method = request.method ?? "GET";
  const ask: Ask = { method, url, headers: request.headers, body, story: {} };
  const route = service.route(url);
  return {
    request,
    at,
    started,
    ask,
    route,
    preflight: isPreflight(method, request.headers),
    tooLarge,
  };
}

/** An address nobody can read leads nowhere, and nowhere is a 404. */
function addressOf(request: IncomingMessage): URL {
  const base = "http://127.0.0.1";
  const target = request.url ?? "/";
  return URL.canParse(`${base}${target}`) ? new URL(`${base}${target}`) : new URL(`${base}/%00`);
}

function answerFor(service: Service, incoming: Incoming, fault: Fault | undefined): Answer {
  const answer = spokenFor(service, incoming, fault);
  const readable = incoming.preflight
    ? {}
    : pageMayRead(incoming.ask.headers.origin, incoming.route);
  return { ...answer, headers: changedBy(fault, { ...answer.headers, ...readable }) };
}

function spokenFor(service: Service, incoming: Incoming, fault: Fault | undefined): Answer {
  const speaks = fault !== undefined && replacesAnswer(fault);
  if (speaks && !fault.processed) return scripted(service, fault);
  const answer = incoming.preflight
    ? preflightAnswer(incoming.ask.headers, incoming.route)
    : routed(service, incoming);
  return speaks ? scripted(service, fault) : answer;
}

function routed(service: Service, { ask, route, tooLarge }: Incoming): Answer {
  try {
    if (route === undefined) throw new Refusal(404, `No such path: ${ask.url.pathname}`);
    if (!route.methods.includes(ask.method)) {
      const allow = route.methods.join(", ");
      throw new Refusal(405, `${ask.method} is not allowed here, only ${allow}.`, { allow });
    }
    if (tooLarge) throw tooLarge;
    return route.answer(ask);
  } catch (cause) {
    if (cause instanceof Refusal) return service.refuse(cause);
    (ask.story.notes ??= []).push(`The emulator failed: ${String(cause)}`);
    return service.refuse(new Refusal(500, "The emulator failed."));
  }
}

function scripted(service: Service, fault: Fault): Answer {
  const status = fault.status ?? 200;
  if (fault.body !== undefined) return { status, body: fault.body };
  if (status < 400) return { status };
  return service.refuse(new Refusal(status, "A scripted failure."));
}

function changedBy(
  fault: Fault | undefined,
  headers: Record<string, string>,
): Record<string, string> {
  const changed = new Map(Object.entries(headers));
  for (const [name, value] of Object.entries(fault?.headers ?? {})) {
    if (value === null) changed.delete(name.toLowerCase());
    else changed.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(changed);
}

async function waitOrLeave(delayMs: number, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.once("close", () => {
    left.abort();
  });
  await wait(delayMs, undefined, { signal: left.signal }).catch(() => {});
}

function deliver(response: ServerResponse, wire: Wire, fault: Fault | undefined): void {
  if (fault?.drop) {
    response.destroy();
    return;
  }
  if (!fault?.stall) {
    send(response, wire);
    return;
  }
  response.writeHead(wire.status, wire.headers);
  response.flushHeaders();
  response.write(wire.bytes.subarray(0, Math.ceil(wire.bytes.length / 2)));
}

function record(
  journal: Journal,
  service: Service,
  incoming: Incoming,
  wire: Wire | null,
  fault: Fault | undefined,
): void {
  const { ask, route, preflight } = incoming;
  const { body, ...story } = ask.story;
  journal.add({
    at: incoming.at.toISOString(),
    service: service.name,
    kind: preflight ? "preflight" : (route?.kind ?? "other"),
    method: ask.method,
    url: publicAddress(incoming.request.url ?? "/"),
    headers: publicHeaders(ask.headers),
    rawBody: rawWithoutSecrets(ask.body),
    body: withoutSecrets(body ?? (ask.body === "" ? undefined : readableJson(ask.body))),
    status: wire?.status ?? 0,
    response: wire ? responseShown(wire) : undefined,
    ...story,
    ...(fault ? { fault: true as const } : {}),
    durationMs: Math.round((performance.now() - incoming.started) * 10) / 10,
  });
}

function responseShown(wire: Wire): unknown {
  if (wire.bytes.length === 0) return undefined;
  return withoutSecrets(readableJson(wire.bytes.toString("utf8")));
}
