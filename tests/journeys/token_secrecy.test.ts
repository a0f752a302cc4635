import type { BrowserContext, Page, Request } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { startBare, type Told } from "./bare_page.js";
import type { Fault } from "./journal.js";
import { openShop, type Service } from "./shop.js";
import { databasesOf, heldBy } from "./storage.js";

const shop = openShop();
/** Nothing else may look like it; in base64 too it is found by each of its three alignments. */
const token = "pl4nt3d.t0k3n-of-the-v1s1tor~~~~~~~";
const path = "/personalization/authenticated";

/** A profile of its own, since a page that logs is no page without complaints. */
let profile: BrowserContext;
let requests: Request[];
let lines: string[];

beforeEach(async () => {
  requests = [];
  lines = [];
  profile = await shop.browser.newContext();
  profile.on("request", (request) => requests.push(request));
  profile.on("console", (message) => lines.push(message.text()));
});
afterEach(() => profile.close());

const start = async (service: Service): Promise<Page> =>
  startBare(shop, service, { page: await profile.newPage(), logging: "trace" });

function holdsToken(text: string): boolean {
  const bytes = [token, ` ${token}`, `  ${token}`];
  const inBase64 = bytes.map((each) => Buffer.from(each).toString("base64").slice(4, -4));
  return [token, token.slice(0, 12), ...inBase64].some((trace) => text.includes(trace));
}

/** Asks with the token, and gives everything the error says, of which there must be one. */
function errorOf(page: Page, how: { isFunction: boolean }): Promise<string> {
  return page.evaluate(
    async ([secret, isFunction]) => {
      const given = `${secret}`;
      const accessToken = isFunction ? () => Promise.resolve(given) : given;
      const { fetch: decide } = window.Attune.Personalization;
      const context = { odd: { not: "a value" } };
      try {
        await decide(["account_offer"], context, { accessToken, timeoutMs: 1000 });
      } catch (error) {
        const { code, message, stack } = error as Error & Told;
        const hidden = Object.getOwnPropertyNames(error).map((name) =>
          String((error as Record<string, unknown>)[name]),
        );
        return [code, message, stack, String(error), JSON.stringify(error), ...hidden].join("\n");
      }
      throw new Error("expected a refusal");
    },
    [token, how.isFunction] as const,
  );
}

async function expectNoTrace(page: Page): Promise<void> {
  expect(holdsToken(JSON.stringify(await heldBy(page)))).toBe(false);
  expect(await databasesOf(page)).toEqual([]);
  expect(holdsToken(JSON.stringify(await profile.cookies()))).toBe(false);
  expect(lines.filter(holdsToken)).toEqual([]);
  const account = await page.evaluate(() => JSON.stringify(window.Attune.explain()));
  expect(account).toContain("home_hero");
  expect(holdsToken(account)).toBe(false);
}

/** In the one header of the one kind of request, and nowhere else: no address, no body. */
async function bearers(): Promise<string[]> {
  const found: string[] = [];
  for (const request of requests) {
    const { authorization, ...others } = await request.allHeaders();
    const rest = `${request.url()} ${request.postData() ?? ""} ${JSON.stringify(others)}`;
    expect(holdsToken(decodeURIComponent(rest)), rest).toBe(false);
    if (authorization === undefined) continue;
    expect(authorization).toBe(`Bearer ${token}`);
    found.push(request.url());
  }
  return found;
}

const decide = (page: Page) =>
  page.evaluate(
    (accessToken) => window.Attune.Personalization.fetch(["home_hero"], {}, { accessToken }),
    token,
  );

it("the detector finds what it looks for", () => {
  const events = { events: [{ attributes: { token } }] };
  expect(holdsToken(JSON.stringify(events))).toBe(true);
  for (const lead of ["", "a", "ab"]) {
    expect(holdsToken(Buffer.from(`${lead}${token}`).toString("base64"))).toBe(true);
  }
  expect(holdsToken("Bearer ...~~~~")).toBe(false);
});

describe("a token is in no storage, no line of the console, no account, and one header only", () => {
  it("where the question is answered, and its decision is shown and used", async () => {
    const name = { personalizationId: "p", personalizationPointName: "home_hero" };
    const answer = { personalizations: [{ ...name, attributes: { Header: "Hello" }, data: [] }] };
    const headers = { "content-type": "application/json" };
    await shop.journal.fail({ service: "salesforce", path, status: 200, body: answer, headers });
    const page = await start("salesforce");
    expect((await decide(page)).outcomes["home_hero"]?.status).toBe("decided");
    await page.evaluate(async () => {
      await window.Attune.Engagement.impression({ personalizationId: "p" });
      await window.Attune.Engagement.click({ personalizationId: "p" });
      await window.Attune.flush();
    });
    await shop.journal.waitFor("event");
    await expectNoTrace(page);
    const decisions = `${shop.dev.salesforce}${path}/decisions`;
    expect(await bearers()).toEqual([decisions]);
  });

  const faults: Array<[string, string, Partial<Fault>]> = [
    ["an expired token", "unauthorized", { status: 401 }],
    ["a token that may not", "unauthorized", { status: 403 }],
    [
      "a service that repeats it",
      "unauthorized",
      { status: 401, body: { message: `No ${token}` } },
    ],
    ["another that repeats it", "http", { status: 400, body: `${"x".repeat(190)} ${token}` }],
    ["a service that is down", "unavailable", { status: 500 }],
    ["no answer", "network", { drop: true }],
    ["silence", "timeout", { delayMs: 9000 }],
    ["what is no JSON", "bad-response", { status: 200, body: `<p>${token}` }],
  ];
  it.each(faults)("for %s, and not in the error", async (_, code, fault) => {
    await shop.journal.fail({ service: "salesforce", path, ...fault });
    const page = await start("salesforce");
    await page.evaluate(() => window.Attune.Personalization.fetch(["home_hero"]));
    for (const isFunction of [false, true]) {
      const error = await errorOf(page, { isFunction });
      expect(error.split("\n")[0]).toBe(code);
      expect(holdsToken(error)).toBe(false);
    }
    // That the console was listened to: the context had a member that cannot be sent.
    expect(lines.join()).toContain("context.odd");
    await expectNoTrace(page);
    for (const address of await bearers()) expect(address).toContain(`${path}/decisions`);
  });
});

describe("a token is sent to no other origin", () => {
  it.each([301, 302, 303, 307, 308])("by a redirect (%i)", async (status) => {
    const headers = {
      location: `${shop.dev.sitecore}/stolen`,
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "authorization",
    };
    await shop.journal.fail({ service: "salesforce", path, status, headers });
    const page = await start("salesforce");
    await page.evaluate(() => window.Attune.Personalization.fetch(["home_hero"]));
    const error = await errorOf(page, { isFunction: true });
    expect(error.split("\n")[0]).toBe("bad-response");
    const all = await shop.journal.all();
    expect(all.filter(({ service }) => service === "sitecore")).toEqual([]);
    expect(await bearers()).toEqual([`${shop.dev.salesforce}${path}/decisions`]);
    await expectNoTrace(page);
  });

  it.each(["sitecore", "sitecore-edge"] as const)("by a page of %s", async (service) => {
    const page = await start(service);
    await decide(page);
    expect(await bearers()).toEqual([]);
    await expectNoTrace(page);
  });
});

const unusable: Array<[string, unknown]> = [
  ["a line break", "a\nb"],
  ["a carriage return", "a\rb"],
  ["a header of its own", "a\r\nX-Evil: 1"],
  ["a zero byte", "a\0b"],
  ["a letter beyond ASCII", "t\u00f6ken"],
  ["a blank", "two words"],
  ["blanks around it", " token "],
  ["its scheme", `Bearer ${token}`],
  ["nothing in it", ""],
  ["a megabyte", "x".repeat(1024 * 1024)],
  ["members", { token }],
  ["a number", 7],
  ["a truth value", true],
  ["a list", [token]],
];

it("what cannot be a header is refused before anything is sent, as a value and by a function", async () => {
  const page = await start("salesforce");
  requests = [];
  for (const [what, given] of unusable) {
    const errors = await page.evaluate(async (value) => {
      const forms = [value, () => value, () => Promise.resolve(value)];
      return Promise.all(
        forms.map((form) =>
          window.Attune.Personalization.fetch(
            ["account_offer"],
            {},
            {
              accessToken: form as string,
            },
          ).then(
            () => "answered",
            (error: Told) => `${error.code}: ${error.message}`,
          ),
        ),
      );
    }, given);
    for (const error of errors) {
      expect(error, what).toMatch(/^invalid-argument: accessToken must be the bare token: /);
      expect(error.length).toBeLessThan(200);
      expect(holdsToken(error)).toBe(false);
    }
  }
  expect(await shop.journal.of("decision")).toEqual([]);
});
