import type { Door, Plan } from "./plan.js";
import type { Service } from "./visitor.js";

/** A collector that is out of order in one way. */
export interface FaultCase {
  readonly name: string;
  readonly plan?: Plan;
  readonly door?: Door;
  /** Preflights are refused, too. */
  readonly refusesPreflight?: boolean;
  readonly only?: Service;
  /** It is over when it has met every event, not after a few attempts. */
  readonly meetsAll?: boolean;
  /** The status has said that the events are taken, whatever becomes of the body. */
  readonly isTaken?: boolean;
}

const html = "<!doctype html><title>Please sign in</title>";

/** None of these says that the events were refused: all of them have to arrive in the end. */
export const faultCases: readonly FaultCase[] = [
  { name: "connection refused", door: "refuses" },
  { name: "accepted, then silence", door: "hangs" },
  { name: "request read, then silence", plan: { fault: "hang" } },
  { name: "request read, then closed", plan: { fault: "close" } },
  { name: "status line only", plan: { fault: "status-line-only" } },
  { name: "silence after the headers", plan: { fault: "hang-after-headers" }, isTaken: true },
  { name: "a byte a second", plan: { fault: "drip", body: "{}" } },
  { name: "reset at byte 0", plan: { fault: { resetAt: 0 } } },
  { name: "reset at byte 9", plan: { fault: { resetAt: 9 } } },
  { name: "reset within the headers", plan: { fault: { resetAt: 60 } } },
  { name: "length too long", plan: { body: '{"status":"OK"}', lengthOff: 40 }, isTaken: true },
  { name: "length too short", plan: { body: '{"status":"OK"}', lengthOff: -8 }, isTaken: true },
  { name: "no permission to read", plan: { fault: "no-cors" } },
  { name: "preflight refused", plan: { fault: "hang" }, refusesPreflight: true, only: "sitecore" },
  { name: "200 with a page", plan: { status: 200, body: html }, isTaken: true },
  { name: "204", plan: { status: 204 }, isTaken: true },
  { name: "empty 200", plan: { status: 200, body: "" }, isTaken: true },
  {
    name: "broken gzip",
    plan: { headers: { "Content-Encoding": "gzip" }, body: "not gzip" },
    isTaken: true,
  },
  { name: "2 MiB of answer", plan: { body: "x".repeat(2 * 1024 * 1024) }, isTaken: true },
  { name: "redirect", plan: { status: 302, headers: { Location: "/elsewhere" } } },
  { name: "redirect in a circle", plan: { status: 307, headers: { Location: "" } } },
  { name: "captive portal", plan: { status: 511, body: html } },
  { name: "a day behind", plan: { status: 503, skewMs: -86_400_000, expose: ["Date"] } },
  { name: "ten years ahead", plan: { status: 503, skewMs: 315_576_000_000, expose: ["Date"] } },
];

/** The sample has one of each family. */
export const sampleOfFaults: readonly string[] = [
  "connection refused",
  "request read, then silence",
  "silence after the headers",
  "reset at byte 9",
  "length too long",
  "preflight refused",
];

export type Action = "accepted" | "retry" | "pause" | "drop" | "too large";

/** delivery-and-security.md 1.3. Left out: 407 and 421, with which the browser deals by itself. */
export const statuses: Readonly<Record<Action, readonly number[]>> = {
  accepted: [200, 201, 202, 204, 299],
  retry: [
    408, 425, 429, 460, 499, 500, 502, 503, 504, 506, 507, 508, 510, 511, 520, 521, 522, 523, 524,
    525, 526, 527, 529, 530, 598, 599,
  ],
  pause: [401, 403, 405, 410, 501, 505],
  drop: [
    400, 402, 406, 409, 411, 412, 414, 415, 416, 417, 418, 422, 423, 424, 426, 428, 431, 451, 498,
  ],
  "too large": [413],
};

export const sampleOfStatuses: readonly number[] = [
  202, 408, 429, 503, 599, 401, 501, 400, 422, 413,
];
