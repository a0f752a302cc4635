import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createAttune } from "../../js/attune.js";
import { AttuneError } from "../../js/error.js";
import type { CoreModule } from "../../js/core.js";
import type { Attune } from "../../js/surface.js";
import type { Settings, SitecoreProvider } from "../../js/types.js";
import { createFakeCore, refuse } from "./fake-core.js";
import { openPage } from "./fake-page.js";
import { config, createOverFake, rejectionOf, startOverFake } from "./started.js";

beforeEach(() => {
  openPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const optIn = { provider: "CMP", purpose: "Tracking", status: "Opt In" };

/** Attune over a core that arrives when the test says so. */
function createLoading() {
  const core = createFakeCore();
  const arrivals: Array<{ arrive: () => void; fail: (error: unknown) => void }> = [];
  const load = vi.fn(
    () =>
      new Promise<CoreModule>((resolve, reject) => {
        arrivals.push({ arrive: () => resolve(core.module), fail: reject });
      }),
  );
  return { core, load, arrivals, attune: createAttune(load) };
}

describe("init", () => {
  it("starts the transfer at once, and settles once configured", async () => {
    const { attune, core, load, arrivals } = createLoading();
    const started = attune.init(config);
    expect(load).toHaveBeenCalledTimes(1);
    expect(core.told).toEqual([]);
    arrivals[0]?.arrive();
    await expect(started).resolves.toBeUndefined();
    expect(core.told).toEqual([
      ["configure", config, []],
      ["consents", [], false],
    ]);
  });

  it("returns the first promise for an equal config, consents aside", async () => {
    const { attune, load, arrivals } = createLoading();
    const first = attune.init({ ...config, consents: [] });
    expect(attune.init({ ...config, consents: optIn })).toBe(first);
    arrivals[0]?.arrive();
    await first;
    expect(attune.init(structuredClone(config))).toBe(first);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Settings & { sitecore?: SitecoreProvider }]>([
    ["timeoutMs", { timeoutMs: 1 }],
    ["sitecore.clientKey", { sitecore: { ...config.sitecore!, clientKey: "other" } }],
    [
      "sitecore.edge",
      { sitecore: { ...config.sitecore!, edge: { contextId: "c", siteName: "s" } } },
    ],
    ["redaction.0", { redaction: ["emails"] }],
  ])("refuses another %s while started, naming it, and stays as it is", async (field, more) => {
    const { attune, core } = await startOverFake({}, { redaction: ["phones"] });
    const other = attune.init({ ...config, redaction: ["phones"], ...more });
    expect(await rejectionOf(other)).toMatchObject({
      code: "invalid-config",
      message: expect.stringContaining(`with another ${field}:`) as string,
    });
    expect(core.toldOf("configure")).toHaveLength(1);
    expect(await rejectionOf(attune.init(config))).toMatchObject({ code: "invalid-config" });
    await expect(attune.init({ ...config, redaction: ["phones"] })).resolves.toBeUndefined();
  });

  it("takes another level while started, and applies it", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { attune, core } = await startOverFake({}, { logging: "none" });
    core.behaviour.campaign = () => core.host().log(2, "line");
    attune.getCampaign();
    expect(warn).not.toHaveBeenCalled();
    await expect(attune.init({ ...config, logging: "warn" })).resolves.toBeUndefined();
    attune.getCampaign();
    // Says nothing of a level.
    await attune.init(config);
    attune.getCampaign();
    expect(warn.mock.calls).toEqual([["[attune] line"], ["[attune] line"]]);
    warn.mockRestore();
  });

  it("brings the core from where the config says, also after a start that failed", async () => {
    const { attune, load, arrivals } = createLoading();
    const first = attune.init(config);
    arrivals[0]?.fail(new AttuneError("wasm-unavailable", "No."));
    await rejectionOf(first);
    const core = new Uint8Array(1);
    const second = attune.init({ ...config, core });
    // No more than a level does it make another config.
    expect(attune.init({ ...config, core: "/attune.wasm" })).toBe(second);
    arrivals[1]?.arrive();
    await second;
    expect(load.mock.calls).toEqual([[undefined], [core]]);
  });

  it("passes the problems on that the core finds, and may be called again", async () => {
    const { attune, core } = createOverFake({
      configure: () => refuse("invalid-config", "sitecore.clientKey is missing."),
    });
    expect(await rejectionOf(attune.init(config))).toMatchObject({
      code: "invalid-config",
      message: "sitecore.clientKey is missing.",
    });
    expect(await rejectionOf(attune.flush())).toMatchObject({ code: "invalid-config" });
    core.behaviour.configure = () => undefined;
    await expect(attune.init({ ...config, timeoutMs: 9 })).resolves.toBeUndefined();
    // A fresh instance: nobody knows how far the first one came.
    expect(core.reset).toHaveBeenCalledTimes(1);
    expect(core.toldOf("configure").at(-1)).toEqual([{ ...config, timeoutMs: 9 }, []]);
  });

  it("may be called again after the core could not be had", async () => {
    const { attune, load, arrivals } = createLoading();
    const error = new AttuneError("wasm-unavailable", "No.");
    const first = attune.init(config);
    arrivals[0]?.fail(error);
    expect(await rejectionOf(first)).toBe(error);
    const second = attune.init(config);
    expect(second).not.toBe(first);
    arrivals[1]?.arrive();
    await expect(second).resolves.toBeUndefined();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each([undefined, null, "config", 7, []])("refuses %j", async (given) => {
    const { attune, load } = createLoading();
    expect(await rejectionOf(attune.init(given as never))).toMatchObject({
      code: "invalid-config",
    });
    expect(load).not.toHaveBeenCalled();
  });

  it("is unavailable where there is no document, again and again", async () => {
    vi.unstubAllGlobals();
    const { attune, load } = createLoading();
    for (let i = 0; i < 2; i += 1) {
      expect(await rejectionOf(attune.init(config))).toMatchObject({ code: "unavailable" });
    }
    expect(load).not.toHaveBeenCalled();
  });

  it("has no page to wait for on a server: every promise says so, as init does", async () => {
    vi.unstubAllGlobals();
    const { attune } = createLoading();
    const { message } = (await rejectionOf(attune.init(config))) as Error;
    const another = createLoading();
    for (const { Personalization, Engagement, sendEvent, flush, forget } of [
      attune,
      another.attune,
    ]) {
      for (const call of [
        Personalization.fetch(["hero"]),
        sendEvent({}),
        Engagement.impression({ personalizationId: "p" }),
        Engagement.click({ personalizationId: "p" }),
        flush(),
        forget(),
      ]) {
        expect(await rejectionOf(call)).toMatchObject({ code: "unavailable", message });
      }
    }
  });
});

describe("consents", () => {
  it("are told from the config, or later, as they come", async () => {
    const { attune, core } = await startOverFake({}, { consents: [optIn] });
    const optOut = { ...optIn, status: "Opt Out" };
    attune.updateConsents(optOut);
    expect(core.toldOf("consents")).toEqual([
      [[optIn], false],
      [[optOut], false],
    ]);
  });

  it("told before init are the starting value", async () => {
    const { attune, core } = createOverFake();
    attune.updateConsents(optIn);
    await attune.init(config);
    expect(core.toldOf("consents")).toEqual([[[optIn], false]]);
  });

  it("in a promise do not hold init up", async () => {
    let answer: (consent: typeof optIn) => void = () => undefined;
    const consents = new Promise<typeof optIn>((resolve) => (answer = resolve));
    const { core } = await startOverFake({}, { consents });
    expect(core.toldOf("consents")).toEqual([[[], true]]);
    answer(optIn);
    await vi.waitFor(() => expect(core.toldOf("consents").at(-1)).toEqual([[optIn], false]));
  });

  it("that come between the core's arrival and the end of init are not lost", async () => {
    const { attune, core, arrivals } = createLoading();
    const started = attune.init(config);
    arrivals[0]?.arrive();
    let turns = 0;
    while (core.told.length === 0 && turns < 50) {
      attune.updateConsents({ ...optIn, provider: `CMP ${turns}` });
      await Promise.resolve();
      turns += 1;
    }
    attune.updateConsents(optIn);
    await started;
    const told = core.toldOf("consents").flatMap(([list]) => list);
    expect(told).toHaveLength(turns + 1);
  });

  it("have real dates", async () => {
    const records = [
      { consent: optIn, lastUpdatedTime: 1000, lastSentTime: 2000 },
      { consent: { ...optIn, provider: "Other" }, lastUpdatedTime: 3000 },
    ];
    const { attune } = await startOverFake({ consent_records: () => records });
    expect(attune.getConsents()).toEqual([
      { consent: optIn, lastUpdatedTime: new Date(1000), lastSentTime: new Date(2000) },
      { consent: { ...optIn, provider: "Other" }, lastUpdatedTime: new Date(3000) },
    ]);
  });
});

describe("before init", () => {
  it("what asks answers that there is nothing yet", () => {
    const { attune } = createOverFake();
    expect(attune.getBrowserId()).toBeNull();
    expect(attune.getAnonymousId()).toBeNull();
    expect(attune.getCampaign()).toEqual({});
    expect(attune.getConsents()).toEqual([]);
    expect(attune.getDeliveryStatus()).toEqual({
      tracked: 0,
      delivered: 0,
      queued: 0,
      dropped: {},
    });
  });

  it("what has nothing to wait for says what to call first", async () => {
    const { attune } = createOverFake();
    for (const call of [attune.flush(), attune.forget()]) {
      expect(await rejectionOf(call)).toMatchObject({
        code: "not-initialized",
        message: expect.stringContaining("Attune.init") as string,
      });
    }
  });

  it("what can be kept is kept", async () => {
    const { attune, core } = createOverFake();
    attune.Personalization.Config.initialize({ personalizationExperienceConfigs: [] });
    attune.Personalization.Config.ContentZoneHandler.set("hero", { onReady: () => undefined });
    attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: () => undefined });
    await attune.init(config);
    expect(core.told.map(([name]) => name)).toEqual([
      "configure",
      "personalize",
      "set_zone_handler",
      "consents",
    ]);
    // The last one set for a zone counts, whichever its form.
    expect(core.toldOf("set_zone_handler")[0]?.slice(0, 3)).toEqual(["hero", undefined, false]);
  });
});

describe("after a start that failed", () => {
  const calls = ({ Personalization, Engagement, sendEvent, flush, forget }: Attune) => [
    Personalization.fetch(["hero"]),
    sendEvent({}),
    Engagement.click({ personalizationId: "p" }),
    flush(),
    forget(),
  ];

  it("calls are given its error at once, until init is called again", async () => {
    const { attune, arrivals } = createLoading();
    const error = new AttuneError("wasm-unavailable", "Add 'wasm-unsafe-eval'.");
    const first = attune.init(config);
    arrivals[0]?.fail(error);
    await rejectionOf(first);
    for (const call of calls(attune)) expect(await rejectionOf(call)).toBe(error);
    void attune.init(config);
    const waiting = calls(attune).map((call) => Promise.race([call, Promise.resolve("waiting")]));
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => "waiting"));
  });

  it("for want of a config as well, but for one that stands", async () => {
    const { attune } = createOverFake();
    const refused = await rejectionOf(attune.init(undefined as never));
    for (const call of calls(attune)) expect(await rejectionOf(call)).toBe(refused);
    const started = await startOverFake({ flush: (call) => started.core.host().settle(call, 1) });
    await rejectionOf(started.attune.init(undefined as never));
    await expect(started.attune.flush()).resolves.toBe(1);
  });
});

describe("while init is in progress", () => {
  it("calls wait for it, go in order, and no longer than that", async () => {
    const { attune, core, arrivals } = createLoading();
    const settle = (call: number) => core.host().settle(call, "done");
    Object.assign(core.behaviour, { decide: settle, track: settle, flush: settle });
    void attune.init(config);
    const calls = [attune.Personalization.fetch(["hero"]), attune.sendEvent({}), attune.flush()];
    await Promise.resolve();
    expect(core.told).toEqual([]);
    arrivals[0]?.arrive();
    await expect(Promise.all(calls)).resolves.toEqual(["done", "done", "done"]);
    await Promise.resolve();
    expect(core.told.map(([name]) => name).slice(-4)).toEqual([
      "decide",
      "track",
      "flush",
      "turn_ended",
    ]);
  });

  it("what is asked as soon as it has succeeded goes with what waited", async () => {
    const { attune, core, arrivals } = createLoading();
    core.behaviour.decide = (call) => core.host().settle(call, "done");
    const started = attune.init(config);
    const early = attune.Personalization.fetch(["hero"]);
    const late = started.then(() => attune.Personalization.fetch(["offers"]));
    arrivals[0]?.arrive();
    await Promise.all([early, late]);
    await Promise.resolve();
    expect(core.told.map(([name]) => name).slice(-3)).toEqual(["decide", "decide", "turn_ended"]);
  });

  it("calls fail with it", async () => {
    const { attune, arrivals } = createLoading();
    const error = new AttuneError("wasm-unavailable", "No.");
    const started = attune.init(config);
    const calls = [attune.Personalization.fetch(["hero"]), attune.sendEvent({}), attune.forget()];
    arrivals[0]?.fail(error);
    for (const call of [started, ...calls]) expect(await rejectionOf(call)).toBe(error);
  });
});
