import { readFile } from "node:fs/promises";
import { createContext, runInContext } from "node:vm";
import { transform } from "esbuild";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { adoptQueue, queueOf } from "../../js/adopt_queue.js";
import type { Attune } from "../../js/surface.js";
import { openPage } from "./fake-page.js";
import { config, createOverFake, rejectionOf, startOverFake } from "./started.js";

let snippet: string;

beforeAll(async () => {
  const source = await readFile(new URL("../../js/stub.js", import.meta.url), "utf8");
  const tsconfigRaw = { compilerOptions: { alwaysStrict: false } };
  snippet = (await transform(source, { minify: true, tsconfigRaw })).code.trim();
});
beforeEach(() => {
  openPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Runs the minified snippet in a page of its own. */
function runStub(page: Record<string, unknown> = {}): Attune {
  runInContext(snippet, createContext(page));
  return page["Attune"] as Attune;
}

function adopt(stub: Attune) {
  const made = createOverFake();
  const queue = queueOf(stub);
  if (!queue) throw new Error("the stub has no queue");
  adoptQueue(queue, made.attune);
  return { ...made, queue };
}

it("is at most 400 bytes", () => {
  expect(Buffer.byteLength(snippet)).toBeLessThanOrEqual(400);
});

it("stays away where something has its name", () => {
  const live = { version: "1" };
  expect(runStub({ Attune: live })).toBe(live);
});

it("keeps calls, and has them carried out in order", async () => {
  const stub = runStub();
  const handled = vi.fn();
  stub.ContentZoneHandler.set({ contentZoneName: "offers", callback: handled });
  const results = [
    stub.setLoggingLevel("none"),
    stub.updateConsents({ provider: "CMP", purpose: "Tracking", status: "Opt In" }),
    stub.Personalization.Config.initialize({}),
    stub.Personalization.Config.ContentZoneHandler.set("hero", { onReady: handled }),
    stub.init(config),
    stub.Personalization.fetch(["hero"]),
    stub.sendEvent({ interaction: { name: "View" } }),
    stub.Engagement.click({ personalizationId: "p" }),
    stub.flush(),
  ];
  const { core } = adopt(stub);
  const settle = (call: number) => core.host().settle(call, "done");
  Object.assign(core.behaviour, { decide: settle, track: settle, click: settle, flush: settle });
  const nothing = undefined;
  await expect(Promise.all(results)).resolves.toEqual([
    nothing,
    nothing,
    nothing,
    nothing,
    nothing,
    "done",
    "done",
    "done",
    "done",
  ]);
  expect(core.told.map(([name]) => name)).toEqual([
    "configure",
    "makes_id",
    "personalize",
    "set_zone_handler",
    "set_zone_handler",
    "consents",
    "decide",
    "track",
    "click",
    "flush",
    "turn_ended",
  ]);
});

it("passes rejections and refusals on", async () => {
  const stub = runStub();
  const early = stub.Personalization.fetch(["hero"]);
  const refused = stub.Personalization.Config.initialize(7 as never) as unknown as Promise<unknown>;
  const misspelt = (stub as unknown as { sendEvents: () => Promise<unknown> }).sendEvents();
  const notCallable = (stub as unknown as { version: () => Promise<unknown> }).version();
  adopt(stub);
  expect(await rejectionOf(early)).toMatchObject({ code: "not-initialized" });
  expect(await rejectionOf(refused)).toMatchObject({ code: "invalid-argument" });
  expect(await rejectionOf(misspelt)).toMatchObject({
    code: "invalid-argument",
    message: "There is no Attune.sendEvents().",
  });
  expect(await rejectionOf(notCallable)).toMatchObject({ code: "invalid-argument" });
});

it("raises nothing where nobody looks at a kept call", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const stub = runStub();
  void stub.sendEvent({});
  adopt(stub);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

it("carries out at once what still reaches the stub after its adoption", async () => {
  const stub = runStub();
  const { core } = adopt(stub);
  await stub.init(config);
  expect(core.toldOf("configure")).toHaveLength(1);
});

describe("what answers at once", () => {
  it("answers as before init", () => {
    const stub = runStub();
    expect(stub.getBrowserId()).toBeNull();
    expect(stub.getAnonymousId()).toBeNull();
    expect(stub.getCampaign()).toEqual({});
    expect(stub.getConsents()).toEqual([]);
    expect(stub.getDeliveryStatus()).toEqual({ tracked: 0, delivered: 0, queued: 0, dropped: {} });
    expect(stub.isAttuneError(new Error("x"))).toBeFalsy();
  });

  it("is an undo, of what is observed later", async () => {
    const { attune, core } = await startOverFake();
    const stub = runStub();
    const element = { addEventListener: vi.fn() };
    const undo = stub.Engagement.observe(element as never, { personalizationId: "p" });
    adoptQueue(queueOf(stub) ?? [], attune);
    const [, listener] = element.addEventListener.mock.calls[0] ?? [];
    const press = () =>
      listener({ type: "click", isTrusted: true, button: 0, composedPath: () => [element] });
    press();
    undo();
    await new Promise((done) => setTimeout(done));
    press();
    expect(core.toldOf("click")).toHaveLength(1);
  });

  it("is an undo, of this handler alone", async () => {
    const stub = runStub();
    const set = () => stub.ContentZoneHandler.set({ contentZoneName: "hero", callback: vi.fn() });
    const [undoFirst, undoSecond] = [set(), set()];
    const { attune, core } = adopt(stub);
    await attune.init(config);
    undoFirst();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(core.toldOf("remove_zone_handler")).toEqual([]);
    undoSecond();
    await vi.waitFor(() => expect(core.toldOf("remove_zone_handler")).toEqual([["hero"]]));
  });

  it("is an undo of nothing, quietly, where the call is refused", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const stub = runStub();
    const undo = stub.ContentZoneHandler.set({} as never);
    adopt(stub);
    undo();
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

it("is no promise, so that a page can await something that holds it", async () => {
  const stub = runStub();
  await expect(Promise.resolve({ stub }).then(({ stub }) => stub)).resolves.toBe(stub);
});

it.each([undefined, null, {}, { q: [] }, () => undefined, "Attune"])("%s is no stub", (value) => {
  expect(queueOf(value)).toBeUndefined();
});
