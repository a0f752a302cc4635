// Faults 24 to 30: redirects, permission, refusals, and the clock.
import { setTimeout as sleep } from "node:timers/promises";

import { type Exchange, type Script, wellScript } from "./decision_server.js";
import {
  badResponse,
  decided,
  type Expected,
  network,
  rateLimited,
  timeout,
  unavailable,
} from "./expected.js";
import type { Fault } from "./fault.js";
import type { Reply } from "./reply.js";

const says =
  (reply: Reply): (() => Script) =>
  () =>
  (exchange) =>
    exchange.say(reply);

const deadline = 1500;

function late(milliseconds: number): () => Script {
  return () => async (exchange) => {
    await sleep(milliseconds);
    await exchange.say({ status: 200, body: exchange.good() });
  };
}

/** The same server under another name: who follows is seen there. */
function elsewhere({ ask: { request } }: Exchange): string {
  return `http://localhost:${request.url.port}/elsewhere`;
}

/** Refuses, answers, refuses, answers, each point by its own count. */
function flaps(): Script {
  const seen = new Map<string, number>();
  return (exchange) => {
    const point = exchange.ask.question.points.join();
    const count = seen.get(point) ?? 0;
    seen.set(point, count + 1);
    return count % 2 === 0 ? exchange.say({ status: 503 }) : wellScript(exchange);
  };
}

type Wish = [name: string, value: () => string, attempts: { 429: number; 503: number }];

const inHttp = (milliseconds: number): string => new Date(Date.now() + milliseconds).toUTCString();

// A 429 is asked again only where the service says when, and that is in time; a 503 also where it
// says nothing that makes sense.
const wishes: Wish[] = [
  ["0", () => "0", { 429: 2, 503: 2 }],
  ["1", () => "1", { 429: 2, 503: 2 }],
  ["120", () => "120", { 429: 1, 503: 1 }],
  ["a date two minutes on", () => inHttp(120_000), { 429: 1, 503: 1 }],
  ["soon", () => "soon", { 429: 1, 503: 2 }],
  ["-5", () => "-5", { 429: 1, 503: 2 }],
  ["1.5", () => "1.5", { 429: 1, 503: 2 }],
];

function waits(status: 429 | 503, [name, value, attempts]: Wish): Fault {
  const begin = (): Script => (exchange) =>
    exchange.say({ status, headers: { "Retry-After": value() }, expose: ["Retry-After"] });
  const expected: Expected = status === 429 ? rateLimited : unavailable;
  const title = `${status}, Retry-After: ${name}`;
  // Long enough for a second to be waited for on a slow processor, too.
  const timeoutMs = 4000;
  return { name: title, kind: 28, begin, timeoutMs, expected, attempts: attempts[status] };
}

const hidden = (status: number): Reply => ({ status, headers: { "Retry-After": "120" } });

export const faultsOfAnswer: readonly Fault[] = [
  {
    name: "redirect in a circle",
    kind: 24,
    begin: () => (exchange) =>
      exchange.say({ status: 307, headers: { Location: exchange.ask.request.url.pathname } }),
    expected: badResponse,
    attempts: 1,
  },
  {
    name: "redirect to another origin",
    kind: 25,
    begin: () => (exchange) =>
      exchange.say({ status: 302, headers: { Location: elsewhere(exchange) } }),
    expected: badResponse,
    attempts: 1,
  },
  {
    name: "no permission to read",
    kind: 26,
    begin: () => (exchange) =>
      exchange.say({ status: 200, body: exchange.good(), isPermitted: false }),
    expected: network,
    attempts: 2,
  },
  {
    name: "preflight refused",
    kind: 27,
    preflight: () => ({ status: 403 }),
    expected: network,
    attempts: 2,
  },
  { name: "503", kind: 28, begin: says({ status: 503 }), expected: unavailable, attempts: 2 },
  { name: "429", kind: 28, begin: says({ status: 429 }), expected: rateLimited, attempts: 1 },
  {
    name: "503, Retry-After hidden",
    kind: 28,
    begin: says(hidden(503)),
    expected: unavailable,
    attempts: 2,
  },
  {
    name: "429, Retry-After hidden",
    kind: 28,
    begin: says(hidden(429)),
    expected: rateLimited,
    attempts: 1,
  },
  ...wishes.flatMap((wish) => [waits(503, wish), waits(429, wish)]),
  { name: "fails, then answers", kind: 29, begin: flaps, expected: decided, attempts: 2 },
  {
    name: "answers just before the deadline",
    kind: 30,
    begin: late(deadline - 300),
    timeoutMs: deadline,
    expected: decided,
    attempts: 1,
  },
  {
    name: "answers just after the deadline",
    kind: 30,
    begin: late(deadline + 60),
    timeoutMs: deadline,
    expected: timeout,
    attempts: 1,
  },
];
