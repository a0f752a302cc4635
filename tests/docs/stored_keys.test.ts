// docs/privacy.md lists what is stored: no more is, and all of it is.
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { findBrowser } from "../../tools/browser.mjs";
import { isStored, spyOnStorage, type Written, writtenBy } from "../identity/storage_spy.js";
import { Journal } from "../journeys/journal.js";
import { optIn, providerOf } from "../journeys/provider.js";
import { type Service, services } from "../journeys/shop.js";
import { browserFlags } from "../support/browser_flags.js";
import { readDocument } from "./fences.js";
import { serve, type Server } from "./sample_page.js";

const PLACES = { cookie: "cookie", localStorage: "local", sessionStorage: "session" } as const;

interface Listed {
  place: Written["place"];
  name: string;
  pattern: RegExp;
}

/** `attune.event.*` stands for all that begin so, `bid_<clientKey>` for one of them. */
function patternOf(name: string): RegExp {
  const parts = name.split(/\*|<\w+>/).map((part) => part.replace(/[.$]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^;=]+")}$`);
}

function listed(): Listed[] {
  const rows = [
    ...readDocument("docs/privacy.md").matchAll(
      /^\| (cookie|localStorage|sessionStorage) +\| ([^|]+)\|/gm,
    ),
  ];
  return rows.flatMap(([, place, names = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => ({
      place: PLACES[place as keyof typeof PLACES],
      name,
      pattern: patternOf(name),
    })),
  );
}

let at: Server;
let browser: Browser;
const seen: Written[] = [];

beforeAll(async () => {
  at = await serve();
  at.place(`<!doctype html><html lang="en"><title>Stored</title><link rel="icon" href="data:,">
    <script src="/attune.js"></script><h1>Hello</h1><button>Go</button></html>`);
  browser = await chromium.launch({
    executablePath: String(findBrowser().chrome),
    args: browserFlags,
  });
});
afterAll(async () => {
  await browser?.close();
  await at?.close();
});

/** A visit in which everything happens that leaves something behind, and what it has written. */
async function visit(page: Page, service: Service): Promise<Written[]> {
  // Below a registrable domain, which is probed for.
  const site = at.site.replace("127.0.0.1", "www.shop.localhost");
  await page.goto(`${site}/?utm_source=newsletter`);
  const kept = { decisionCacheMs: 60_000, staleDecisionMs: 600_000 };
  const config = { ...providerOf(service, at as never), ...kept, consents: [optIn] };
  await page.evaluate(async (given) => {
    await window.Attune.init(given);
    const { fetch } = window.Attune.Personalization;
    const { personalizations } = await fetch(["home_hero"]);
    const heading = document.querySelector("h1") as Element;
    window.Attune.Engagement.observe(heading, personalizations[0]!);
    await window.Attune.sendEvent({ interaction: { name: "Home View" } } as never);
    await window.Attune.Engagement.click(personalizations[0]!);
    await window.Attune.flush();
  }, config);
  const journal = new Journal(at.site);
  await journal.fail({
    service: service === "salesforce" ? "salesforce" : "sitecore",
    status: 503,
  });
  await page.evaluate(async () => {
    const { fetch } = window.Attune.Personalization;
    await fetch(["home_offers"], {}, { reload: true }).catch(() => undefined);
    await window.Attune.sendEvent({ interaction: { name: "Home View" } } as never);
    await window.Attune.flush();
  });
  await journal.mend();
  const first = await writtenBy(page);
  // A page that is left before its core has come.
  await page.reload();
  await page.evaluate((given) => {
    void window.Attune.init({ ...given, core: new Promise(() => undefined) });
    void window.Attune.Engagement.click({ personalizationId: "early" });
    dispatchEvent(new Event("pagehide"));
  }, config);
  first.push(...(await writtenBy(page)));
  // The next page takes its turn for what that one could not send.
  await page.reload();
  await page.evaluate(async (given) => {
    await window.Attune.init(given);
    await window.Attune.flush();
  }, config);
  return [...first, ...(await writtenBy(page))].filter(isStored);
}

async function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => String(name)));
}

const nameOf = ({ text }: Written): string => text.slice(0, text.search(/=|$/));

it.each(services)("what a visit by %s stores is listed", async (service) => {
  // Once with Web Locks, once without: then a lease in storage stands in for them.
  for (const hasLocks of [true, false]) {
    const context = await browser.newContext({ locale: "en-US" });
    await spyOnStorage(context);
    if (!hasLocks) {
      await context.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, "locks", { value: undefined }),
      );
    }
    const page = await context.newPage();
    const written = await visit(page, service);
    const unlisted = written.filter(
      (each) =>
        !listed().some(({ place, pattern }) => place === each.place && pattern.test(nameOf(each))),
    );
    expect(unlisted.map((each) => `${each.place}: ${nameOf(each)}`)).toEqual([]);
    // The cookies and keys that lie there, whoever wrote them, are no more than that.
    const cookies = (await context.cookies()).map(({ name }) => name);
    const keys = await page.evaluate(() => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
    ]);
    const known = (name: string) => listed().some(({ pattern }) => pattern.test(name));
    expect([...cookies, ...keys].filter((name) => !known(name))).toEqual([]);
    expect(await databasesOf(page)).toEqual([]);
    seen.push(...written);
    await context.close();
  }
});

it("what is listed is stored, in one visit or another", () => {
  // That cookie needs https.
  const own = listed().filter(({ name }) => !name.startsWith("__Secure-"));
  const unseen = own.filter(
    ({ place, pattern }) =>
      !seen.some((each) => each.place === place && pattern.test(nameOf(each))),
  );
  expect(own.length).toBeGreaterThan(12);
  expect(unseen.map(({ place, name }) => `${place}: ${name}`)).toEqual([]);
});
