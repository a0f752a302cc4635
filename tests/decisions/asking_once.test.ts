import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import { until } from "../delivery/until.js";
import { type Service, services } from "../delivery/visitor.js";
import type { Caller, Outcome } from "./caller.js";
import { wellScript } from "./decision_server.js";
import { createLatch, type Latch } from "./latch.js";
import { Visit } from "./visit.js";

interface Call {
  points: string[];
  status: "answered" | "failed";
  code?: string;
  tookMs: number;
  names?: string[];
  titles?: string[];
  outcomes?: Record<string, Outcome>;
}

const stage = setStage(import.meta.url);
let visit: Visit;
let tab: Tab;
let caller: Caller;
let latch: Latch;

async function begin(service: Service): Promise<void> {
  visit = await Visit.begin(stage, service, { before: ["crowd"] });
  ({ tab, caller } = visit);
  latch = createLatch();
  caller.server.script = async (exchange) => {
    await latch.opened;
    await wellScript(exchange);
  };
}

/** Begins calls in one turn of the page, each with its arguments. */
async function call(...calls: unknown[][]): Promise<void> {
  const begins = calls.map((each) => `crowd.begin(${each.map((it) => JSON.stringify(it)).join()})`);
  await tab.evaluate(`(() => { ${begins.join("; ")}; })()`);
}

const settled = (): Promise<Call[]> => tab.evaluate("crowd.settled()");
const asked = (): string[][] => caller.server.asks.map(({ question }) => [...question.points]);

async function untilAsked(requests: number): Promise<void> {
  await until(`${requests} requests came`, () => caller.server.asks.length >= requests);
}

afterEach(() => visit.end());

describe.each(services)("asking %s", (service) => {
  const isOneRequest = service === "salesforce";

  test("in one turn is one request, or one for each point, and everybody gets their own", async () => {
    await begin(service);
    await call([["a", "b"]], [["c", "b", "a"]], [["b"]]);
    latch.release();
    const calls = await settled();
    expect(asked().sort()).toEqual(isOneRequest ? [["a", "b", "c"]] : [["a"], ["b"], ["c"]]);
    for (const { points, names, titles, outcomes } of calls) {
      expect(names).toEqual(points);
      expect(titles).toEqual(points.map((point) => `Title of ${point}`));
      expect(Object.keys(outcomes ?? {})).toEqual(points);
    }
    expect(await tab.evaluate("crowd.shared()")).toBe(0);
    expect(caller.server.billed).toBe(3);
  });

  test("for what is asked already asks only for the rest", async () => {
    await begin(service);
    await call([["a"]]);
    await untilAsked(1);
    await call([["b", "a"]]);
    await untilAsked(2);
    await call([["a"]], [["b"]]);
    await sleep(100);
    latch.release();
    const calls = await settled();
    expect(asked()).toEqual([["a"], ["b"]]);
    expect(calls.map(({ names }) => names)).toEqual([["a"], ["b", "a"], ["a"], ["b"]]);
    expect(await tab.evaluate("crowd.shared()")).toBe(0);
    expect(caller.server.billed).toBe(2);
  });

  test("with other facts is another question", async () => {
    await begin(service);
    await call([["a"], { color: "blue" }], [["a"], { color: "red" }], [["a"], { color: "blue" }]);
    latch.release();
    await settled();
    expect(asked()).toEqual([["a"], ["a"]]);
    expect(await tab.evaluate("crowd.shared()")).toBe(0);
  });

  test("is ended for who gives up, and goes on for who waits", async () => {
    await begin(service);
    await call([["a"], {}, { abortMs: 150 }], [["a"]], [["a"], {}, { timeoutMs: 300 }]);
    await sleep(1500);
    latch.release();
    const [given, waiting, late] = await settled();
    expect(given).toMatchObject({ status: "failed", code: "aborted" });
    expect(late).toMatchObject({ status: "failed", code: "timeout" });
    // Long before there is an answer; how long after its deadline exactly is for the matrix to say.
    for (const each of [given, late]) expect(each?.tookMs).toBeLessThan(1000);
    expect(waiting).toMatchObject({ status: "answered", titles: ["Title of a"] });
    expect(asked()).toEqual([["a"]]);
  });

  test("is given up when the last who waits gives up", async () => {
    await begin(service);
    await call([["a"], {}, { abortMs: 200 }], [["a"], {}, { timeoutMs: 300 }]);
    await untilAsked(1);
    await settled();
    const isEnded = () => caller.server.asks.every(({ endedAt }) => endedAt !== undefined);
    await until("the browser has ended the connection", isEnded, 3000);
    expect(asked()).toEqual([["a"]]);
  });

  test("is no request where it was given up in the same turn", async () => {
    await begin(service);
    await call([["a"], {}, { abortMs: 0 }]);
    const [given] = await settled();
    expect(given).toMatchObject({ status: "failed", code: "aborted" });
    await sleep(150);
    expect(asked()).toEqual([]);
  });

  test("once more after an answer is a new question", async () => {
    await begin(service);
    latch.release();
    await call([["a"]]);
    await settled();
    await call([["a"]]);
    await settled();
    expect(asked()).toEqual([["a"], ["a"]]);
  });
});

test("callers with different tokens never share an answer", async () => {
  await begin("salesforce");
  const bearing = (accessToken: string) => [["a"], {}, { accessToken }];
  await call(bearing("one"), bearing("two"), [["a"]], bearing("one"));
  latch.release();
  await settled();
  const tokens = caller.server.asks.map(({ question }) => question.token ?? "none");
  expect(tokens.sort()).toEqual(["none", "one", "two"]);
});
