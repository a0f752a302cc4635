import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { Consent } from "../../dist/types.js";
import { answerTo, init } from "../journeys/bare_page.js";
import { optIn } from "../journeys/provider.js";
import { individualIdForm, uuidForm } from "../journeys/salesforce_wire.js";
import type { Service } from "../journeys/shop.js";
import { collected, visitorOf } from "./collected.js";
import { snapshotOf } from "./snapshot.js";
import { host, isFull, openStage, type Profile, services } from "./stage.js";

const stage = openStage();
const tabCount = 8;
const repeats = isFull ? 100 : 1;
const idOf = () => window.Attune.getBrowserId();
const form = (service: Service) => (service === "salesforce" ? individualIdForm : uuidForm);

type Start = (profile: Profile, tabs: Page[], service: Service, at: string) => Promise<void>;

/** The browser restores a window: all tabs load and start as fast as they can. */
const openedAtOnce: Start = async ({ context }, tabs, service, at) => {
  const config = { ...stage.provider(service), consents: [optIn] };
  await context.addInitScript((given) => {
    addEventListener("DOMContentLoaded", () => {
      window.kept = { started: [window.Attune.init(given)] };
    });
  }, config);
  await Promise.all(tabs.map((tab) => tab.goto(stage.pages.address(at))));
  await Promise.all(tabs.map((tab) => tab.evaluate(() => window.kept["started"]?.[0])));
};

/** One banner answers for all tabs, which have been ready for long: a race to the millisecond. */
const allowedAtOnce: Start = async (_, tabs, service, at) => {
  const provider = stage.provider(service);
  const start = async (tab: Page): Promise<void> => {
    await tab.goto(stage.pages.address(at));
    await tab.evaluate(async (given) => {
      window.kept = {};
      const consents = new Promise<Consent[]>((resolve) => (window.kept["answer"] = [resolve]));
      await window.Attune.init({ ...given, consents });
    }, provider);
  };
  await Promise.all(tabs.map(start));
  const answer = ([when, consent]: readonly [number, Consent]) =>
    new Promise<void>((resolve) => {
      const act = (): void => {
        while (Date.now() < when);
        (window.kept["answer"]?.[0] as (consents: Consent[]) => void)([consent]);
        resolve();
      };
      setTimeout(act, when - Date.now() - 10);
    });
  const when = Date.now() + 200;
  await Promise.all(tabs.map((tab) => tab.evaluate(answer, [when, optIn] as const)));
};

interface Seen {
  tabs: Set<string | null>;
  wire: Set<unknown>;
}

async function race(service: Service, start: Start, at: string): Promise<Seen> {
  await stage.journal.clear();
  const profile = await stage.newProfile();
  const blank = Array.from({ length: tabCount }, () => profile.context.newPage());
  const tabs = await Promise.all(blank);
  await start(profile, tabs, service, at);
  await Promise.all(tabs.map((tab) => answerTo(tab, ["home_hero"], {}, { timeoutMs: 20_000 })));
  const track = (tab: Page) =>
    tab.evaluate(async () => {
      await window.Attune.sendEvent({ interaction: { name: "Raced" } });
      await window.Attune.flush();
    });
  await Promise.all(tabs.map(track));
  const ids = await Promise.all(tabs.map((tab) => tab.evaluate(idOf)));
  const records = await stage.journal.until(
    (all) => all,
    (all) => collected(all, service).length >= tabCount,
    "an event of every tab",
  );
  const asked = records.filter(({ kind }) => kind === "decision").map(({ id }) => id);
  const told = collected(records, service).map(visitorOf);
  return { tabs: new Set(ids), wire: new Set([...asked, ...told]) };
}

for (const service of services) {
  describe(service, () => {
    const starts = { "opened at once": openedAtOnce, "allowed at once": allowedAtOnce };
    for (const [manner, start] of Object.entries(starts)) {
      it(
        `eight tabs ${manner} on a fresh profile are one visitor, to the page and to the service`,
        async () => {
          for (let round = 0; round < repeats; round += 1) {
            const { tabs, wire } = await race(service, start, host);
            expect([...tabs], `round ${round}`).toEqual([expect.stringMatching(form(service))]);
            expect([...wire], `round ${round}`).toEqual([...tabs]);
            expect(await stage.closeProfiles()).toHaveLength(1);
          }
        },
        repeats * 15_000,
      );
    }

    it("over plain http, where browsers give no locks, eight tabs still agree on one id", async () => {
      const { tabs } = await race(service, allowedAtOnce, "www.shop.example.co.uk");
      expect([...tabs]).toEqual([expect.stringMatching(form(service))]);
    });

    it("survives the loss of either place, as often as that happens", async () => {
      const profile = await stage.newProfile();
      const page = await stage.open(profile);
      const config = { ...stage.provider(service), consents: [optIn] };
      const start = async () => {
        expect(await init(page, config)).toBeUndefined();
        await answerTo(page, ["home_hero"]);
        return page.evaluate(idOf);
      };
      const id = await start();
      for (const place of ["cookie", "local", "cookie", "local"]) {
        if (place === "cookie") await profile.context.clearCookies();
        else await page.evaluate(() => localStorage.clear());
        await page.goto(stage.pages.address(host));
        expect(await start(), `without its ${place}`).toBe(id);
        const cookies = await profile.context.cookies();
        expect(cookies.filter(({ value }) => value === id)).toHaveLength(1);
        expect(await page.evaluate(() => Object.values({ ...localStorage }))).toContain(id);
      }
    });
  });
}

const hostile: Array<[name: string, value: string]> = [
  ["a megabyte", "a".repeat(2 ** 20)],
  ["a script", "<script>window.hit=1</script>"],
  ["capitals", "ABCDEF0123456789"],
  ["a digit too many", "0123456789abcdef0"],
  ["a UUID with one wrong digit", "a38b230c-11eb-4cf9-8d5d-274e9f34492g"],
  ["a header", "0123456789abcdef\r\nx-injected: 1"],
  ["an object", '{"__proto__":{"id":"0123456789abcdef"}}'],
];
const otherForm = {
  salesforce: "a38b230c-11eb-4cf9-8d5d-274e9f344925",
  sitecore: "0123456789abcdef",
};

/** A cookie holds 4096 bytes at most, and no line break. */
const forCookie = (value: string): string => encodeURIComponent(value).slice(0, 3900);

for (const service of ["salesforce", "sitecore"] as const) {
  it(`${service}: hostile stored ids are replaced, and never told to anybody`, async () => {
    const profile = await stage.newProfile();
    const config = { ...stage.provider(service), consents: [optIn] };
    const page = await stage.open(profile);
    const visit = async () => {
      expect(await init(page, config)).toBeUndefined();
      await answerTo(page, ["home_hero"]);
      await page.evaluate(() => window.Attune.flush());
      return String(await page.evaluate(idOf));
    };
    let known = await visit();
    for (const [name, value] of [...hostile, ["the other form", otherForm[service]] as const]) {
      await spoil(profile, page, known, value);
      await stage.journal.clear();
      await page.goto(stage.pages.address(host));
      known = await visit();
      expect(known, name).toMatch(form(service));
      const sent = JSON.stringify(await stage.journal.all());
      const held = JSON.stringify([await snapshotOf(page), await page.content()]);
      for (const echo of [JSON.stringify(value).slice(1, -1), forCookie(value)]) {
        expect(sent.includes(echo), `${name}: sent`).toBe(false);
        expect(held.includes(echo), `${name}: held`).toBe(false);
      }
      expect(held, name).toContain(known);
    }
  });
}

/** Puts something else wherever the id is remembered. */
async function spoil({ context }: Profile, page: Page, id: string, value: string): Promise<void> {
  const cookie = (await context.cookies()).find((each) => each.value === id);
  if (!cookie) throw new Error("No cookie holds the id.");
  await context.addCookies([{ ...cookie, value: forCookie(value) }]);
  await page.evaluate(
    ([good, bad]) => {
      for (const [key, stored] of Object.entries({ ...localStorage }))
        if (stored === good) localStorage.setItem(key, bad);
    },
    [id, value] as const,
  );
}
