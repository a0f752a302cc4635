import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Core } from "../../js/core.js";
import { trap } from "./fake-core.js";
import { openPage, type FakePage } from "./fake-page.js";
import { config, createOverFake, rejectionOf, startOverFake } from "./started.js";
import { expectEveryRejectionHandled } from "./unhandled.js";

let page: FakePage;

beforeEach(() => {
  page = openPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});
expectEveryRejectionHandled();

const optIn = { provider: "CMP", purpose: "Tracking", status: "Opt In" };
const traps: Array<[string, () => never]> = [
  ["a panic", trap],
  [
    "a stack overflow",
    () => {
      throw new RangeError("Maximum call stack size exceeded");
    },
  ],
  [
    "a recursive use",
    () => {
      throw new Error("recursive use of an object detected");
    },
  ],
  [
    "a thrown text",
    () => {
      // As throw_str does.
      throw "thrown text";
    },
  ],
];

/** Traps at the next call, then does what is given. */
const trapOnce = <Name extends keyof Core>(then?: (...args: Parameters<Core[Name]>) => unknown) => {
  let hasTrapped = false;
  return (...args: Parameters<Core[Name]>): unknown => {
    if (hasTrapped) return then?.(...args);
    hasTrapped = true;
    return trap();
  };
};

describe.each(traps)("%s", (_, fail) => {
  it("replaces the instance and asks once more", async () => {
    const { attune, core } = await startOverFake();
    let answers = 0;
    core.behaviour.browser_id = () => (answers++ === 0 ? fail() : "0123456789abcdef");
    expect(attune.getBrowserId()).toBe("0123456789abcdef");
    expect(core.reset).toHaveBeenCalledTimes(1);
    expect(core.hosts).toHaveLength(2);
  });
});

it("tells the new instance everything that the page has told so far, in order", async () => {
  const { attune, core } = createOverFake();
  attune.Personalization.Config.initialize({ customEngagementConfig: 1 });
  attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: () => undefined });
  attune.ContentZoneHandler.set({ contentZoneName: "gone", callback: () => undefined });
  await attune.init({ ...config, consents: new Promise(() => undefined) });
  attune.Personalization.Config.ContentZoneHandler.set("offers", { onReady: () => undefined });
  attune.ContentZoneHandler.remove("gone");
  attune.updateConsents(optIn);
  core.told.length = 0;
  core.behaviour.come_back = trap;
  page.document.dispatchEvent(new Event("resume"));
  expect(core.told.map(([name, first, second]) => [name, first, second])).toEqual([
    ["come_back", undefined, undefined],
    ["configure", config, []],
    ["personalize", { customEngagementConfig: 1 }, undefined],
    ["set_zone_handler", "hero", undefined],
    ["set_zone_handler", "offers", undefined],
    ["consents", [optIn], true],
  ]);
});

it("does not tell a new instance of verdicts that were forgotten", async () => {
  const { attune, core } = await startOverFake({}, { consents: optIn });
  void attune.forget();
  core.behaviour.leave = trap;
  page.hide();
  expect(core.toldOf("consents").at(-1)).toEqual([[], false]);
});

it("begins an event again, once, whenever it was interrupted", async () => {
  const { attune, core } = await startOverFake();
  const queued = attune.sendEvent({ interaction: { name: "View" } });
  core.behaviour.turn = trapOnce();
  core.behaviour.track = (call) => core.host().settle(call, null);
  core.host().wake();
  await expect(queued).resolves.toBeUndefined();
  const calls = core.toldOf("track");
  expect(calls).toHaveLength(2);
  expect(calls[1]).toEqual(calls[0]);
});

it("begins an event again whose own beginning was interrupted", async () => {
  const { attune, core } = await startOverFake();
  core.behaviour.impression = trapOnce<"impression">((call) => core.host().settle(call, null));
  await expect(attune.Engagement.impression({ personalizationId: "p" })).resolves.toBeUndefined();
  expect(core.toldOf("impression")).toHaveLength(2);
});

it("gives up an event that traps whenever it is begun", async () => {
  const { attune, core } = await startOverFake();
  core.behaviour.track = trap;
  expect(await rejectionOf(attune.sendEvent({}))).toMatchObject({ code: "internal" });
  expect(core.toldOf("track")).toHaveLength(2);
  // Two traps are not three: the SDK is still there.
  core.behaviour.browser_id = () => "id";
  expect(attune.getBrowserId()).toBe("id");
});

it("asks a question again only if its very beginning was interrupted", async () => {
  const { attune, core } = await startOverFake();
  core.behaviour.decide = trapOnce<"decide">((call) => core.host().settle(call, "answer"));
  await expect(attune.Personalization.fetch(["hero"])).resolves.toBe("answer");

  core.behaviour.decide = () => undefined;
  const asked = attune.Personalization.fetch(["hero"]);
  core.behaviour.turn = trapOnce();
  core.host().wake();
  expect(await rejectionOf(asked)).toMatchObject({ code: "internal", retryable: true });
  expect(core.toldOf("decide")).toHaveLength(3);
});

it("keeps what was settled before the trap settled, where an answer was paid for", async () => {
  const { attune, core } = await startOverFake();
  const asked = attune.Personalization.fetch(["hero"]);
  core.behaviour.turn = () => {
    core.host().settle(1, "answer");
    trap();
  };
  core.host().wake();
  await expect(asked).resolves.toBe("answer");
  expect(core.toldOf("decide")).toHaveLength(1);
  expect(core.takeBack).not.toHaveBeenCalled();
});

it("takes back what an entry has done that is begun again", async () => {
  const { attune, core } = await startOverFake();
  core.behaviour.track = trapOnce<"track">((call) => core.host().settle(call, null));
  const { track } = core.behaviour;
  const order: string[] = [];
  core.takeBack.mockImplementation(() => void order.push("taken back"));
  core.reset.mockImplementation(() => void order.push("replaced"));
  core.behaviour.track = (...args) => {
    core.host().invoke(() => order.push("done"), []);
    return track?.(...args);
  };
  await expect(attune.sendEvent({})).resolves.toBeUndefined();
  expect(order).toEqual(["taken back", "replaced", "done"]);
});

it("leaves the page once more in a new instance", async () => {
  const { core } = await startOverFake();
  core.behaviour.leave = trapOnce();
  page.hide();
  // The trap, once more in the new instance, and the second time that it is told.
  expect(core.toldOf("leave")).toEqual([[false], [false], [false]]);
});

it("drops the timers and the answers of the old instance", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  const { core } = await startOverFake();
  const heard = vi.fn();
  core.behaviour.turn = () => {
    core.host().timer(1, 100);
    core.host().send("https://service.example/", { headers: {} }).then(heard, heard);
  };
  core.host().wake();
  await Promise.resolve();
  core.behaviour.leave = trap;
  page.hide();
  answer(new Response("{}"));
  vi.advanceTimersByTime(200);
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(core.toldOf("tick")).toEqual([]);
  expect(heard).not.toHaveBeenCalled();
});

describe("the third trap", () => {
  const loseCore = async () => {
    const made = await startOverFake({ delivery_status: trap });
    // Asked once, and once more: two traps.
    expect(made.attune.getDeliveryStatus().tracked).toBe(0);
    expect(made.core.hosts).toHaveLength(3);
    return made;
  };

  it("leaves the page in safe mode", async () => {
    const { attune, core } = await loseCore();
    const open = attune.Personalization.fetch(["hero"]);
    attune.getDeliveryStatus();
    expect(await rejectionOf(open)).toMatchObject({ code: "internal" });
    core.told.length = 0;

    const calls = [
      attune.Personalization.fetch(["hero"]),
      attune.sendEvent({}),
      attune.Engagement.click({ personalizationId: "p" }),
      attune.flush(),
    ];
    for (const call of calls) expect(await rejectionOf(call)).toMatchObject({ code: "internal" });
    expect(attune.getBrowserId()).toBeNull();
    expect(attune.getCampaign()).toEqual({});
    expect(attune.getConsents()).toEqual([]);
    attune.updateConsents(optIn);
    attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: () => undefined });
    page.hide();
    expect(core.told).toEqual([]);
    expect(core.reset).toHaveBeenCalledTimes(2);
  });

  const optOut = { ...optIn, status: "Opt Out" as const };

  it("still lets the visitor withdraw, in an instance of its own", async () => {
    const { attune, core } = await loseCore();
    attune.getDeliveryStatus();
    core.told.length = 0;
    attune.updateConsents(optOut);
    expect(core.toldOf("consents").at(-1)).toEqual([[optOut], false]);
    expect(core.reset).toHaveBeenCalledTimes(3);
    core.behaviour.forget = (call) => core.host().settle(call, null);
    await expect(attune.forget()).resolves.toBeUndefined();
    expect(core.reset).toHaveBeenCalledTimes(4);
    core.host().wake();
    await Promise.resolve();
    expect(core.toldOf("turn")).toEqual([]);
  });

  it("that comes with the opt-out itself does not lose it", async () => {
    const { attune, core } = await loseCore();
    core.behaviour.consents = trapOnce();
    attune.updateConsents(optOut);
    expect(core.toldOf("consents").at(-1)).toEqual([[optOut], false]);
    expect(await rejectionOf(attune.flush())).toMatchObject({ code: "internal" });
  });

  it("fails a forget() that traps again", async () => {
    const { attune, core } = await loseCore();
    attune.getDeliveryStatus();
    core.behaviour.forget = trap;
    expect(await rejectionOf(attune.forget())).toMatchObject({ code: "internal" });
  });

  it("also counts traps of a new instance that is being told everything", async () => {
    const { attune, core } = await startOverFake();
    core.behaviour.configure = trap;
    core.behaviour.leave = trap;
    page.hide();
    expect(core.hosts).toHaveLength(3);
    expect(await rejectionOf(attune.flush())).toMatchObject({ code: "internal" });
  });

  it("also counts instances that cannot be made", async () => {
    const { attune, core } = await startOverFake({ leave: trap });
    core.reset.mockImplementation(() => {
      throw new RangeError("out of memory");
    });
    page.hide();
    expect(core.reset).toHaveBeenCalledTimes(2);
    expect(await rejectionOf(attune.flush())).toMatchObject({ code: "internal" });
  });
});

describe("a trap while starting", () => {
  it("is mended", async () => {
    const { attune, core } = createOverFake({ configure: trapOnce() });
    await expect(attune.init(config)).resolves.toBeUndefined();
    expect(core.hosts).toHaveLength(2);
  });

  it("that does not stop fails the start", async () => {
    const { attune, core } = createOverFake({ configure: trap });
    expect(await rejectionOf(attune.init(config))).toMatchObject({ code: "internal" });
    expect(core.hosts).toHaveLength(3);
    expect(await rejectionOf(attune.init(config))).toMatchObject({ code: "internal" });
    expect(core.hosts).toHaveLength(3);
  });
});
