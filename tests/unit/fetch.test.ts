import { describe, expect, it, vi } from "vitest";

import { createAttune } from "../../js/attune.js";
import type { FetchOptions } from "../../js/types.js";
import { createFakeCore } from "./fake-core.js";
import { openPage, openStillPages } from "./fake-page.js";
import { config, rejectionOf, startOverFake } from "./started.js";

openStillPages();

const hang = new Promise<never>(() => undefined);

describe("a question", () => {
  it("is handed over in plain data, in the same turn as the call", async () => {
    const { attune, core } = await startOverFake();
    const identity = { email: "a@example.com" };
    void attune.Personalization.fetch(
      ["hero", "offers"],
      { anchorId: "SKU-1", params: { utm: { source: "x" } }, custom: () => "lazy" },
      { identity, accessToken: () => "token", timeoutMs: 500, reload: true },
    );
    void attune.Personalization.fetch(["more"]);
    expect(core.toldOf("decide")).toEqual([
      [
        expect.any(Number),
        ["hero", "offers"],
        { anchorId: "SKU-1", params: { utm: { source: "x" } }, custom: "lazy" },
        { identity, accessToken: "token", timeoutMs: expect.any(Number) as number, reload: true },
      ],
      [expect.any(Number), ["more"], {}, { timeoutMs: expect.any(Number) as number }],
    ]);
  });

  it("resolves with what the core settles, also much later", async () => {
    const { attune, core } = await startOverFake();
    const answer = { personalizations: [], outcomes: {} };
    const asked = attune.Personalization.fetch(["hero"]);
    core.behaviour.turn = () => core.host().settle(core.toldOf("decide")[0]?.[0] ?? 0, answer);
    core.host().wake();
    await expect(asked).resolves.toBe(answer);
  });

  it("rejects with what the core says", async () => {
    const { attune, core } = await startOverFake();
    const fault = { code: "no-consent", message: "No opt-in yet.", retryable: false } as const;
    core.behaviour.decide = (call) => core.host().fail(call, fault);
    const error = await rejectionOf(attune.Personalization.fetch(["hero"]));
    expect(attune.isAttuneError(error)).toBe(true);
    expect(error).toMatchObject(fault);
  });

  it.each([
    ["no list", "hero"],
    ["an empty list", []],
    ["a blank name", ["hero", " "]],
    ["something else than a name", [7]],
    ["nothing", undefined],
  ])("is refused with %s for points", async (_, points) => {
    const { attune, core } = await startOverFake();
    const asked = attune.Personalization.fetch(points as string[]);
    expect(await rejectionOf(asked)).toMatchObject({ code: "invalid-argument" });
    expect(core.toldOf("decide")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["a context that is none", "text", {}],
    ["a context with a cycle", Object.assign([], { 0: 1n }), {}],
    ["a deadline that is none", {}, { timeoutMs: 0 }],
    ["a deadline that is no number", {}, { timeoutMs: "5" }],
    ["a signal that is none", {}, { signal: {} }],
    ["a token that cannot travel", {}, { accessToken: "a\nb" }],
  ])("is refused with %s", async (_, context, options) => {
    const { attune, core } = await startOverFake();
    const asked = attune.Personalization.fetch(["hero"], context as never, options as FetchOptions);
    expect(await rejectionOf(asked)).toMatchObject({ code: "invalid-argument" });
    expect(core.toldOf("decide")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes no option from a polluted prototype", async () => {
    const { attune, core } = await startOverFake();
    const pollution = {
      timeoutMs: 1,
      signal: {},
      accessToken: "stolen",
      reload: true,
      identity: {},
    };
    for (const [key, value] of Object.entries(pollution)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true });
    }
    try {
      void attune.Personalization.fetch(["hero"], {}, {});
    } finally {
      for (const key of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, key);
    }
    const options = core.toldOf("decide")[0]?.[3];
    expect(Object.keys(options as object)).toEqual(["timeoutMs"]);
    expect((options as { timeoutMs: number }).timeoutMs).toBeGreaterThan(1000);
  });
});

describe("what comes later", () => {
  it("is waited for", async () => {
    const { attune, core } = await startOverFake();
    const after = <T>(ms: number, value: T) =>
      new Promise<T>((resolve) => setTimeout(resolve, ms, value));
    void attune.Personalization.fetch(
      ["hero"],
      { tier: after(30, "gold") },
      { accessToken: () => after(50, "token"), timeoutMs: 1000 },
    );
    await vi.advanceTimersByTimeAsync(49);
    expect(core.toldOf("decide")).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(core.toldOf("decide")).toEqual([
      [expect.any(Number), ["hero"], { tier: "gold" }, { accessToken: "token", timeoutMs: 950 }],
    ]);
  });

  it("is left out after half of the deadline, of which the core is told the rest", async () => {
    const { attune, core } = await startOverFake();
    void attune.Personalization.fetch(["hero"], { never: hang, a: 1 }, { timeoutMs: 1000 });
    await vi.advanceTimersByTimeAsync(500);
    expect(core.toldOf("decide")).toEqual([
      [expect.any(Number), ["hero"], { a: 1 }, { timeoutMs: 500 }],
    ]);
  });

  it("fails the question where it is the token", async () => {
    const { attune, core } = await startOverFake();
    const asked = attune.Personalization.fetch(["hero"], undefined, {
      accessToken: () => Promise.reject(new Error("expired")),
    });
    expect(await rejectionOf(asked)).toMatchObject({ code: "unauthorized" });
    expect(core.toldOf("decide")).toEqual([]);
  });

  it("may be the token for too long", async () => {
    const { attune, core } = await startOverFake();
    const asked = rejectionOf(
      attune.Personalization.fetch(["hero"], {}, { accessToken: () => hang, timeoutMs: 100 }),
    );
    await vi.advanceTimersByTimeAsync(100);
    expect(await asked).toMatchObject({ code: "timeout" });
    expect(core.told.map(([name]) => name)).not.toContain("expire");
  });
});

describe("in a page that is only being prerendered", () => {
  it("a question waits for the visitor, and so does its deadline", async () => {
    const page = openPage();
    page.document.prerendering = true;
    const core = createFakeCore();
    const attune = createAttune(() => Promise.resolve(core.module));
    void attune.init(config);
    const asked = attune.Personalization.fetch(["hero"], undefined, { timeoutMs: 100 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(core.toldOf("configure")).toEqual([]);
    page.document.prerendering = false;
    page.document.dispatchEvent(new Event("prerenderingchange"));
    await vi.advanceTimersByTimeAsync(99);
    expect(core.toldOf("decide")).toHaveLength(1);
    const failed = rejectionOf(asked);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ code: "timeout" });
  });
});

describe("the deadline", () => {
  it.each([
    ["of the call", { timeoutMs: 70 }, { timeoutMs: 30 }, 30],
    ["of the config", { timeoutMs: 70 }, {}, 70],
    ["by default", {}, {}, 2000],
  ])("%s counts", async (_, more, options, ms) => {
    const { attune } = await startOverFake({}, more);
    const asked = rejectionOf(attune.Personalization.fetch(["hero"], {}, options));
    let settled = false;
    void asked.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toMatchObject({ code: "timeout", retryable: false });
  });

  it("lets the core settle with what it knows", async () => {
    const { attune, core } = await startOverFake();
    core.behaviour.expire = (call) => core.host().settle(call, "partial");
    const asked = attune.Personalization.fetch(["hero"]);
    const [call] = core.toldOf("decide")[0] ?? [];
    await vi.advanceTimersByTimeAsync(2000);
    await expect(asked).resolves.toBe("partial");
    expect(core.toldOf("expire")).toEqual([[call]]);
  });

  it("covers the loading of the core", async () => {
    const attune = createAttune(() => hang);
    void attune.init({ ...config, timeoutMs: 300 });
    const asked = rejectionOf(attune.Personalization.fetch(["hero"]));
    await vi.advanceTimersByTimeAsync(300);
    expect(await asked).toMatchObject({ code: "timeout" });
  });

  it("that has passed keeps the question from being asked at all", async () => {
    let arrive: () => void = () => undefined;
    const core = createFakeCore();
    const attune = createAttune(
      () => new Promise((resolve) => (arrive = () => resolve(core.module))),
    );
    const started = attune.init(config);
    const asked = rejectionOf(attune.Personalization.fetch(["hero"], {}, { timeoutMs: 10 }));
    await vi.advanceTimersByTimeAsync(10);
    await asked;
    arrive();
    await started;
    expect(core.toldOf("decide")).toEqual([]);
  });

  it.each([NaN, Infinity, "x"])("is handed on whole by a clock that says %s", async (now) => {
    const { attune, core } = await startOverFake();
    vi.spyOn(performance, "now").mockReturnValue(now as number);
    void attune.Personalization.fetch(["hero"], {}, { timeoutMs: 500 });
    expect(core.toldOf("decide")).toEqual([[expect.any(Number), ["hero"], {}, { timeoutMs: 500 }]]);
  });

  it("is over once the question is settled", async () => {
    const { attune, core } = await startOverFake();
    core.behaviour.decide = (call) => core.host().settle(call, "answer");
    await attune.Personalization.fetch(["hero"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a signal", () => {
  it("that has fired already asks nothing", async () => {
    const { attune, core } = await startOverFake();
    const reason = new Error("route changed");
    const signal = AbortSignal.abort(reason);
    const asked = attune.Personalization.fetch(["hero"], {}, { signal });
    expect(await rejectionOf(asked)).toMatchObject({ code: "aborted", cause: reason });
    expect(core.toldOf("decide")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that fires gives the question up, in the core too", async () => {
    const { attune, core } = await startOverFake();
    const controller = new AbortController();
    const asked = attune.Personalization.fetch(["hero"], {}, { signal: controller.signal });
    const reason = { code: "anything" };
    controller.abort(reason);
    expect(await rejectionOf(asked)).toMatchObject({ code: "aborted", cause: reason });
    expect(core.toldOf("abandon")).toEqual([[core.toldOf("decide")[0]?.[0]]]);
  });

  it("that fires before the core is there concerns it not", async () => {
    const { attune, core } = await startOverFake();
    const controller = new AbortController();
    const asked = attune.Personalization.fetch(
      ["hero"],
      { late: hang },
      { signal: controller.signal },
    );
    controller.abort();
    expect(await rejectionOf(asked)).toMatchObject({ code: "aborted" });
    await vi.advanceTimersByTimeAsync(5000);
    expect(core.toldOf("decide")).toEqual([]);
    expect(core.toldOf("abandon")).toEqual([]);
  });
});
