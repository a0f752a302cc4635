import { describe, expect, it, vi } from "vitest";

import type { Attune } from "../../js/surface.js";
import type { FetchOptions } from "../../js/types.js";
import type { FakeCore } from "./fake-core.js";
import { openStillPages } from "./fake-page.js";
import { config, createOverFake, rejectionOf } from "./started.js";

openStillPages();

const of = { personalizationId: "p" };
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const missing = expect.objectContaining({ code: "not-initialized" }) as unknown;

/** What has become of a promise by now. */
function watch(promise: Promise<unknown>): { outcome: unknown } {
  const watched = { outcome: "pending" as unknown };
  promise.then(
    (value) => (watched.outcome = value),
    (error: unknown) => (watched.outcome = error),
  );
  return watched;
}

/** Attune over a core that settles whatever it is told with its name. */
function open(): { attune: Attune; core: FakeCore } {
  const made = createOverFake();
  const { behaviour, host } = made.core;
  for (const name of ["decide", "track", "impression", "click"] as const) {
    behaviour[name] = (call: number) => host().settle(call, name);
  }
  return made;
}

describe("a decision asked for before init", () => {
  it.each<[string, FetchOptions | undefined, number]>([
    ["two seconds", undefined, 2000],
    ["its own deadline", { timeoutMs: 300 }, 300],
    ["its own longer one", { timeoutMs: 5000 }, 5000],
  ])("waits %s for one, and then says that there was none", async (_, options, ms) => {
    const { attune } = open();
    const asked = watch(attune.Personalization.fetch(["hero"], {}, options));
    await pass(ms - 1);
    expect(asked.outcome).toBe("pending");
    await pass(2);
    expect(asked.outcome).toEqual(missing);
  });

  it("goes with an init that comes in time, with its others, in order", async () => {
    const { attune, core } = open();
    const asked = ["a", "b"].map((point) => watch(attune.Personalization.fetch([point])));
    await pass(1900);
    await attune.init(config);
    await pass(0);
    expect(asked.map(({ outcome }) => outcome)).toEqual(["decide", "decide"]);
    expect(core.toldOf("decide").map(([, points]) => points)).toEqual([["a"], ["b"]]);
    expect(core.told.map(([name]) => name).slice(-3)).toEqual(["decide", "decide", "turn_ended"]);
  });

  it.each([
    [500, 500],
    [5000, 5000],
  ])("has the deadline that the config of its init says: %s ms", async (timeoutMs, ms) => {
    const { attune, core } = open();
    core.behaviour.decide = () => undefined;
    const asked = watch(attune.Personalization.fetch(["hero"]));
    await attune.init({ ...config, timeoutMs });
    await pass(ms - 2);
    expect(asked.outcome).toBe("pending");
    await pass(3);
    expect(asked.outcome).toMatchObject({ code: "timeout" });
  });

  it("is refused at once where its arguments are wrong, or its caller gives it up", async () => {
    const { attune } = open();
    const wrong = watch(attune.Personalization.fetch([] as never));
    const controller = new AbortController();
    const given = watch(attune.Personalization.fetch(["a"], {}, { signal: controller.signal }));
    controller.abort();
    await pass(0);
    expect(wrong.outcome).toMatchObject({ code: "invalid-argument" });
    expect(given.outcome).toMatchObject({ code: "aborted" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails with the init it has waited for", async () => {
    const { attune } = open();
    const asked = [attune.Personalization.fetch(["a"]), attune.sendEvent({})].map(watch);
    const error = await rejectionOf(attune.init(7 as never));
    await pass(0);
    expect(asked.map(({ outcome }) => outcome)).toEqual([error, error]);
  });

  it("leaves nothing behind where nobody ever starts", async () => {
    const { attune, core } = open();
    for (let n = 0; n < 100; n += 1) {
      void attune.Personalization.fetch(["a"]);
      await pass(2001);
    }
    await attune.init(config);
    expect(core.toldOf("decide")).toEqual([]);
  });
});

describe("events before init", () => {
  it("are told with the time and address they happened at", async () => {
    vi.setSystemTime(1_000_000);
    vi.stubGlobal("location", { href: "https://shop.example/a?utm_source=mail" });
    const { attune, core } = open();
    const event = { interaction: { name: "Search" } };
    const told = [attune.sendEvent(event), attune.Engagement.impression(of)].map(watch);
    await pass(500);
    vi.stubGlobal("location", { href: "https://shop.example/b" });
    const click = watch(attune.Engagement.click(of));
    await pass(500);
    const started = attune.init(config);
    const inBetween = watch(attune.sendEvent(event));
    await started;
    await pass(0);
    void attune.sendEvent(event);
    expect([...told, click, inBetween].map(({ outcome }) => outcome)).toEqual([
      "track",
      "impression",
      "click",
      "track",
    ]);
    const [first, second] = [
      { at: 1_000_000, address: "https://shop.example/a?utm_source=mail" },
      { at: 1_000_500, address: "https://shop.example/b" },
    ];
    expect(core.toldOf("track").map(([, , moment]) => moment)).toEqual([
      first,
      { ...second, at: 1_001_000 },
      undefined,
    ]);
    expect(core.toldOf("impression")[0]?.[2]).toEqual(first);
    expect(core.toldOf("click")[0]?.[2]).toEqual(second);
  });

  it("wait ten seconds, and while an init is in progress as long as that takes", async () => {
    const { attune } = open();
    const lost = watch(attune.sendEvent({}));
    await pass(5000);
    const kept = watch(attune.sendEvent({}));
    await pass(4999);
    expect(lost.outcome).toBe("pending");
    await pass(1);
    expect(lost.outcome).toEqual(missing);
    await attune.init(config);
    await pass(10_000);
    expect(kept.outcome).toBe("track");
  });

  it("are fifty at most; whoever comes later is told at once", async () => {
    const { attune, core } = open();
    const told = Array.from({ length: 52 }, () => watch(attune.sendEvent({})));
    await pass(0);
    expect(told.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 50 }, () => "pending"),
      missing,
      missing,
    ]);
    await pass(10_000);
    // There is room again.
    const later = watch(attune.sendEvent({}));
    await attune.init(config);
    await pass(0);
    expect(later.outcome).toBe("track");
    expect(core.toldOf("track")).toHaveLength(1);
  });

  it("have their moment also where a part of them comes later", async () => {
    const { attune, core } = open();
    vi.setSystemTime(5000);
    vi.stubGlobal("location", { href: "https://shop.example/" });
    await attune.init(config);
    void attune.sendEvent({ interaction: { total: new Promise((go) => setTimeout(go, 100, 7)) } });
    await pass(200);
    const [, event, moment] = core.toldOf("track")[0] ?? [];
    expect(event).toEqual({ interaction: { total: 7 } });
    expect(moment).toEqual({ at: 5000, address: "https://shop.example/" });
  });
});

it("the addresses the visitor has come by are told with the config, as they were at init", async () => {
  const landing = "https://shop.example/?utm_source=a";
  const here = "https://shop.example/?utm_source=b";
  vi.stubGlobal("location", { href: here });
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([{ name: landing } as never]);
  const { attune, core } = open();
  const started = attune.init(config);
  vi.stubGlobal("location", { href: "https://shop.example/" });
  await started;
  expect(core.toldOf("configure")).toEqual([[config, [landing, here]]]);
  vi.restoreAllMocks();
});
