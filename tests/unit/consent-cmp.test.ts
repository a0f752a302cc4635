// Consent platforms as they are: late, slow, throwing, replaced, answering twice. Both APIs.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ConsentWatch } from "../../js/consent.js";
import { createConsents } from "../../js/consents.js";
import { frameworks } from "./consent-frameworks.js";
import { createCmp, createStub, place, stateOf } from "./fake-cmp.js";

const watches: ConsentWatch[] = [];
const rejections = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", {});
  process.on("unhandledRejection", rejections);
});
afterEach(async () => {
  for (const { stop } of watches.splice(0)) stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", rejections);
  expect(rejections).not.toHaveBeenCalled();
});

describe.each(frameworks)("$name", ({ name, provider, watchIt, yes, no, undecided }) => {
  const verdict = (status: string) => ({ provider, purpose: "Tracking", status });
  const optIn = verdict("Opt In");
  const optOut = verdict("Opt Out");

  function setUp(patienceMs?: number) {
    const onVerdict = vi.fn();
    const watch = watchIt(patienceMs === undefined ? {} : { patienceMs }, onVerdict);
    watches.push(watch);
    return { onVerdict, watch };
  }

  it("late: it is found when it comes", async () => {
    const { watch, onVerdict } = setUp();
    await vi.advanceTimersByTimeAsync(9_000);
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(200);
    cmp.say(yes);
    expect(await stateOf(watch.first)).toEqual([optIn]);
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(optIn);
  });

  it("missing: no verdict, after ten seconds or the patience the page has", async () => {
    const usual = setUp();
    const brief = setUp(1_000);
    expect(await stateOf(brief.watch.first)).toBe("pending");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await stateOf(brief.watch.first)).toEqual([]);
    await vi.advanceTimersByTimeAsync(8_800);
    expect(await stateOf(usual.watch.first)).toBe("pending");
    await vi.advanceTimersByTimeAsync(200);
    expect(await stateOf(usual.watch.first)).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    for (const { onVerdict } of [usual, brief]) expect(onVerdict).not.toHaveBeenCalled();
  });

  it("later than the patience: its verdicts are told all the same", async () => {
    const { onVerdict } = setUp();
    await vi.advanceTimersByTimeAsync(60_000);
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(2_000);
    cmp.say(yes);
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(optIn);
  });

  it("slow: as long as the visitor decides, nothing is decided", async () => {
    const { watch, onVerdict } = setUp();
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(200);
    cmp.say(undecided);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await stateOf(watch.first)).toBe("pending");
    cmp.say(yes);
    expect(await stateOf(watch.first)).toEqual([optIn]);
    expect(onVerdict).toHaveBeenCalledTimes(1);
  });

  it("a stub whose platform never comes: no verdict in time", async () => {
    place(name, createStub().cmp);
    const { watch, onVerdict } = setUp();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await stateOf(watch.first)).toEqual([]);
    expect(onVerdict).not.toHaveBeenCalled();
  });

  it("throwing: it is asked again as long as there is patience, and not for ever", async () => {
    const cmp = vi.fn(() => {
      throw new Error("CMP");
    });
    place(name, cmp);
    const { watch } = setUp(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    const asked = cmp.mock.calls.length;
    expect(asked).toBe(6);
    expect(await stateOf(watch.first)).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cmp).toHaveBeenCalledTimes(asked);
  });

  it("throwing at first: it is heard once it works", async () => {
    const works = createCmp();
    let isBroken = true;
    place(name, (...args: unknown[]) => {
      if (isBroken) throw new Error("not yet");
      works.cmp(...args);
    });
    const { watch } = setUp();
    isBroken = false;
    await vi.advanceTimersByTimeAsync(200);
    works.say(yes);
    expect(await stateOf(watch.first)).toEqual([optIn]);
  });

  it.each([[null], ["cmp"], [{}]])("%j in its place: none", async (value) => {
    place(name, value);
    const { watch } = setUp(0);
    expect(await stateOf(watch.first)).toEqual([]);
  });

  it("replaced, told by its stub: heard once", async () => {
    const stub = createStub();
    place(name, stub.cmp);
    const { onVerdict } = setUp();
    const cmp = createCmp();
    stub.handOver(cmp);
    place(name, cmp.cmp);
    cmp.say(yes);
    await vi.advanceTimersByTimeAsync(200);
    expect(onVerdict.mock.calls[0]).toEqual([optIn]);
    cmp.say(no);
    expect(onVerdict).toHaveBeenLastCalledWith(optOut);
  });

  it("replaced, what its stub was told lost: it is told again", async () => {
    place(name, createStub().cmp);
    const { onVerdict } = setUp();
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(200);
    cmp.say(no);
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(optOut);
  });

  it("replaced long after it has loaded: the new one is heard", async () => {
    const old = createCmp();
    place(name, old.cmp);
    const { onVerdict } = setUp();
    old.say(yes);
    await vi.advanceTimersByTimeAsync(600_000);
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(2_000);
    cmp.say(no);
    expect(onVerdict.mock.calls).toEqual([[optIn], [optOut]]);
  });

  it("there, and the same: asked once", async () => {
    const cmp = createCmp();
    place(name, cmp.cmp);
    setUp();
    cmp.say(yes);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(cmp.calls).toHaveLength(1);
  });

  it("answering twice in one turn: the second counts, whichever way it is heard", async () => {
    const tell = vi.fn();
    const consents = createConsents(tell);
    const cmp = createCmp();
    place(name, cmp.cmp);
    const watch = watchIt({}, consents.update_);
    watches.push(watch);
    consents.begin_(watch.first);
    cmp.say(yes);
    cmp.say(no);
    await stateOf(watch.first);
    expect(tell.mock.calls.map(([news]) => (news as unknown[])[0])).toEqual([
      optIn,
      optOut,
      optOut,
    ]);
    expect(consents.given_()).toEqual([optOut]);
  });

  it("answering before Attune starts: the newest verdict is the starting value", async () => {
    const consents = createConsents(() => undefined);
    const cmp = createCmp();
    place(name, cmp.cmp);
    const watch = watchIt({}, consents.update_);
    watches.push(watch);
    cmp.say(yes);
    await stateOf(watch.first);
    cmp.say(no);
    consents.begin_(watch.first);
    await stateOf(watch.first);
    expect(consents.given_()).toEqual([optOut]);
    expect(consents.isPending_()).toBe(false);
  });

  it("stopped: the platform lets go of the listener, and nothing is told any more", async () => {
    const cmp = createCmp();
    place(name, cmp.cmp);
    const { watch, onVerdict } = setUp();
    cmp.say(undecided);
    const [listener] = cmp.listeners.values();
    watch.stop();
    expect(cmp.listeners.size).toBe(0);
    listener?.({ ...yes }, true);
    expect(await stateOf(watch.first)).toEqual([]);
    expect(onVerdict).not.toHaveBeenCalled();
  });

  it("stopped before the platform has loaded: it lets go of the listener when it does", () => {
    const stub = createStub();
    place(name, stub.cmp);
    setUp().watch.stop();
    const cmp = createCmp();
    stub.handOver(cmp);
    place(name, cmp.cmp);
    expect(cmp.listeners.size).toBe(1);
    cmp.say(yes);
    expect(cmp.listeners.size).toBe(0);
  });

  it("stopped after a replacement: no listener of another is removed", async () => {
    const old = createCmp();
    place(name, old.cmp);
    const { watch } = setUp();
    old.say(yes);
    const cmp = createCmp();
    place(name, cmp.cmp);
    await vi.advanceTimersByTimeAsync(200);
    old.say(no);
    watch.stop();
    old.say(yes);
    expect(cmp.calls.filter(([command]) => command === "removeEventListener")).toEqual([]);
  });

  it("throwing when stopped: nobody notices", () => {
    const cmp = createCmp();
    place(name, (command: unknown, ...args: unknown[]) => {
      if (command === "removeEventListener") throw new Error("CMP");
      cmp.cmp(command, ...args);
    });
    const { watch } = setUp();
    cmp.say(yes);
    expect(watch.stop).not.toThrow();
  });

  it("what the page's own function throws is the page's, not the platform's", () => {
    const cmp = createCmp();
    place(name, cmp.cmp);
    const { onVerdict } = setUp();
    onVerdict.mockImplementationOnce(() => {
      throw new Error("of the page");
    });
    expect(() => cmp.say(yes)).not.toThrow();
    expect(() => vi.advanceTimersByTime(0)).toThrow("of the page");
    cmp.say(no);
    expect(onVerdict).toHaveBeenLastCalledWith(optOut);
  });

  it("does without a page: nothing is waited for on a server", async () => {
    vi.stubGlobal("document", undefined);
    const { watch, onVerdict } = setUp();
    expect(vi.getTimerCount()).toBe(0);
    expect(await stateOf(watch.first)).toEqual([]);
    watch.stop();
    expect(onVerdict).not.toHaveBeenCalled();
  });
});
