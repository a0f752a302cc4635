import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { answerTo, ask, init, openBare, startBare } from "./bare_page.js";
import { optIn, providerOf } from "./provider.js";
import { openShop, type Service } from "./shop.js";

const shop = openShop();
const both: Service[] = ["salesforce", "sitecore"];

interface Heard {
  decision?: { personalizationPointName: string; attributes: Record<string, unknown> };
}

/** The handbook's form: what it hears lands in `kept[zone]`. */
function listen(page: Page, zone: string, point?: string): Promise<void> {
  return page.evaluate(
    ([contentZoneName, personalizationPoint]) => {
      window.kept ??= {};
      const heard = (window.kept[contentZoneName] ??= []);
      window.Attune.ContentZoneHandler.set({
        contentZoneName,
        ...(personalizationPoint === undefined ? {} : { personalizationPoint }),
        callback: (response) => {
          const decision = response.personalizations.find(
            (each) => each.personalizationPointName === (personalizationPoint ?? contentZoneName),
          );
          heard.push({ decision });
        },
      });
    },
    [zone, point] as [string, string | undefined],
  );
}

/** The official form, for an experience: what it hears lands in `kept[zone]`. */
function listenOfficially(page: Page, zone: string): Promise<void> {
  return page.evaluate((name) => {
    window.kept ??= {};
    const heard = (window.kept[name] ??= []);
    window.Attune.Personalization.Config.ContentZoneHandler.set(name, {
      onReady: (content, metadata) => heard.push({ content, metadata }),
    });
  }, zone);
}

function experience(zone: string, point: string) {
  return {
    name: `${zone}_experience`,
    isEnabled: true,
    dataProvider: { type: "PersonalizationPoint", referenceType: "ApiName", value: point },
    sourceMatchers: [{ type: "ContentZone", value: zone }],
    transformationConfig: {
      when: "Immediately",
      method: "ContentZoneHandler",
      transformations: [],
    },
  };
}

const heardBy = async <T = Heard>(page: Page, zone: string): Promise<T[]> =>
  (await page.evaluate((name) => window.kept[name] ?? [], zone)) as T[];

async function hears(page: Page, zone: string, count = 1): Promise<void> {
  await expect.poll(async () => (await heardBy(page, zone)).length).toBe(count);
}

/** Sets handlers that write down what they are given; runs in the page. */
function keepHandlers(): void {
  const given: unknown[] = [];
  const undos: Array<() => void> = [];
  window.kept = { given, undos };
  Object.assign(window, {
    set: (contentZoneName: string) => {
      const callback = (response: unknown): void => void given.push(response);
      const zone = { contentZoneName, personalizationPoint: "home_hero", callback };
      return undos.push(window.Attune.ContentZoneHandler.set(zone)) - 1;
    },
  });
}

describe("an answer", () => {
  const started = async (): Promise<Page> => {
    const page = await startBare(shop, "salesforce");
    await page.evaluate(keepHandlers);
    return page;
  };

  it("is one frozen object for every handler, early and late, and never the caller's", async () => {
    const page = await started();
    const seen = await page.evaluate(async () => {
      const { set, kept } = window as unknown as Window & { set(zone: string): number };
      set("early");
      set("too");
      const own = await window.Attune.Personalization.fetch(["home_hero"]);
      own.personalizations[0]!.attributes["Header"] = "changed";
      set("late");
      const [first, ...others] = kept["given"] as Array<typeof own>;
      const isFrozen = (value: unknown): boolean =>
        Object.isFrozen(value) &&
        (typeof value !== "object" || Object.values(value ?? {}).every(isFrozen));
      return {
        others: others.map((other) => other === first),
        isFrozen: [first, first?.personalizations[0]?.raw, first?.outcomes].every(isFrozen),
        isCallersFrozen: Object.isFrozen(own),
        header: first?.personalizations[0]?.attributes["Header"],
      };
    });
    expect(seen).toEqual({
      others: [true, true],
      isFrozen: true,
      isCallersFrozen: false,
      header: "Start with dry feet",
    });
  });

  it("does not come again to one that is set over another; the next answer does", async () => {
    const page = await started();
    const counts = await page.evaluate(async () => {
      const { set, kept } = window as unknown as Window & { set(zone: string): number };
      const given = kept["given"] as unknown[];
      const counts = [];
      await window.Attune.Personalization.fetch(["home_hero"]);
      for (let times = 0; times < 3; times++) set("zone");
      counts.push(given.length);
      await window.Attune.Personalization.fetch(["home_hero"]);
      set("zone");
      return [...counts, given.length, given[0] === given[1]];
    });
    expect(counts).toEqual([1, 2, false]);
  });

  it("comes again after the undo, remove or an empty onReady, ten times at most", async () => {
    const page = await started();
    const counts = await page.evaluate(async () => {
      const { set, kept } = window as unknown as Window & { set(zone: string): number };
      const { ContentZoneHandler, Personalization } = window.Attune;
      const undo = (number: number): void => (kept["undos"] as Array<() => void>)[number]?.();
      const given = kept["given"] as unknown[];
      const counts: number[] = [];
      await Personalization.fetch(["home_hero"]);
      const again = (end: () => void): void => {
        end();
        set("zone");
        counts.push(given.length);
      };
      const first = set("zone");
      const second = set("zone");
      again(() => undo(first));
      const last = set("zone");
      again(() => undo(second));
      void last;
      again(() => ContentZoneHandler.remove("zone"));
      again(() => Personalization.Config.ContentZoneHandler.set("zone", { onReady: () => {} }));
      for (let times = 0; times < 12; times++) undo(set("zone"));
      return [...counts, given.length];
    });
    expect(counts).toEqual([1, 1, 2, 3, 10]);
  });
});

for (const service of both) {
  describe(`${service}: the handbook's form`, () => {
    it("set early, gets the response for its point once", async () => {
      const page = await startBare(shop, service);
      await listen(page, "hero_zone", "home_hero");
      await listen(page, "home_recommendations");
      await answerTo(page, ["home_hero", "home_recommendations"]);
      await hears(page, "hero_zone");
      await hears(page, "home_recommendations");
      const [{ decision }] = (await heardBy(page, "hero_zone")) as [Heard];
      expect(decision?.attributes["Header"]).toBe("Start with dry feet");
    });

    it("set late, gets the last response once, and set again, is not doubled", async () => {
      const page = await startBare(shop, service);
      await answerTo(page, ["home_hero"]);
      await listen(page, "hero_zone", "home_hero");
      await hears(page, "hero_zone");
      await answerTo(page, ["home_hero"]);
      await hears(page, "hero_zone", 2);
    });

    it("does not hear of other points", async () => {
      const page = await startBare(shop, service);
      await listen(page, "hero_zone", "home_hero");
      await answerTo(page, ["home_recommendations"]);
      await answerTo(page, ["home_hero"]);
      await hears(page, "hero_zone");
    });

    it("that throws harms only itself; one that asks again is answered", async () => {
      const page = await startBare(shop, service);
      await page.evaluate(() => {
        window.kept = { again: [] };
        const personalizationPoint = "home_hero";
        window.Attune.ContentZoneHandler.set({
          contentZoneName: "throwing_zone",
          personalizationPoint,
          callback: () => {
            throw new Error("a mistake of the page");
          },
        });
        let asked = false;
        window.Attune.ContentZoneHandler.set({
          contentZoneName: "asking_zone",
          personalizationPoint,
          callback: () => {
            if (asked) return;
            asked = true;
            window.Attune.Personalization.fetch(["home_recommendations"])
              .then((response) => window.kept["again"]?.push(response.outcomes))
              .catch((cause: unknown) => window.kept["again"]?.push(String(cause)));
          },
        });
      });
      await listen(page, "healthy_zone", "home_hero");
      const { outcomes } = await answerTo(page, ["home_hero"]);
      expect(outcomes["home_hero"]).toEqual({ status: "decided", source: "network" });
      await hears(page, "healthy_zone");
      await hears(page, "again");
      const decided = { home_recommendations: { status: "decided", source: "network" } };
      expect(await heardBy(page, "again")).toEqual([decided]);
    });

    it("removed or replaced, hears nothing more", async () => {
      const page = await startBare(shop, service);
      await listen(page, "hero_zone", "home_hero");
      await listen(page, "other_zone", "home_hero");
      await page.evaluate(() => window.Attune.ContentZoneHandler.remove("hero_zone"));
      await answerTo(page, ["home_hero"]);
      await hears(page, "other_zone");
      await hears(page, "hero_zone", 0);
    });
  });

  describe(`${service}: the official form`, () => {
    it("set before init, gets the content of its experience as text, and the metadata", async () => {
      const page = await openBare(shop);
      await listenOfficially(page, "offers_zone");
      await page.evaluate(
        (list) =>
          window.Attune.Personalization.Config.initialize({
            personalizationExperienceConfigs: list,
          }),
        [experience("offers_zone", "home_offers")],
      );
      await init(page, { ...providerOf(service, shop.dev), consents: [optIn] });
      await hears(page, "offers_zone");
      const [{ content, metadata }] = await heardBy<{ content: string; metadata: object }>(
        page,
        "offers_zone",
      ).then((heard) => heard as [{ content: string; metadata: object }]);
      const { attributes, data } = JSON.parse(content);
      expect(attributes.FirstTitle).toBe("Free delivery");
      expect(data).toEqual([]);
      expect(metadata).toEqual({
        contentZoneName: "offers_zone",
        personalizationId: expect.any(String),
        personalizationPointName: "home_offers",
      });
    });

    it("set late, gets the last content once; of { list } as of a plain list", async () => {
      const page = await openBare(shop);
      await page.evaluate(
        (list) =>
          window.Attune.Personalization.Config.initialize({
            personalizationExperienceConfigs: { lastModifiedDate: "2026-01-01", list },
          }),
        [experience("offers_zone", "home_offers")],
      );
      await init(page, { ...providerOf(service, shop.dev), consents: [optIn] });
      await answerTo(page, ["home_offers"]);
      await listenOfficially(page, "offers_zone");
      await hears(page, "offers_zone");
      expect((await ask(page, ["home_hero"])).error).toBeUndefined();
      await hears(page, "offers_zone");
    });
  });
}
