import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createCalls } from "../../js/calls.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("gives each call a number of its own and settles by number", async () => {
  const calls = createCalls();
  const one = calls.open_();
  const two = calls.open_();
  expect(one.call_).not.toBe(two.call_);
  calls.resolve_(two.call_, "second");
  calls.reject_(one.call_, new Error("first"));
  await expect(two.promise_).resolves.toBe("second");
  await expect(one.promise_).rejects.toThrow("first");
  expect(calls.isOpen_(one.call_)).toBe(false);
});

it("takes the first settlement and ignores the rest, also of numbers unknown", async () => {
  const calls = createCalls();
  const { call_, promise_ } = calls.open_();
  calls.resolve_(call_, 1);
  calls.reject_(call_, new Error("too late"));
  calls.resolve_(999, 1);
  calls.limit_(999, 10, () => undefined);
  await expect(promise_).resolves.toBe(1);
});

describe("a limit", () => {
  it("acts at its time", () => {
    const calls = createCalls();
    const { call_ } = calls.open_();
    const act = vi.fn();
    calls.limit_(call_, 50, act);
    vi.advanceTimersByTime(49);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("is gone once the call is settled", () => {
    const calls = createCalls();
    const { call_ } = calls.open_();
    calls.limit_(call_, 50, () => undefined);
    calls.resolve_(call_, 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("longer than a timer can be is as long as one can be", () => {
    const calls = createCalls();
    const { call_ } = calls.open_();
    const act = vi.fn();
    calls.limit_(call_, Infinity, act);
    vi.advanceTimersByTime(1_000_000);
    expect(act).not.toHaveBeenCalled();
  });
});

describe("a signal", () => {
  it("acts when it fires", () => {
    const calls = createCalls();
    const { call_ } = calls.open_();
    const controller = new AbortController();
    const act = vi.fn();
    calls.heed_(call_, controller.signal, act);
    controller.abort();
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("is no longer listened to once the call is settled", () => {
    const calls = createCalls();
    const { call_ } = calls.open_();
    const controller = new AbortController();
    const act = vi.fn();
    calls.heed_(call_, controller.signal, act);
    calls.resolve_(call_, 1);
    controller.abort();
    expect(act).not.toHaveBeenCalled();
  });
});

describe("what a page has made of a signal", () => {
  const removeEventListener = (): never => {
    throw new Error("patched");
  };
  it.each([
    ["has nothing to stop listening by", {}],
    ["throws when it is listened to no longer", { removeEventListener }],
  ])("and %s keeps no call from settling", async (_, more) => {
    const calls = createCalls();
    const { call_, promise_ } = calls.open_();
    const signal = { addEventListener: () => undefined, ...more } as unknown as AbortSignal;
    calls.heed_(call_, signal, () => undefined);
    calls.limit_(call_, 50, () => undefined);
    calls.resolve_(call_, 1);
    await expect(promise_).resolves.toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("tells the open calls and their ways to begin again, each way once", () => {
  const calls = createCalls();
  const again = vi.fn();
  const one = calls.open_().call_;
  const two = calls.open_().call_;
  calls.resolve_(calls.open_().call_, "settled");
  calls.repeat_(two, again);
  expect(calls.interrupted_()).toEqual([
    { call_: one, again_: undefined },
    { call_: two, again_: again },
  ]);
  expect(calls.interrupted_()).toEqual([
    { call_: one, again_: undefined },
    { call_: two, again_: undefined },
  ]);
});

it("raises no unhandled rejection where nobody looks at the promise", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  vi.useRealTimers();
  const calls = createCalls();
  calls.reject_(calls.open_().call_, new Error("nobody looks"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe("what may save a call", () => {
  const open = (mend: (error: unknown) => Promise<void> | undefined) => {
    const calls = createCalls();
    const { call_: call, promise_: promise } = calls.open_();
    calls.mend_(call, mend);
    return { calls, call, promise };
  };

  it("keeps it open, and is tried once", async () => {
    const mend = vi.fn(() => Promise.resolve());
    const { calls, call, promise } = open(mend);
    calls.reject_(call, "first");
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.isOpen_(call)).toBe(true);
    calls.reject_(call, "second");
    await expect(promise).rejects.toBe("second");
    expect(mend.mock.calls).toEqual([["first"]]);
  });

  it("and fails leaves the first error", async () => {
    const { calls, call, promise } = open(() => Promise.reject(new Error("no cure")));
    calls.reject_(call, "first");
    await expect(promise).rejects.toBe("first");
  });

  it("and has no cure for an error lets it through", async () => {
    const { calls, call, promise } = open(() => undefined);
    calls.reject_(call, "other");
    expect(calls.isOpen_(call)).toBe(false);
    await expect(promise).rejects.toBe("other");
  });

  it("does not keep it from its deadline", async () => {
    const { calls, call, promise } = open((error) =>
      error === "first" ? new Promise(() => undefined) : undefined,
    );
    calls.limit_(call, 50, () => calls.reject_(call, "too late"));
    calls.reject_(call, "first");
    vi.advanceTimersByTime(50);
    await expect(promise).rejects.toBe("too late");
  });
});
