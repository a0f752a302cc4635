import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import type { Settings } from "../../dist/types.js";
import { init } from "../journeys/bare_page.js";
import { optIn } from "../journeys/provider.js";
import { contentOf } from "./page_server.js";
import { openStage, type Profile } from "./stage.js";
import { isStored, spyOnStorage, writtenBy } from "./storage_spy.js";

const stage = openStage();
const mostProbes = 8;

/** Where the visitor's id may be read: a leading dot means on all hosts below, too. */
const found: Array<[host: string, domain: string]> = [
  ["shop.example.com", ".example.com"],
  ["a.b.c.example.com", ".example.com"],
  ["www.shop.example.co.uk", ".example.co.uk"],
  ["example.co.uk", ".example.co.uk"],
  ["alice.github.io", ".alice.github.io"],
  ["www.shop.localhost", ".shop.localhost"],
  ["www.xn--mnchen-3ya.de", ".xn--mnchen-3ya.de"],
  ["shop.xn--55qx5d.cn", ".shop.xn--55qx5d.cn"],
  ["www.xn--e1afmkfd.xn--p1ai", ".xn--e1afmkfd.xn--p1ai"],
  ["www.shop.chuo.kawasaki.jp", ".shop.chuo.kawasaki.jp"],
  ["bucket.s3.dualstack.us-east-1.amazonaws.com", ".bucket.s3.dualstack.us-east-1.amazonaws.com"],
  ["a.b.c.d.e.f.g.h.i.j.example.com", ".example.com"],
  ["a.b.c.d.e.f.g.h.i.example.co.uk", ".example.co.uk"],
];

/** Hosts whose cookies nobody shares: there is nothing to find. */
const alone = ["localhost", "127.0.0.1", "intranet", "shop.example.com."];

interface Try {
  name: string;
  text: string;
}

async function started(profile: Profile, url: string, more: Settings = {}): Promise<Page> {
  const page = await profile.context.newPage();
  await page.goto(url);
  const config = { ...stage.provider("salesforce"), consents: [optIn], ...more };
  expect(await init(page, config)).toBeUndefined();
  return page;
}

/** What was written that is not the id's own cookie. */
async function probesOf(page: Page): Promise<Try[]> {
  const id = await page.evaluate(() => String(window.Attune.getBrowserId()));
  return (await writtenBy(page))
    .filter((each) => each.place === "cookie" && isStored(each) && !each.text.includes(id))
    .map(({ text }) => ({ name: text.slice(0, text.indexOf("=")), text }));
}

async function newProfile(): Promise<Profile> {
  const profile = await stage.newProfile();
  await spyOnStorage(profile.context);
  return profile;
}

describe("the registrable domain", () => {
  const counts: number[] = [];
  const keys: string[] = [];

  it.each(found)("of %s is %s, and forgetting leaves no cookie on it", async (host, domain) => {
    const profile = await newProfile();
    const page = await started(profile, stage.pages.address(host));
    const id = await page.evaluate(() => window.Attune.getBrowserId());
    const held = await profile.context.cookies();
    expect(held.map((each) => [each.value, each.domain, each.path])).toEqual([[id, domain, "/"]]);
    const probes = await probesOf(page);
    const lifetimes = probes.map(({ text }) => Number(/max-age=(\d+)/i.exec(text)?.[1]));
    expect(lifetimes.every((seconds) => seconds <= 3)).toBe(true);
    expect(probes.length).toBeGreaterThan(0);
    expect(probes.length).toBeLessThanOrEqual(mostProbes);
    expect(new Set(probes.map(({ name }) => name)).size).toBe(1);
    counts.push(probes.length);
    keys.push(String(probes[0]?.name));
    await page.evaluate(() => window.Attune.forget());
    expect(await profile.context.cookies()).toEqual([]);
  });

  it("took at most four tries in the median, each search under a name of its own", () => {
    const sorted = [...counts].sort((one, other) => one - other);
    expect(counts).toHaveLength(found.length);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(4);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("no probe where none is needed", () => {
  it.each(alone)("%s has no domain to share", async (host) => {
    const profile = await newProfile();
    const page = await started(profile, stage.pages.address(host));
    const id = await page.evaluate(() => window.Attune.getBrowserId());
    expect(await probesOf(page)).toEqual([]);
    const held = await profile.context.cookies();
    expect(held.map((each) => [each.value, each.domain])).toEqual([[id, host]]);
  });

  it("the cookie is there already", async () => {
    const profile = await newProfile();
    const first = await started(profile, stage.pages.address("www.shop.example.co.uk"));
    const id = await first.evaluate(() => window.Attune.getBrowserId());
    const second = await started(profile, stage.pages.address("basket.example.co.uk"));
    expect(await second.evaluate(() => window.Attune.getBrowserId())).toBe(id);
    expect((await writtenBy(second)).filter(({ place }) => place === "cookie")).toEqual([]);
  });

  it("the page says which domain it wants", async () => {
    const profile = await newProfile();
    const url = stage.pages.address("www.shop.example.co.uk");
    const page = await started(profile, url, { cookieDomain: "shop.example.co.uk" });
    expect(await probesOf(page)).toEqual([]);
    const held = await profile.context.cookies();
    expect(held.map(({ domain }) => domain)).toEqual([".shop.example.co.uk"]);
    await page.evaluate(() => window.Attune.forget());
    expect(await profile.context.cookies()).toEqual([]);
  });
});

it("over https the same holds, and the cookie is Secure", async () => {
  const profile = await newProfile();
  profile.complaints.expectFailedRequests();
  // There is no certificate for names that are nobody's: the page comes from the test itself.
  const { type, body } = contentOf("/without.html");
  await profile.context.route("https://**", (route) =>
    route.fulfill({ contentType: `${type}; charset=utf-8`, body }),
  );
  const page = await profile.context.newPage();
  await page.goto("https://www.shop.example.co.uk/");
  await page.addScriptTag({ content: String(contentOf("/attune.js").body) });
  const config = { ...stage.provider("salesforce"), consents: [optIn] };
  expect(await init(page, config)).toBeUndefined();
  const [held, ...more] = await profile.context.cookies();
  expect(held).toMatchObject({ domain: ".example.co.uk", secure: true, sameSite: "Lax" });
  expect(held?.name).toMatch(/^__Secure-/);
  expect(more).toEqual([]);
  expect(await probesOf(page)).toHaveLength(2);
  await page.evaluate(() => window.Attune.forget());
  expect(await profile.context.cookies()).toEqual([]);
});
