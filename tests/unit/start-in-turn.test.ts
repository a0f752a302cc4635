import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { startInTurn } from "../../js/start_in_turn.js";
import { whileAlone } from "../../js/while_alone.js";
import { rejectionOf } from "./started.js";

/** One lock of an origin, for tabs by turns. */
function openLock() {
  let last: Promise<unknown> = Promise.resolve();
  const request = vi.fn(
    (_: string, { signal }: { signal: AbortSignal }, work: () => unknown): Promise<unknown> => {
      let isGranted = false;
      const own = last.then(() => {
        isGranted = true;
        return signal.aborted ? undefined : work();
      });
      last = own.catch(() => undefined);
      const refused = new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          if (!isGranted) reject(new DOMException("late", "TimeoutError"));
        });
      });
      return Promise.race([own, refused]);
    },
  );
  /** Another tab takes it, until it lets go. */
  const takeElsewhere = (): (() => void) => {
    let letGo = (): void => undefined;
    const { signal } = new AbortController();
    void request("attune.id", { signal }, () => new Promise<void>((resolve) => (letGo = resolve)));
    request.mockClear();
    return () => letGo();
  };
  vi.stubGlobal("navigator", { locks: { request } });
  return { request, takeElsewhere };
}

/** What is prepared when the test says so. */
function preparing(makesId_: boolean, mightMakeId = makesId_) {
  const go_ = vi.fn<() => void>();
  let arrive = (): void => undefined;
  const prepare = vi.fn(
    () =>
      new Promise<{ go_: () => void; makesId_: boolean }>((resolve) => {
        arrive = () => resolve({ go_, makesId_ });
      }),
  );
  const started = startInTurn(
    prepare,
    () => mightMakeId,
    (prepared) => prepared.go_(),
  );
  return { started, go_, prepare, arrive: () => arrive() };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);

describe("a start that makes an id", () => {
  it("asks for its turn while it is being prepared", async () => {
    const { request } = openLock();
    const { prepare, arrive, started, go_ } = preparing(true);
    expect(prepare).toHaveBeenCalledTimes(1);
    expect(request).toHaveBeenCalledTimes(1);
    await soon();
    arrive();
    await started;
    expect(go_).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["as was to be expected", true],
    ["unexpectedly", false],
  ])("waits for the other tab's, %s", async (_, mightMakeId) => {
    const lock = openLock();
    const letGo = lock.takeElsewhere();
    const { arrive, started, go_ } = preparing(true, mightMakeId);
    expect(lock.request).toHaveBeenCalledTimes(Number(mightMakeId));
    arrive();
    await vi.advanceTimersByTimeAsync(500);
    expect(go_).not.toHaveBeenCalled();
    letGo();
    await started;
    expect(go_).toHaveBeenCalledTimes(1);
  });

  it("leaves a turn that comes before it is prepared to others, and asks again", async () => {
    const { request } = openLock();
    const slow = preparing(true);
    await soon();
    const quick = preparing(true);
    quick.arrive();
    await quick.started;
    expect([quick.go_, slow.go_].map((go) => go.mock.calls.length)).toEqual([1, 0]);
    slow.arrive();
    await slow.started;
    expect(slow.go_).toHaveBeenCalledTimes(1);
    expect(request.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ["refused", () => Promise.reject(new DOMException("no", "SecurityError"))],
    ["missing", undefined],
  ])("goes on where locks are %s", async (_, request) => {
    vi.stubGlobal("navigator", { locks: request && { request } });
    const { arrive, started, go_ } = preparing(true);
    arrive();
    await started;
    expect(go_).toHaveBeenCalledTimes(1);
  });

  it("fails with what its work throws, which is done once", async () => {
    openLock();
    const { arrive, started, go_ } = preparing(true);
    const mistake = new Error("mistake");
    go_.mockImplementation(() => {
      throw mistake;
    });
    arrive();
    expect(await rejectionOf(started)).toBe(mistake);
    expect(go_).toHaveBeenCalledTimes(1);
  });
});

describe("locks that a page has put in the place of the browser's", () => {
  beforeEach(() => {
    vi.useRealTimers();
  });
  const hang = () => new Promise<never>(() => undefined);

  it.each([
    ["never settle", hang],
    ["settle without calling back", () => Promise.resolve()],
    [
      "call back when it is too late",
      (_: string, __: object, work: () => unknown) =>
        new Promise((resolve) => setTimeout(() => resolve(work()), 1100)),
    ],
    ["give no promise", () => undefined],
  ])("let it start within a second, once, though they %s", async (_, request) => {
    vi.stubGlobal("navigator", { locks: { request } });
    const { arrive, started, go_ } = preparing(true);
    const from = performance.now();
    arrive();
    await started;
    expect(performance.now() - from).toBeLessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(go_).toHaveBeenCalledTimes(1);
  });

  it("cost no second patience where the start was not expected to make an id", async () => {
    vi.stubGlobal("navigator", { locks: { request: hang } });
    const { arrive, started } = preparing(true, false);
    const from = performance.now();
    arrive();
    await started;
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it("do not make work wait for ever that is to be done alone", async () => {
    vi.stubGlobal("navigator", { locks: { request: () => Promise.resolve() } });
    const work = vi.fn();
    await whileAlone(work);
    expect(work).toHaveBeenCalledTimes(1);
    vi.stubGlobal("navigator", { locks: { request: hang } });
    await whileAlone(work);
    expect(work).toHaveBeenCalledTimes(2);
    const mistake = new Error("mistake");
    const failing = whileAlone(() => {
      throw mistake;
    });
    expect(await rejectionOf(failing)).toBe(mistake);
  });
});

describe("a start that makes none", () => {
  it("asks for nothing where that is known", async () => {
    const { request } = openLock();
    const { arrive, started } = preparing(false);
    arrive();
    await started;
    expect(request).not.toHaveBeenCalled();
  });

  it("waits for nobody, and does nothing when its turn comes", async () => {
    const lock = openLock();
    const letGo = lock.takeElsewhere();
    const { arrive, started, go_ } = preparing(false, true);
    arrive();
    await started;
    expect(go_).toHaveBeenCalledTimes(1);
    letGo();
    await soon();
    expect(go_).toHaveBeenCalledTimes(1);
  });
});

it("fails as its preparation does", async () => {
  openLock();
  const mistake = new Error("no core");
  const started = startInTurn(
    () => Promise.reject(mistake),
    () => true,
    () => undefined,
  );
  expect(await rejectionOf(started)).toBe(mistake);
});
