import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openPage, type FakePage } from "./fake-page.js";
import { rejectionOf, startOverFake } from "./started.js";

let page: FakePage;

beforeEach(() => {
  page = openPage();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("sendEvent", () => {
  it("hands the event over in the same turn, and resolves once it is queued", async () => {
    const { attune, core } = await startOverFake();
    core.behaviour.track = (call) => core.host().settle(call, null);
    const sent = attune.sendEvent({
      interaction: { name: "View", at: new Date(0), lazy: () => 1 },
    });
    expect(core.toldOf("track")).toEqual([
      [
        expect.any(Number),
        { interaction: { name: "View", at: "1970-01-01T00:00:00.000Z", lazy: 1 } },
      ],
    ]);
    await expect(sent).resolves.toBeUndefined();
  });

  it("waits for promises in the event, but no longer than for a decision", async () => {
    vi.useFakeTimers();
    const { attune, core } = await startOverFake();
    void attune.sendEvent({ a: Promise.resolve(1), never: new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(1999);
    expect(core.toldOf("track")).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(core.toldOf("track")).toEqual([[expect.any(Number), { a: 1 }]]);
  });

  it.each([undefined, null, "View", 7, [[]]])("refuses %j", async (event) => {
    const { attune, core } = await startOverFake();
    expect(await rejectionOf(attune.sendEvent(event as never))).toMatchObject({
      code: "invalid-argument",
    });
    expect(core.toldOf("track")).toEqual([]);
  });

  it("refuses a cycle, and raises nothing where nobody looks", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { attune } = await startOverFake();
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    void attune.sendEvent(cyclic);
    expect(await rejectionOf(attune.sendEvent(cyclic))).toMatchObject({
      message: "event.self contains itself.",
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe.each(["impression", "click"] as const)("%s", (name) => {
  it("hands a plain reference over", async () => {
    const { attune, core } = await startOverFake();
    const of = { personalizationId: "p", personalizationContentId: "c" };
    void attune.Engagement[name](of);
    expect(core.toldOf(name)).toEqual([[expect.any(Number), of]]);
  });

  it("refuses what is no reference", async () => {
    const { attune } = await startOverFake();
    expect(await rejectionOf(attune.Engagement[name]("p" as never))).toMatchObject({
      code: "invalid-argument",
    });
  });
});

it("flush and the status tell the core's numbers", async () => {
  const status = { tracked: 3, delivered: 1, queued: 1, dropped: { rejected: 1 } };
  const { attune, core } = await startOverFake({ delivery_status: () => status });
  core.behaviour.flush = (call) => core.host().settle(call, status);
  await expect(attune.flush()).resolves.toEqual(status);
  expect(attune.getDeliveryStatus()).toEqual(status);
});

it("the visitor's id and campaign are the core's", async () => {
  const { attune, core } = await startOverFake({
    browser_id: () => "0123456789abcdef",
    campaign: () => ({ source: "newsletter" }),
  });
  expect(attune.getBrowserId()).toBe("0123456789abcdef");
  expect(attune.getAnonymousId()).toBe("0123456789abcdef");
  expect(attune.getCampaign()).toEqual({ source: "newsletter" });
  core.behaviour.browser_id = () => undefined;
  expect(attune.getBrowserId()).toBeNull();
});

it("forget erases, and awaits no verdict that was promised before", async () => {
  let answer: (consent: unknown) => void = () => undefined;
  const consents = new Promise<never>((resolve) => (answer = resolve as typeof answer));
  const { attune, core } = await startOverFake({}, { consents });
  core.behaviour.forget = (call) => core.host().settle(call, null);
  await expect(attune.forget()).resolves.toBeUndefined();
  answer({ provider: "CMP", purpose: "Tracking", status: "Opt In" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(core.told.slice(2).map(([name, ...args]) => [name, args[0]])).toEqual([
    ["consents", []],
    ["forget", expect.any(Number)],
  ]);
});

describe("the page's life", () => {
  it("is told to the core", async () => {
    const { core } = await startOverFake();
    page.hide();
    page.window.dispatchEvent(new Event("pagehide"));
    page.document.dispatchEvent(new Event("freeze"));
    // Each twice: a browser may end the script in the middle of the first.
    const told = [false, false, true, true, true, true];
    expect(core.toldOf("leave")).toEqual(told.map((isParting) => [isParting]));
    page.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    page.document.dispatchEvent(new Event("resume"));
    expect(core.toldOf("come_back")).toHaveLength(2);
    page.window.dispatchEvent(new Event("online"));
    expect(core.toldOf("flush")).toEqual([[0]]);
  });

  it("hears of other tabs what concerns us, and nothing else", async () => {
    const { core } = await startOverFake();
    const change = (key: string | null, newValue: string | null) =>
      page.window.dispatchEvent(Object.assign(new Event("storage"), { key, newValue }));
    change("attune.event.s.1", "[]");
    change("attune.event.s.1", null);
    change(null, null);
    change("shop.cart", "1");
    change("shop.cart", null);
    expect(core.toldOf("storage_changed")).toEqual([[true], [false], [false]]);
  });

  it("is listened to once, however often init is called, and not before", async () => {
    expect(page.listenedTo).toEqual([]);
    const { attune } = await startOverFake();
    await attune.init({
      sitecore: {
        endpoint: "https://sitecore.example",
        clientKey: "key",
        pointOfSale: "shop.example",
      },
    });
    // What leaves the page is listened for twice.
    expect(page.listenedTo.sort()).toEqual([
      ...["freeze", "freeze"],
      "online",
      ...["pagehide", "pagehide"],
      "pageshow",
      "resume",
      "storage",
      ...["visibilitychange", "visibilitychange"],
    ]);
  });
});
