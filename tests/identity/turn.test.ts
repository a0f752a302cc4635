// A start that makes an id waits for its turn among the tabs of the site; no other start does.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import type { AttuneConfig } from "../../dist/types.js";
import { init } from "../journeys/bare_page.js";
import { optIn } from "../journeys/provider.js";
import { openStage, type Profile } from "./stage.js";

const stage = openStage();

/** A profile whose tabs wait for their turn as long as it takes, however slow this machine is. */
async function newPatientProfile(): Promise<Profile> {
  const profile = await stage.newProfile();
  await profile.context.addInitScript(() => {
    AbortSignal.timeout = () => new AbortController().signal;
  });
  return profile;
}

/** Another tab of the site has its turn, until it lets go. */
async function holdTurn(profile: Profile): Promise<() => Promise<void>> {
  const page = await stage.open(profile);
  await page.evaluate(
    () =>
      new Promise<void>((held) => {
        const hold = () =>
          new Promise<void>((letGo) => {
            window.kept = { letGo: [letGo] };
            held();
          });
        void navigator.locks.request("attune.id", hold);
      }),
  );
  return () => page.evaluate(() => (window.kept["letGo"]?.[0] as () => void)());
}

/** Starts, and says whether its turn had not come by then. */
async function startsBeforeItsTurn(page: Page, given: AttuneConfig): Promise<boolean> {
  return page.evaluate(async (config) => {
    await window.Attune.init(config);
    const { pending = [] } = await navigator.locks.query();
    return pending.some(({ name }) => name === "attune.id");
  }, given);
}

it("a new visitor's page waits until the other tab is done, and then makes its id", async () => {
  const profile = await newPatientProfile();
  const letGo = await holdTurn(profile);
  const page = await stage.open(profile);
  const config = { ...stage.provider("salesforce"), consents: [optIn] };
  const started = startsBeforeItsTurn(page, config);
  await expect
    .poll(() => page.evaluate(async () => (await navigator.locks.query()).pending?.length))
    .toBe(1);
  expect(await page.evaluate(() => window.Attune.getBrowserId())).toBeNull();
  await letGo();
  expect(await started).toBe(false);
  expect(await page.evaluate(() => window.Attune.getBrowserId())).not.toBeNull();
});

it.each([
  ["a known visitor's page", "salesforce", true, [optIn]],
  ["a page without an opt-in", "salesforce", false, []],
  ["a page of Sitecore, which makes its ids itself,", "sitecore", false, [optIn]],
] as const)("%s waits for nobody, and asks for no turn", async (_, service, isKnown, consents) => {
  const profile = await newPatientProfile();
  const config = { ...stage.provider(service), consents: [...consents] };
  if (isKnown) expect(await init(await stage.open(profile), config)).toBeUndefined();
  const letGo = await holdTurn(profile);
  const page = await stage.open(profile);
  expect(await startsBeforeItsTurn(page, config)).toBe(false);
  await letGo();
});

it("a visitor known by the cookie alone waits for nobody either", async () => {
  const profile = await newPatientProfile();
  const config = { ...stage.provider("salesforce"), consents: [optIn] };
  const before = await stage.open(profile);
  expect(await init(before, config)).toBeUndefined();
  const id = await before.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("attune.id.")) localStorage.removeItem(key);
    }
    return window.Attune.getBrowserId();
  });
  await before.close();
  const letGo = await holdTurn(profile);
  const page = await stage.open(profile);
  // Its turn has been asked for, and comes to nothing.
  expect(await startsBeforeItsTurn(page, config)).toBe(true);
  await letGo();
  await expect
    .poll(() => page.evaluate(async () => (await navigator.locks.query()).pending?.length))
    .toBe(0);
  expect(await page.evaluate(() => window.Attune.getBrowserId())).toBe(id);
});
