// What goes on across the instances of the core: calls, promises, handlers, and the page's own end.
import { describe, expect, it } from "vitest";

import { arrivals } from "./events.js";
import { hero } from "./probe.js";
import { openStage } from "./stage.js";
import type { Place } from "./trap.js";

const stage = openStage();
const lost = { code: "internal", retryable: true };

describe("what is under way when the core traps", () => {
  it("questions settle at once, and their late answers reach nobody", async () => {
    const { page, context, complaints } = await stage.visit();
    await stage.journal.fail({ service: "salesforce", path: "/personalization", delayMs: 1500 });
    const seen = await page.evaluate(async () => {
      const { acts, arming, Attune } = window;
      const asked = [acts.fetchHero(), acts.fetchHero()].map((each) => acts.settled(each));
      await acts.sleep(200);
      acts.heard.zone.length = 0;
      const began = performance.now();
      arming.set("browser_id", "unreachable", "before");
      Attune.getBrowserId();
      const outcomes = await Promise.all(asked);
      const tookMs = performance.now() - began;
      await acts.sleep(1800);
      return { outcomes, tookMs, heard: [...acts.heard.zone], tasks: arming.sprung.length };
    });
    await stage.journal.mend();
    expect(seen).toMatchObject({ outcomes: [lost, lost], heard: [], tasks: 1 });
    expect(seen.tookMs).toBeLessThan(1000);
    expect(await page.evaluate(() => window.acts.fetchHero().then(window.acts.headerOf))).toBe(
      hero,
    );
    expect(complaints.heard).toEqual([]);
    await context.close();
  });

  it("a promise of consents still counts, and questions that waited for it are given back", async () => {
    const { page, context, complaints } = await stage.visit({ starts: false });
    const seen = await page.evaluate(async ({ consents, ...config }) => {
      const { acts, arming, Attune } = window;
      acts.prepare();
      let decide: (given: typeof consents) => void = () => undefined;
      const awaited = new Promise<typeof consents>((resolve) => (decide = resolve));
      await Attune.init({ ...config, consents: awaited as never });
      const parked = acts.settled(acts.fetchHero());
      arming.set("consent_records", "memory", "before");
      const before = Attune.getConsents().length;
      decide(consents);
      await acts.sleep(200);
      const asked = await acts.settled(acts.fetchHero().then(acts.headerOf));
      return { before, parked: await parked, asked, id: Attune.getBrowserId() };
    }, stage.configOf());
    expect(seen).toMatchObject({ before: 0, parked: lost, asked: { value: hero } });
    expect(seen.id).not.toBeNull();
    await expect.poll(() => page.evaluate(() => window.acts.heard.official.length)).toBe(1);
    expect(complaints.heard).toEqual([]);
    await context.close();
  });

  it("events that storage has refused wait in memory, and go once", async () => {
    await stage.journal.clear();
    const { page, context, complaints } = await stage.visit();
    const markers = ["a", "b"].map((name) => `mk-refused-${name}`);
    const status = await page.evaluate(async (names) => {
      const { acts, arming, Attune } = window;
      await Attune.flush();
      Storage.prototype.setItem = () => {
        throw new DOMException("There is no room.", "QuotaExceededError");
      };
      for (const name of names) await Attune.sendEvent(acts.event(name));
      const before = Attune.getDeliveryStatus();
      arming.set("campaign", "unreachable", "before");
      Attune.getCampaign();
      return { before, after: Attune.getDeliveryStatus() };
    }, markers);
    expect(status.before).toMatchObject({ isEphemeral: true });
    expect(status.after).toEqual(status.before);
    await page.evaluate(() => window.Attune.flush());
    expect(await arrivals(stage.journal, markers)).toEqual([1, 1]);
    expect(complaints.heard).toEqual([]);
    await context.close();
  });

  it("an impression counts once in the page view", async () => {
    await stage.journal.clear();
    const { page, context, complaints } = await stage.visit();
    const queued = await page.evaluate(async () => {
      const { arming, Attune } = window;
      const of = { personalizationId: "p-shown", personalizationContentId: "c" };
      await Attune.Engagement.impression(of);
      const before = Attune.getDeliveryStatus().tracked;
      arming.set("campaign", "unreachable", "before");
      Attune.getCampaign();
      await Attune.Engagement.impression(of);
      const after = Attune.getDeliveryStatus().tracked;
      await Attune.Engagement.impression({ ...of, personalizationContentId: "other" });
      return [after - before, Attune.getDeliveryStatus().tracked - after];
    });
    expect(queued).toEqual([0, 1]);
    expect(complaints.heard).toEqual([]);
    await context.close();
  });

  it("handlers set and removed before are set and removed in the next instance", async () => {
    const { page, context } = await stage.visit();
    const heard = await page.evaluate(async () => {
      const { acts, arming, Attune } = window;
      const calls: string[] = [];
      for (const name of ["kept", "gone"]) {
        Attune.ContentZoneHandler.set({
          contentZoneName: name,
          personalizationPoint: "home_hero",
          callback: () => calls.push(name),
        });
      }
      Attune.ContentZoneHandler.remove("gone");
      arming.set("campaign", "stack", "after");
      Attune.getCampaign();
      await acts.fetchHero();
      await acts.sleep(50);
      return calls;
    });
    expect(heard).toEqual(["kept"]);
    await context.close();
  });

  it("an answer does not come again, undos go on working, and the next answer is frozen too", async () => {
    const { page, context, complaints } = await stage.visit();
    const seen = await page.evaluate(async () => {
      const { acts, arming, Attune } = window;
      const heard: Array<[name: string, isFrozen: boolean]> = [];
      const set = (name: string, contentZoneName: string): (() => void) =>
        Attune.ContentZoneHandler.set({
          contentZoneName,
          personalizationPoint: "home_hero",
          callback: (response) => heard.push([name, Object.isFrozen(response.personalizations)]),
        });
      const undoGone = set("gone", "one");
      set("first", "two");
      await acts.fetchHero();
      arming.set("set_zone_handler", "unreachable", "after");
      set("second", "two");
      undoGone();
      const before = heard.splice(0);
      await acts.fetchHero();
      await acts.sleep(50);
      return { before, heard, sprung: arming.sprung.length };
    });
    expect(seen).toEqual({
      before: [
        ["gone", true],
        ["first", true],
      ],
      heard: [["second", true]],
      sprung: 1,
    });
    expect(complaints.heard).toEqual([]);
    await context.close();
  });
});

describe("a trap while the SDK starts", () => {
  for (const [name, place] of [
    ["start", "before"],
    ["start", "after"],
    ["configure", "before"],
    ["configure", "after"],
    ["configure", 9],
    ["makes_id", "before"],
    ["makes_id", "after"],
    ["personalize", "before"],
    ["set_zone_handler", "after"],
    ["consents", "before"],
    ["consents", "after"],
    ["consents", 60],
  ] as Array<[string, Place]>) {
    it(`at ${name}, ${place}: the start succeeds, and one consent is told`, async () => {
      await stage.journal.clear();
      const { page, context, complaints } = await stage.visit({ starts: false });
      await page.evaluate(([at, where]) => window.arming.set(at, "unreachable", where), [
        name,
        place,
      ] as const);
      await stage.start(page);
      expect(await page.evaluate(() => window.arming.sprung.length)).toBe(1);
      const header = await page.evaluate(() => window.acts.fetchHero().then(window.acts.headerOf));
      expect(header).toBe(hero);
      await page.evaluate(() => window.Attune.flush());
      await expect.poll(async () => (await consentsTold()).length, { timeout: 15_000 }).toBe(1);
      expect(complaints.heard).toEqual([]);
      await context.close();
    });
  }

  it("twice is mended too; three times fails the start and leaves the page as it is", async () => {
    for (const [traps, code] of [
      [2, undefined],
      [3, "internal"],
    ] as const) {
      const { page, context, complaints } = await stage.visit({ starts: false });
      const seen = await page.evaluate(
        async ([count, config]) => {
          for (let n = 0; n < count; n++) window.arming.set("configure", "stack", "after");
          window.acts.prepare();
          const started = await window.acts.settled(window.Attune.init(config));
          const asked = await window.acts.settled(window.acts.fetchHero());
          return { started, asked, id: window.Attune.getBrowserId() };
        },
        [traps, stage.configOf()] as const,
      );
      expect(seen.started.code).toBe(code);
      // A start that failed may be tried again; until then there is none.
      if (code) expect(["internal", "not-initialized"]).toContain(seen.asked.code);
      else expect(seen.asked.code).toBeUndefined();
      expect(seen.id === null).toBe(code !== undefined);
      expect(complaints.heard).toEqual([]);
      await context.close();
    }
  });
});

/** Consents the service was told, each by its id. */
async function consentsTold(): Promise<string[]> {
  const records = await stage.journal.of("event");
  const text = records.map(({ rawBody }) => {
    const form = new URLSearchParams(rawBody).get("event");
    return form ? Buffer.from(form, "base64").toString() : rawBody;
  });
  return text.flatMap((each) => each.match(/"eventType":"consentLog"/g) ?? []);
}

it("a trap while a new instance is told everything takes one more instance", async () => {
  const { page, context, complaints } = await stage.visit();
  const seen = await page.evaluate(async () => {
    const { acts, arming, Attune } = window;
    const before = Attune.getBrowserId();
    arming.set("consents", "own stack", "before");
    arming.set("browser_id", "unreachable", "after");
    const after = Attune.getBrowserId();
    const asked = await acts.settled(acts.fetchHero().then(acts.headerOf));
    return { isSame: before === after, asked, instances: arming.instances() };
  });
  expect(seen).toEqual({ isSame: true, asked: { value: hero }, instances: 3 });
  expect(complaints.heard).toEqual([]);
  await context.close();
});

describe("a trap while the page is left", () => {
  for (const service of ["salesforce", "sitecore"] as const) {
    for (const place of ["before", 40, "after"] as Place[]) {
      it(`${service}, ${place}: every event arrives, under one id`, async () => {
        const { page, context } = await stage.visit({ service });
        const markers = [1, 2, 3].map((n) => `mk-left-${service}-${place}-${n}`);
        await page.evaluate(
          async ([names, where]) => {
            for (const each of names) await window.Attune.sendEvent(window.acts.event(each));
            window.arming.set("leave", "unreachable", where);
          },
          [markers, place] as const,
        );
        await page.goto(`${stage.dev.site}/t/script.html?left`);
        const back = await stage.visit({ service, context });
        expect(await arrivals(stage.journal, markers)).toEqual([1, 1, 1]);
        await back.context.close();
      });
    }
  }
});

it("a page that runs out of stack in a call of its own gets its SDK back", async () => {
  const { page, context, complaints } = await stage.visit();
  const seen = await page.evaluate(async () => {
    const { acts, Attune } = window;
    const before = Attune.getBrowserId();
    const descend = (): void => {
      try {
        descend();
      } finally {
        Attune.getBrowserId();
      }
    };
    let error = "";
    try {
      descend();
    } catch (thrown) {
      error = String(thrown);
    }
    const asked = await acts.settled(acts.fetchHero().then(acts.headerOf));
    const tracked = await acts.settled(Attune.sendEvent(acts.event("mk-deep")));
    return { error, isSame: Attune.getBrowserId() === before, asked, tracked };
  });
  expect(seen.error).toContain("Maximum call stack size exceeded");
  expect(seen).toMatchObject({ isSame: true, asked: { value: hero }, tracked: {} });
  expect(complaints.heard).toEqual([]);
  await context.close();
});
