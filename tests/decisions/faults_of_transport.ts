// Faults 1 to 12: connections and framing.
import { setTimeout as sleep } from "node:timers/promises";

import type { Exchange, Script } from "./decision_server.js";
import { badResponse, network, timeout } from "./expected.js";
import type { Fault } from "./fault.js";
import { chunk } from "./reply.js";

const soon = 600;

/** The service has decided, and then something happens to its answer. */
function breaksOff(script: (exchange: Exchange) => Promise<unknown> | void): () => Script {
  return () => async (exchange) => {
    exchange.ask.isBilled = true;
    await script(exchange);
  };
}

function wholeAnswer({ head, good }: Exchange): string {
  const body = good();
  return head({ status: 200, body }) + body;
}

const halfOf = (text: string): string => text.slice(0, text.length / 2);

/** @param find - after how many bytes of the answer */
function resets(
  name: string,
  find: (answer: string) => number,
  what: Pick<Fault, "attempts">,
): Fault {
  const begin = breaksOff(async (exchange) => {
    const { line } = exchange;
    const answer = wholeAnswer(exchange);
    const bytes = find(answer);
    if (bytes > 0) await line.write(answer.slice(0, bytes));
    // What was written is to arrive: a reset throws away what is still on its way.
    await sleep(bytes > 0 ? 80 : 0);
    line.reset();
  });
  return { name: `reset ${name}`, kind: 9, begin, expected: network, ...what };
}

async function drip(exchange: Exchange): Promise<void> {
  for (const byte of wholeAnswer(exchange)) {
    if (!(await exchange.line.write(byte))) return;
    await sleep(1000);
  }
}

/** Says another length than the body has, and ends the connection after it. */
function lies(by: number): () => Script {
  return breaksOff(async ({ line, head, good }) => {
    const body = good();
    const length = Buffer.byteLength(body) + by;
    await line.write(head({ status: 200, body, length }) + body);
    line.close();
  });
}

async function sendEndless({ line, head, good }: Exchange): Promise<void> {
  await line.write(head({ status: 200, body: "{", length: "chunked" }) + chunk(good()));
}

export const faultsOfTransport: readonly Fault[] = [
  { name: "connection refused", kind: 1, door: "refuses", expected: network, attempts: 2 },
  {
    name: "accepted, then silence",
    kind: 2,
    door: "hangs",
    timeoutMs: soon,
    expected: timeout,
    attempts: 1,
  },
  { name: "accepted, then closed", kind: 3, door: "closes", expected: network, attempts: 2 },
  {
    name: "question read, then silence",
    kind: 4,
    begin: breaksOff(() => undefined),
    expected: timeout,
    attempts: 1,
  },
  {
    name: "status line only",
    kind: 5,
    begin: breaksOff(({ line }) => line.write("HTTP/1.1 200 OK\r\n")),
    timeoutMs: soon,
    expected: timeout,
    attempts: 1,
  },
  {
    name: "silence after the headers",
    kind: 6,
    begin: breaksOff(({ line, head, good }) => line.write(head({ status: 200, body: good() }))),
    timeoutMs: soon,
    expected: timeout,
    attempts: 1,
  },
  {
    name: "silence in the middle of the body",
    kind: 7,
    begin: breaksOff(({ line, head, good }) => {
      const body = good();
      return line.write(head({ status: 200, body }) + halfOf(body));
    }),
    timeoutMs: soon,
    expected: timeout,
    attempts: 1,
  },
  {
    name: "a byte a second",
    kind: 8,
    begin: breaksOff(drip),
    expected: timeout,
    attempts: 1,
  },
  resets("before the first byte", () => 0, { attempts: 2 }),
  resets("in the status line", () => 9, { attempts: 2 }),
  resets("in the headers", (answer) => answer.indexOf("\r\n\r\n") - 20, { attempts: 2 }),
  resets("in the body", (answer) => answer.indexOf("\r\n\r\n") + 30, { attempts: 1 }),
  {
    name: "length too short",
    kind: 10,
    begin: lies(-8),
    expected: badResponse,
    attempts: 1,
  },
  { name: "length too long", kind: 11, begin: lies(40), expected: network, attempts: 1 },
  {
    name: "chunks without an end, then silence",
    kind: 12,
    begin: breaksOff(sendEndless),
    timeoutMs: soon,
    expected: timeout,
    attempts: 1,
  },
  {
    name: "chunks without an end, then closed",
    kind: 12,
    begin: breaksOff(async (exchange) => {
      await sendEndless(exchange);
      exchange.line.close();
    }),
    expected: network,
    attempts: 1,
  },
];
