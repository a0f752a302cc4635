import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { publicNames } from "../support/public_names.js";

// Every global that Attune uses once it is started, replaced by one that tells of any touch.
const touched: string[] = [];
const globals = [
  "document",
  "window",
  "localStorage",
  "sessionStorage",
  "navigator",
  "location",
  "fetch",
  "WebAssembly",
  "MessageChannel",
  "IntersectionObserver",
  "AbortController",
  "addEventListener",
];

function tripwire(name: string): object {
  const touch = () => {
    touched.push(name);
    throw new Error(`${name} was touched`);
  };
  return new Proxy(function () {}, {
    get: touch,
    has: touch,
    apply: touch,
    construct: touch,
    set: touch,
  });
}

beforeEach(() => {
  touched.length = 0;
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("importing the npm entry", () => {
  it("touches nothing, starts no timer and says nothing", async () => {
    const timers = ["setTimeout", "setInterval", "queueMicrotask"] as const;
    const spies = timers.map((name) => vi.spyOn(globalThis, name));
    const consoles = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
      vi.spyOn(console, name),
    );
    for (const name of globals) vi.stubGlobal(name, tripwire(name));
    await import("../../js/index.js");
    vi.unstubAllGlobals();
    expect(touched).toEqual([]);
    // The test runner's own module loader may use timers; ours would name us.
    const ours = spies
      .flatMap((spy) => spy.mock.calls)
      .filter(([work]) => String(work).includes("attune"));
    expect(ours).toEqual([]);
    for (const spy of consoles) expect(spy).not.toHaveBeenCalled();
  });

  it("gives exactly the contract's names", async () => {
    const entry = await import("../../js/index.js");
    expect(Object.keys(entry).sort()).toEqual(publicNames);
    expect(Object.keys(entry.Personalization).sort()).toEqual(["Config", "fetch"]);
    expect(Object.keys(entry.Personalization.Config).sort()).toEqual([
      "ContentZoneHandler",
      "initialize",
    ]);
    expect(Object.keys(entry.ContentZoneHandler).sort()).toEqual(["remove", "set"]);
    expect(Object.keys(entry.Engagement).sort()).toEqual(["click", "impression", "observe"]);
    expect(entry.version).toBe("0.0.0-test");
  });

  it("does without a page, on a server too", async () => {
    const { init, getBrowserId, updateConsents, ContentZoneHandler, setLoggingLevel } =
      await import("../../js/index.js");
    setLoggingLevel("none");
    updateConsents({ provider: "a", purpose: "b", status: "c" });
    ContentZoneHandler.set({ contentZoneName: "hero", callback: () => undefined });
    expect(getBrowserId()).toBeNull();
    await expect(
      init({ sitecore: { endpoint: "https://e.example", clientKey: "k", pointOfSale: "p" } }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });
});

it("the script tag's object has the same names", async () => {
  const { createAttune } = await import("../../js/attune.js");
  const attune = createAttune(() => Promise.reject(new Error("not loaded here")));
  expect(Object.keys(attune).sort()).toEqual(publicNames);
});
