import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Callback } from "../../js/core.js";
import { trap } from "./fake-core.js";
import { openPage } from "./fake-page.js";
import { config, createOverFake, startOverFake } from "./started.js";

beforeEach(() => {
  openPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const noop = (): void => undefined;
const invalid = expect.objectContaining({ name: "AttuneError", code: "invalid-argument" }) as Error;

describe("the handbook's form", () => {
  it("is handed over with its point, and called as a method of the zone", async () => {
    const { attune, core } = await startOverFake();
    const zone = {
      contentZoneName: "hero",
      personalizationPoint: "home_hero",
      seen: [] as unknown[],
      callback(response: unknown): void {
        this.seen.push(response);
      },
    };
    attune.ContentZoneHandler.set(zone);
    const [name, point, isOfficial, callback] = core.toldOf("set_zone_handler")[0] ?? [];
    expect([name, point, isOfficial]).toEqual(["hero", "home_hero", false]);
    core.host().invoke(callback as Callback, ["response"]);
    attune.getBrowserId();
    expect(zone.seen).toEqual(["response"]);
  });

  it.each([
    ["nothing", undefined],
    ["no name", { callback: noop }],
    ["a blank name", { contentZoneName: " ", callback: noop }],
    ["no callback", { contentZoneName: "hero" }],
    ["a point that is no name", { contentZoneName: "a", personalizationPoint: 7, callback: noop }],
  ])("is refused with %s", async (_, zone) => {
    const { attune, core } = await startOverFake();
    expect(() => attune.ContentZoneHandler.set(zone as never)).toThrow(invalid);
    expect(core.toldOf("set_zone_handler")).toEqual([]);
  });
});

describe("the official form", () => {
  it("is handed over, and called as a method of the handler", async () => {
    const { attune, core } = await startOverFake();
    const handler = {
      seen: [] as unknown[],
      onReady(...args: unknown[]): void {
        this.seen.push(args);
      },
    };
    attune.Personalization.Config.ContentZoneHandler.set("hero", handler);
    const [name, point, isOfficial, callback] = core.toldOf("set_zone_handler")[0] ?? [];
    expect([name, point, isOfficial]).toEqual(["hero", undefined, true]);
    core.host().invoke(callback as Callback, ["<p>", { contentZoneName: "hero" }]);
    attune.getBrowserId();
    expect(handler.seen).toEqual([["<p>", { contentZoneName: "hero" }]]);
  });

  it.each([
    ["a blank name", "", { onReady: noop }],
    ["no handler", "hero", undefined],
    ["no onReady", "hero", { onRevert: noop }],
  ])("is refused with %s", async (_, name, handler) => {
    const { attune } = await startOverFake();
    const { ContentZoneHandler } = attune.Personalization.Config;
    expect(() => ContentZoneHandler.set(name, handler as never)).toThrow(invalid);
  });
});

it("removes a handler", async () => {
  const { attune, core } = await startOverFake();
  attune.ContentZoneHandler.remove("hero");
  expect(core.toldOf("remove_zone_handler")).toEqual([["hero"]]);
  expect(() => attune.ContentZoneHandler.remove("")).toThrow(invalid);
});

it("takes no personalization config for one without experiences", async () => {
  const { attune, core } = await startOverFake();
  attune.Personalization.Config.initialize();
  attune.Personalization.Config.initialize(null as never);
  expect(core.toldOf("personalize")).toEqual([[{}], [{}]]);
});

it("refuses a personalization config that is none", async () => {
  const { attune } = await startOverFake();
  expect(() => attune.Personalization.Config.initialize(7 as never)).toThrow(invalid);
});

describe("the undo", () => {
  it("takes its own handler away, and does nothing once another has its place", async () => {
    const { attune, core } = await startOverFake();
    const set = () => attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: noop });
    const [undoFirst, undoSecond] = [set(), set()];
    undoFirst();
    expect(core.toldOf("remove_zone_handler")).toEqual([]);
    undoSecond();
    undoSecond();
    expect(core.toldOf("remove_zone_handler")).toEqual([["hero"]]);
  });

  it("counts before init, also for what is set meanwhile", async () => {
    const { attune, core } = createOverFake();
    attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: noop })();
    attune.ContentZoneHandler.set({ contentZoneName: "other", callback: noop });
    await attune.init(config);
    expect(core.toldOf("set_zone_handler").map(([zone]) => zone)).toEqual(["other"]);
  });

  it("holds in the next instance, after a trap", async () => {
    const { attune, core } = await startOverFake();
    const undo = attune.ContentZoneHandler.set({ contentZoneName: "hero", callback: noop });
    attune.ContentZoneHandler.set({ contentZoneName: "other", callback: noop });
    core.behaviour.remove_zone_handler = trap;
    undo();
    expect(core.hosts).toHaveLength(2);
    expect(core.toldOf("set_zone_handler").map(([zone]) => zone)).toEqual([
      "hero",
      "other",
      "other",
    ]);
  });
});

describe("a handler without a body", () => {
  it.each<[string, () => void]>([
    ["an arrow", () => {}],
    ["a function", function named() {}],
    ["a method", { onReady() {} }.onReady],
    ["one that waits for nothing", async () => {}],
  ])("takes the zone's away: %s", async (_, onReady) => {
    const { attune, core } = await startOverFake();
    const { ContentZoneHandler } = attune.Personalization.Config;
    ContentZoneHandler.set("hero", { onReady: noop });
    ContentZoneHandler.set("hero", { onReady });
    expect(core.toldOf("set_zone_handler")).toHaveLength(1);
    expect(core.toldOf("remove_zone_handler")).toEqual([["hero"]]);
  });

  let kept: unknown;
  it.each<[string, () => unknown]>([
    ["gives an object", () => ({})],
    ["keeps an object", () => (kept = {})],
    ["keeps a text", () => "{}"],
    ["says an address", () => "https://shop.example/{}"],
  ])("is none that %s", async (_, onReady) => {
    const { attune, core } = await startOverFake();
    attune.Personalization.Config.ContentZoneHandler.set("hero", { onReady });
    expect(core.toldOf("set_zone_handler")).toHaveLength(1);
    expect(kept).toBeUndefined();
  });
});
