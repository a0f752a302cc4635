import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createCalls } from "../../js/calls.js";
import type { Entry } from "../../js/core.js";
import { createHost } from "../../js/host.js";

const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

function setUp() {
  const told: Entry[] = [];
  const effects: Array<() => unknown> = [];
  const calls = createCalls();
  const written = vi.fn();
  const generation = createHost({
    calls_: calls,
    log_: { setLevel_: vi.fn(), write_: written },
    tell_: (...entry) => told.push(entry),
    after_: (effect) => effects.push(effect),
  });
  const runEffects = () => effects.splice(0).forEach((effect) => void effect());
  return {
    told,
    effects,
    calls,
    written,
    runEffects,
    host: generation.host_,
    end: generation.end_,
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const url = "https://service.example/";
const init = { headers: {} };

it("hands page code one frozen response, and what it was frozen from once only", () => {
  const { host, runEffects } = setUp();
  const response = { personalizations: [{ raw: { deep: [{ a: 1 }] } }], outcomes: {}, id: "r" };
  const given: unknown[] = [];
  for (const handler of [1, 2]) host.invoke((one) => given.push([handler, one]), [response]);
  runEffects();
  expect(given).toEqual([
    [1, response],
    [2, response],
  ]);
  const { personalizations, outcomes } = response;
  const parts = [response, outcomes, personalizations, personalizations[0]?.raw.deep[0]];
  expect(parts.map(Object.isFrozen)).toEqual([true, true, true, true]);
});

describe("wake", () => {
  it("enters one turn in a microtask, however often it is called", async () => {
    const { host, told } = setUp();
    host.wake();
    host.wake();
    expect(told).toEqual([]);
    await Promise.resolve();
    expect(told).toEqual([["turn"]]);
    host.wake();
    await Promise.resolve();
    expect(told).toEqual([["turn"], ["turn"]]);
  });
});

const broken = (): never => {
  throw new Error("patched");
};
describe.each([
  ["MessageChannel", MessageChannel],
  ["no MessageChannel", undefined],
  ["a MessageChannel that throws", broken],
  ["a MessageChannel without ports", class {}],
])("soon, with %s", (_, channel) => {
  beforeEach(() => {
    vi.stubGlobal("MessageChannel", channel);
  });

  it("enters the end of the turn once, after all microtasks", async () => {
    const { host, told } = setUp();
    host.soon();
    host.soon();
    await Promise.resolve();
    await Promise.resolve();
    expect(told).toEqual([]);
    await vi.waitFor(() => expect(told).toEqual([["turn_ended"]]));
    await nextTurn();
    expect(told).toEqual([["turn_ended"]]);
  });
});

describe("timer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it("enters a tick of its number", () => {
    const { host, told } = setUp();
    host.timer(3, 100);
    host.timer(4, 200);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([["tick", 3]]);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([
      ["tick", 3],
      ["tick", 4],
    ]);
  });

  it("replaces a running one of its number", () => {
    const { host, told } = setUp();
    host.timer(3, 100);
    host.timer(3, 500);
    vi.advanceTimersByTime(499);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([["tick", 3]]);
  });

  it.each([-1, NaN])("is cancelled by %s", (ms) => {
    const { host, told } = setUp();
    host.timer(3, 100);
    host.timer(3, ms);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
  });

  it("is never immediate for being too long", () => {
    const { host, told } = setUp();
    host.timer(3, 2 ** 40);
    vi.advanceTimersByTime(1_000_000);
    expect(told).toEqual([]);
  });
});

describe("send", () => {
  it("runs the page's fetch only once the core has returned", async () => {
    const fetch = vi.fn(() => Promise.resolve(new Response("{}")));
    vi.stubGlobal("fetch", fetch);
    const { host, runEffects } = setUp();
    const answer = host.send(url, init);
    expect(fetch).not.toHaveBeenCalled();
    runEffects();
    expect(fetch).toHaveBeenCalledTimes(1);
    await expect(answer).resolves.toMatchObject({ status: 200, body: {} });
  });

  it("tells of what went wrong", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("blocked")));
    const { host, runEffects } = setUp();
    const answer = host.send(url, init);
    runEffects();
    await expect(answer).resolves.toEqual({ status: 0, received: false });
  });
});

describe("effects", () => {
  it("settle the page's promises, nothing being undefined", async () => {
    const { host, calls, runEffects } = setUp();
    const one = calls.open_();
    const two = calls.open_();
    const three = calls.open_();
    host.settle(one.call_, { a: 1 });
    host.settle(two.call_, null);
    host.fail(three.call_, { code: "http", message: "No.", retryable: false });
    expect(calls.isOpen_(one.call_)).toBe(true);
    runEffects();
    await expect(one.promise_).resolves.toEqual({ a: 1 });
    await expect(two.promise_).resolves.toBeUndefined();
    await expect(three.promise_).rejects.toMatchObject({ name: "AttuneError", code: "http" });
  });

  it("call page code, whose faults stay its own", async () => {
    const { host, effects, runEffects, written } = setUp();
    const fine = vi.fn();
    const thrown = new Error("page code");
    host.invoke(() => {
      throw thrown;
    }, []);
    host.invoke(() => Promise.reject(thrown), []);
    host.invoke(fine, [1, "b"]);
    expect(effects).toHaveLength(3);
    runEffects();
    expect(fine).toHaveBeenCalledWith(1, "b");
    await nextTurn();
    expect(written.mock.calls.map(([level, , detail]) => [level, detail])).toEqual([
      [1, thrown],
      [1, thrown],
    ]);
  });

  it("write lines", () => {
    const { host, runEffects, written } = setUp();
    host.log(2, "Something was left out.");
    runEffects();
    expect(written).toHaveBeenCalledWith(2, "Something was left out.");
  });
});

describe("an instance that is gone", () => {
  it("is entered no more", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { host, told, end } = setUp();
    host.wake();
    host.soon();
    host.timer(1, 10);
    end();
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    await nextTurn();
    await nextTurn();
    expect(told).toEqual([]);
  });

  it.each([
    ["answer", () => Promise.resolve(new Response("{}"))],
    ["failure", () => Promise.reject(new Error("reset"))],
  ])("gets no %s any more", async (_, fetch) => {
    vi.stubGlobal("fetch", fetch);
    const { host, runEffects, end } = setUp();
    const heard = vi.fn();
    host.send(url, init).then(heard, heard);
    runEffects();
    end();
    await nextTurn();
    await nextTurn();
    expect(heard).not.toHaveBeenCalled();
  });

  it("sends nothing it had not sent yet", () => {
    const fetch = vi.fn();
    vi.stubGlobal("fetch", fetch);
    const { host, runEffects, end } = setUp();
    void host.send(url, init);
    end();
    runEffects();
    expect(fetch).not.toHaveBeenCalled();
  });
});
