import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import { services } from "../delivery/visitor.js";
import { ask, Caller, type CallerOptions, type Told } from "./caller.js";
import { type Script, wellScript } from "./decision_server.js";
import { FastTime } from "./fast_time.js";
import type { Reply } from "./reply.js";

const stage = setStage(import.meta.url);
const second = 1000;
const day = 24 * 60 * 60 * second;

let time: FastTime;
let caller: Caller;
let tabs: Tab[];

async function begin(more: CallerOptions = {}, service = services[0]): Promise<Tab> {
  caller = await Caller.come(stage.site, service ?? "salesforce", time.options(more));
  const tab = await openTab();
  await caller.warmUp(tab);
  return tab;
}

async function openTab(): Promise<Tab> {
  const tab = await caller.open(stage.chromium);
  tabs.push(tab);
  return tab;
}

beforeEach(() => {
  time = new FastTime(15);
  tabs = [];
});

afterEach(async () => {
  for (const tab of tabs) await tab.close();
  await caller.leave();
});

/** What the service says to one request after the other, and then for good. */
function answers(...statuses: Array<number | Reply>): Script {
  const replies = statuses.map((each) => (typeof each === "number" ? { status: each } : each));
  let count = 0;
  return (exchange) => {
    const reply = replies[count++] ?? { status: 200 };
    return reply.status === 200 ? wellScript(exchange) : exchange.say(reply);
  };
}

async function askTimes(tab: Tab, times: number, every = 0): Promise<Told[]> {
  const all: Told[] = [];
  for (let n = 0; n < times; n++) {
    // A point of its own each time, so that no answer is shared.
    all.push(await ask(tab, [`point_${all.length}`]));
    await time.pass(every);
  }
  return all;
}

/** Whether one more question leaves the page. */
async function isClosed(tab: Tab): Promise<boolean> {
  const { requests, outcomes } = await ask(tab, ["home_hero"]);
  if (requests === 0) {
    const refusal = { status: "failed", code: "unavailable", retryable: true };
    expect(outcomes["home_hero"]).toMatchObject(refusal);
  }
  return requests > 0;
}

/** How long it takes until a question leaves the page again, asking every second. */
async function reopensAfter(tab: Tab, most: number): Promise<number> {
  const began = time.now();
  while (time.now() - began < most) {
    if (await isClosed(tab)) return time.now() - began;
    await time.pass(second);
  }
  throw new Error(`Nothing was asked for ${most} ms.`);
}

const five = [500, 500, 500, 500, 500];

describe("the breaker", () => {
  test.each(services)("opens on five failures in a row: %s", async (service) => {
    const tab = await begin({}, service);
    caller.server.script = answers(...five);
    await askTimes(tab, 4);
    expect(await isClosed(tab), "after four").toBe(true);
    expect(await isClosed(tab), "after five").toBe(false);
  });

  test("counts anew after a success", async () => {
    const tab = await begin();
    caller.server.script = answers(500, 500, 500, 500, 200, 500, 500, 500);
    await askTimes(tab, 8);
    expect(await isClosed(tab)).toBe(true);
  });

  test("opens on half of ten in a minute", async () => {
    const tab = await begin();
    // With the one that was asked before, ten.
    caller.server.script = answers(500, 200, 500, 200, 500, 200, 500, 200, 500);
    await askTimes(tab, 8);
    expect(await isClosed(tab), "after nine").toBe(true);
    expect(await isClosed(tab), "after ten").toBe(false);
  });

  test("stays closed where less than half of them fail, or where they take longer", async () => {
    const tab = await begin();
    const some = [500, 200, 500, 200, 500, 200, 500, 200, 200, 200];
    caller.server.script = answers(...some, ...[500, 200, 500, 200, 500, 200, 500, 200, 500, 200]);
    await askTimes(tab, 10);
    expect(await isClosed(tab)).toBe(true);
    await time.pass(65 * second);
    await askTimes(tab, 10, 13 * second);
    expect(await isClosed(tab)).toBe(true);
  });

  test("takes neither a refusal nor nonsense for a failure of the service", async () => {
    const tab = await begin();
    const nonsense = { status: 200, body: "{oops" };
    caller.server.script = answers(400, 401, 404, 422, nonsense, nonsense, 400, 403, 410, 415, 400);
    for (let n = 0; n < 11; n++) expect(await isClosed(tab), `after ${n}`).toBe(true);
  });

  test("is shared by tabs, and survives the page", async () => {
    const tab = await begin();
    const other = await openTab();
    caller.server.script = answers(...five);
    await askTimes(tab, 5);
    expect(await isClosed(other), "in another tab").toBe(false);
    await caller.visit(tab, "/other.html");
    expect(await isClosed(tab), "in the next page").toBe(false);
  });

  test("asks once after 30 s, and once after 60 s more if that fails", async () => {
    const tab = await begin();
    caller.server.script = answers(...five, 500);
    await askTimes(tab, 5);
    await tab.evaluate("void persist.start(1000)");
    await time.pass(110 * second);
    await tab.evaluate("void persist.stop()");
    const times = (await tab.evaluate<number[]>("witness.requests.map(({ at }) => at)")).slice(5);
    const [first = 0, next = 0] = times.slice(1).map((at, n) => at - Number(times[n]));
    expect(first).toBeGreaterThan(25 * second);
    expect(first).toBeLessThan(35 * second);
    expect(next).toBeGreaterThan(55 * second);
    expect(next).toBeLessThan(65 * second);
    expect(times.length, "after a success").toBeGreaterThan(10);
  });

  test("holds for as long as a 429 says", async () => {
    const tab = await begin();
    const wait = { status: 429, headers: { "Retry-After": "45" }, expose: ["Retry-After"] };
    caller.server.script = answers(wait);
    const [told] = await askTimes(tab, 1);
    expect(told?.outcomes["point_0"]).toMatchObject({ code: "rate-limited", retryable: true });
    const held = await reopensAfter(tab, 60 * second);
    expect(held).toBeGreaterThan(40 * second);
    expect(held).toBeLessThan(50 * second);
  });

  test.each([
    ["back", -day],
    ["on", day],
  ])("does not wait for a clock that is set a day %s", async (_, step) => {
    const tab = await begin();
    caller.server.script = answers(...five);
    await askTimes(tab, 5);
    expect(await isClosed(tab)).toBe(false);
    await tab.evaluate(`void fastClock.step(${step})`);
    expect(await reopensAfter(tab, 60 * second)).toBeLessThan(35 * second);
  });

  test("is the page's own where nothing can be stored", async () => {
    const tab = await begin({ before: ["no_storage"] });
    const other = await openTab();
    caller.server.script = answers(...five);
    await askTimes(tab, 5);
    expect(await isClosed(tab), "in the page that failed").toBe(false);
    expect(await isClosed(other), "in another").toBe(true);
  });
});
