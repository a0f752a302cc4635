// Every API, from every callback: a defined result, and nobody is called without end.
import { describe, expect, it } from "vitest";

import { hero } from "./probe.js";
import { openStage, type Visit } from "./stage.js";
import type { Settled } from "./trap.js";

const stage = openStage();
const done = {};

const usual: Record<string, Settled> = {
  init: done,
  "init otherwise": { code: "invalid-config", retryable: false },
  fetch: { value: hero },
  initialize: done,
  "set officially": done,
  set: done,
  remove: done,
  "remove badly": { thrown: "invalid-argument" },
  impression: done,
  click: done,
  observe: { value: "function" },
  sendEvent: done,
  "send nothing": { code: "invalid-argument", retryable: false },
  flush: { value: "number" },
  getDeliveryStatus: { value: "number" },
  explain: { value: true },
  updateConsents: done,
  getConsents: { value: 1 },
  getBrowserId: { value: "string" },
  getAnonymousId: { value: "string" },
  getCampaign: { value: "newsletter" },
  setLoggingLevel: done,
  isAttuneError: { value: false },
  version: { value: "string" },
};

/** Below a frame of the core nothing can be asked at once; what is asked for is done behind it. */
const below: Record<string, Settled> = {
  ...usual,
  getConsents: { value: 0 },
  getBrowserId: { value: "object" },
  getAnonymousId: { value: "object" },
  getCampaign: done,
};

async function start(): Promise<Visit> {
  const visit = await stage.visit({ starts: false });
  await visit.page.evaluate(async (config) => {
    const { acts, callbacks, Attune } = window;
    const { consents, ...rest } = config;
    const promised = acts.sleep(50).then(() => consents);
    callbacks.config = rest;
    acts.prepare();
    // Whoever waits for the same promise is called in the turn in which the SDK is.
    callbacks.afterConsents = promised;
    await Attune.init({ ...rest, consents: promised as never });
    await promised;
  }, stage.configOf());
  return visit;
}

async function callFrom(kind: string, expected: Record<string, Settled>): Promise<void> {
  const { page, context, complaints } = await start();
  // A token that is none is refused, and the browser says so.
  if (kind.includes("accessToken")) complaints.expectFailedRequests();
  await page.waitForTimeout(100);
  const outcomes = await page.evaluate((name) => window.callbacks.callFrom(name), kind);
  expect(outcomes).toEqual(expected);
  expect(await page.evaluate(() => window.callbacks.callAll())).toEqual(usual);
  expect(await page.evaluate(() => window.arming.instances())).toBe(1);
  const forgotten = await page.evaluate(async () => {
    await window.Attune.forget();
    return window.acts.look();
  });
  expect(forgotten).toMatchObject({ id: null, consents: [] });
  expect(complaints.heard).toEqual([]);
  await context.close();
}

const kinds = [
  "a handler of the handbook's form",
  "a handler of the official form",
  "an accessToken function",
  "an accessToken promise",
  "a context function",
  "a context promise",
  "a context thenable",
  "a context getter",
  "a context proxy",
  "toJSON of a context",
  "a getter of the options",
  "a getter of an event",
  "toJSON of an event",
  "a promise of consents",
  "what follows a fetch",
  "what follows an event",
  "a listener of the signal",
  "a fetch of the page's own",
  "a listener of storage",
  "a listener of a watched element",
  "an IntersectionObserver",
  "a listener of leaving",
];

const builtIns = ["Storage.setItem", "JSON.stringify", "Date.now", "crypto.getRandomValues"];

describe("the whole surface works from", () => {
  for (const kind of kinds) it(kind, () => callFrom(kind, usual));
});

describe("what is asked for below a frame of the core is put off, from a replaced", () => {
  for (const builtIn of builtIns) it(builtIn, () => callFrom(builtIn, below));
});

it("these are all kinds that the page knows", async () => {
  const { page, context } = await stage.visit({ starts: false });
  expect(await page.evaluate(() => window.callbacks.kinds)).toEqual(kinds);
  expect(await page.evaluate(() => window.callbacks.builtIns)).toEqual(builtIns);
  await context.close();
});

describe("the page lives on with a handler that always", () => {
  const endless: Record<string, () => Promise<[turns: number, calls: number]>> = {
    "asks again": async () => {
      let calls = 0;
      const turns = await window.callbacks.pulse(1000, () => {
        const callback = (): void => {
          calls += 1;
          void window.acts.fetchHero();
        };
        const zone = { contentZoneName: "e", personalizationPoint: "home_hero", callback };
        window.Attune.ContentZoneHandler.set(zone);
        void window.acts.fetchHero();
      });
      return [turns, calls];
    },
    "sets itself anew": async () => {
      let calls = 0;
      await window.acts.fetchHero();
      const set = (): void => {
        const callback = (): void => {
          calls += 1;
          set();
        };
        const zone = { contentZoneName: "e", personalizationPoint: "home_hero", callback };
        window.Attune.ContentZoneHandler.set(zone);
      };
      return [await window.callbacks.pulse(1000, set), calls];
    },
    "sets itself anew, in microtasks": async () => {
      let calls = 0;
      await window.acts.fetchHero();
      const set = (): void => {
        const callback = async (): Promise<void> => {
          calls += 1;
          for (let hop = 0; hop < 9; hop++) await Promise.resolve();
          set();
        };
        const zone = { contentZoneName: "e", personalizationPoint: "home_hero", callback };
        window.Attune.ContentZoneHandler.set(zone);
      };
      return [await window.callbacks.pulse(1000, set), calls];
    },
    "takes itself away and sets itself anew": async () => {
      let calls = 0;
      await window.acts.fetchHero();
      const set = (): void => {
        window.Attune.ContentZoneHandler.remove("e");
        const callback = (): void => {
          calls += 1;
          set();
        };
        const zone = { contentZoneName: "e", personalizationPoint: "home_hero", callback };
        window.Attune.ContentZoneHandler.set(zone);
      };
      return [await window.callbacks.pulse(1000, set), calls];
    },
    "sets another zone's, which sets the first": async () => {
      let calls = 0;
      await window.acts.fetchHero();
      const set = (name: string, other: string): void => {
        const callback = (): void => {
          calls += 1;
          set(other, name);
        };
        const zone = { contentZoneName: name, personalizationPoint: "home_hero", callback };
        window.Attune.ContentZoneHandler.set(zone);
      };
      return [await window.callbacks.pulse(1000, () => set("e", "f")), calls];
    },
  };

  /** An answer comes to a zone once, and after an undo ten times at most. */
  const most: Record<string, number> = {
    "sets itself anew": 1,
    "sets itself anew, in microtasks": 1,
    "takes itself away and sets itself anew": 10,
    "sets another zone's, which sets the first": 2,
  };

  for (const [title, act] of Object.entries(endless)) {
    it(title, async () => {
      const { page, context, complaints } = await start();
      const [turns, calls] = await page.evaluate(act);
      if (most[title] === undefined) expect(calls).toBeGreaterThan(2);
      else expect(calls).toBe(most[title]);
      expect(turns).toBeGreaterThan(10);
      expect(complaints.heard).toEqual([]);
      await context.close();
    });
  }
});

it("a context function that asks with itself ends with the page's stack, and all of it settles", async () => {
  const { page, context, complaints } = await start();
  const seen = await page.evaluate(async () => {
    const { acts, Attune } = window;
    const asked: Array<Promise<unknown>> = [];
    const context = {
      again: (): number => {
        asked.push(Attune.Personalization.fetch(["home_hero"], context));
        return 1;
      },
    };
    context.again();
    const outcomes = await Promise.all(asked.map((each) => acts.settled(each)));
    const codes = outcomes.map(({ code }) => code ?? "answered");
    return { kinds: [...new Set(codes)].sort(), later: await acts.settled(acts.fetchHero()) };
  });
  expect(
    seen.kinds.filter((code) => !["answered", "internal", "invalid-argument"].includes(code)),
  ).toEqual([]);
  expect(seen.later.code).toBeUndefined();
  expect(complaints.heard).toEqual([]);
  await context.close();
});
