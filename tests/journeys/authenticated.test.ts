import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";

import type { FetchOptions } from "../../dist/types.js";
import { openBare, type Outcome, startBare, type Told } from "./bare_page.js";
import type { JournalRecord } from "./journal.js";
import { optIn, providerOf } from "./provider.js";
import { individualIdForm, expectDecision } from "./salesforce_wire.js";
import { openShop } from "./shop.js";

const shop = openShop();
const path = "/personalization/authenticated";
const header = "A resole on the house";

beforeEach(() => shop.complaints.expectFailedRequests());

async function control(what: string): Promise<unknown> {
  const response = await fetch(`${shop.dev.site}/__attune/${what}`, { method: "POST" });
  return response.status === 200 ? response.json() : undefined;
}

/** A token of the shop's server that the service does not take any more. */
async function expiredToken(): Promise<string> {
  const { accessToken } = (await control("token")) as { accessToken: string };
  await control("tokens/expire");
  await shop.journal.clear();
  return accessToken;
}

interface Asked {
  outcomes: Outcome[];
  /** How often the page's function was asked. */
  count: number;
  ms: number;
}

/**
 * Asks in one turn for all the points, each by a call of its own, with one function: what it gives
 * first is `first`, and later what the shop's server gives, or what `later` says.
 */
function askAll(
  page: Page,
  points: string[],
  first: string,
  { later = "server", ...options }: { later?: "server" | "same" | "never" } & FetchOptions = {},
): Promise<Asked> {
  return page.evaluate(
    async ([names, old, then, how]) => {
      let count = 0;
      const accessToken = async (): Promise<string> => {
        count += 1;
        if (count === 1 || then === "same") return old;
        if (then === "never") return new Promise<string>(() => undefined);
        const response = await fetch("/__attune/token", { method: "POST" });
        return ((await response.json()) as { accessToken: string }).accessToken;
      };
      const { fetch: decide } = window.Attune.Personalization;
      const one = async (name: string): Promise<Outcome> => {
        try {
          return { response: await decide([name], {}, { ...how, accessToken }) };
        } catch (cause) {
          const { code, retryable, message } = cause as Told;
          return {
            error: { code, retryable, message, known: window.Attune.isAttuneError(cause) },
          };
        }
      };
      const began = performance.now();
      const outcomes = await Promise.all(names.map(one));
      return { outcomes, count, ms: performance.now() - began };
    },
    [points, first, later, options] as const,
  );
}

const told = (records: JournalRecord[]) => records.map(({ kind, status }) => `${kind} ${status}`);

/** What was asked and given for tokens and decisions, in order. */
async function exchanges(): Promise<string[]> {
  const records = await shop.journal.all();
  return told(records.filter(({ kind }) => kind === "token" || kind === "decision"));
}

const headerOf = ({ response }: Outcome): unknown =>
  response?.personalizations[0]?.attributes["Header"];

describe("a token that has expired", () => {
  it("is renewed once, and the decision comes", async () => {
    const token = await expiredToken();
    const page = await startBare(shop, "salesforce");
    const { outcomes, count } = await askAll(page, ["account_offer"], token);
    expect(outcomes.map(headerOf)).toEqual([header]);
    expect(count).toBe(2);
    expect(await exchanges()).toEqual(["decision 401", "token 200", "decision 200"]);
    const [first, second] = await shop.journal.of("decision");
    expect(second?.rawBody).toBe(first?.rawBody);
    expect(second?.headers["authorization"]).not.toBe(first?.headers["authorization"]);
    expectDecision(second as JournalRecord, {
      points: ["account_offer"],
      context: {
        individualId: expect.stringMatching(individualIdForm) as string,
        dataspace: "default",
        requestUrl: `${shop.dev.site}/t/bare.html`,
      },
      authenticated: true,
    });
  });

  it("is renewed once for all who asked with it, in one request more", async () => {
    const token = await expiredToken();
    const page = await startBare(shop, "salesforce");
    const points = ["account_offer", "home_hero", "account_offer"];
    const { outcomes, count } = await askAll(page, points, token);
    expect(outcomes.map((outcome) => outcome.error)).toEqual(points.map(() => undefined));
    expect(headerOf(outcomes[0] as Outcome)).toBe(header);
    expect(count).toBe(2);
    expect(await exchanges()).toEqual(["decision 401", "token 200", "decision 200"]);
    const [, second] = await shop.journal.of("decision");
    expect(second?.decisions?.map(({ point }) => point)).toEqual(["account_offer", "home_hero"]);
  });

  it("that was given as a value is not renewed", async () => {
    const accessToken = await expiredToken();
    const page = await startBare(shop, "salesforce");
    const outcome = await page.evaluate(
      (token) =>
        window.Attune.Personalization.fetch(["account_offer"], {}, { accessToken: token }).then(
          () => "answered",
          (error: { code: string; status: number }) => `${error.code} ${error.status}`,
        ),
      accessToken,
    );
    expect(outcome).toBe("unauthorized 401");
    expect(await exchanges()).toEqual(["decision 401"]);
  });
});

describe("a token that expires between two requests of a call", () => {
  /** `home_hero` is on its way when both are asked for; the request for `account_offer` is refused. */
  async function askInTwo(later: "new" | "same"): Promise<{ outcomes: unknown; names: string[] }> {
    await shop.journal.fail({ service: "salesforce", path, delayMs: 500, times: 1 });
    await shop.journal.fail({ service: "salesforce", path, status: 401, times: 1 });
    const page = await startBare(shop, "salesforce");
    return page.evaluate(async (then) => {
      const tokens: string[] = [];
      const accessToken = async (): Promise<string> => {
        if (tokens.length === 2 && then === "same") return tokens[0] ?? "";
        if (tokens.length === 1) return String(tokens[tokens.push(tokens[0] ?? "") - 1]);
        const response = await fetch("/__attune/token", { method: "POST" });
        const given = ((await response.json()) as { accessToken: string }).accessToken;
        tokens.push(given);
        return given;
      };
      const { fetch: decide } = window.Attune.Personalization;
      const first = decide(["home_hero"], {}, { accessToken });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const both = await decide(["home_hero", "account_offer"], {}, { accessToken });
      await first;
      const names = both.personalizations.map((one) => one.personalizationPointName);
      return { outcomes: both.outcomes, names };
    }, later);
  }

  const pointsAsked = async () =>
    (await shop.journal.of("decision")).map(({ status, body }) => [
      status,
      (body as { personalizationPoints: Array<{ name: string }> }).personalizationPoints.map(
        ({ name }) => name,
      ),
    ]);

  it("is renewed, and only what was refused is asked again", async () => {
    const { outcomes, names } = await askInTwo("new");
    expect(names).toEqual(["home_hero", "account_offer"]);
    expect(outcomes).toMatchObject({
      home_hero: { status: "decided" },
      account_offer: { status: "decided" },
    });
    const asked = await pointsAsked();
    expect(asked.sort()).toEqual([
      [200, ["account_offer"]],
      [200, ["home_hero"]],
      [401, ["account_offer"]],
    ]);
  });

  it("leaves what was decided, where there is no other token", async () => {
    const { outcomes } = await askInTwo("same");
    expect(outcomes).toMatchObject({
      home_hero: { status: "decided" },
      account_offer: { status: "failed", code: "unauthorized" },
    });
    expect(await pointsAsked()).toHaveLength(2);
  });
});

it("a function is asked once for the questions that leave together", async () => {
  const page = await openBare(shop);
  const provider = providerOf("salesforce", shop.dev);
  const count = await page.evaluate(
    async (config) => {
      let asked = 0;
      const accessToken = async (): Promise<string> => {
        asked += 1;
        const response = await fetch("/__attune/token", { method: "POST" });
        return ((await response.json()) as { accessToken: string }).accessToken;
      };
      const decide = (point: string) =>
        window.Attune.Personalization.fetch([point], {}, { accessToken });
      // While the core is on its way, in turns of their own; and in one turn, one after the other.
      void window.Attune.init(config);
      const early = [decide("account_offer")];
      await Promise.resolve();
      early.push(decide("home_hero"));
      await Promise.all(early);
      const late = [decide("account_offer")];
      await Promise.resolve();
      late.push(decide("home_hero"));
      await Promise.all(late);
      return asked;
    },
    { ...provider, consents: [optIn] },
  );
  expect(count).toBe(2);
  expect(await exchanges()).toEqual(["token 200", "decision 200", "token 200", "decision 200"]);
});

describe("the refusal stands", () => {
  it("where the new token is refused too: two requests, and no third", async () => {
    await shop.journal.fail({ service: "salesforce", path, status: 401 });
    const page = await startBare(shop, "salesforce");
    const { outcomes, count } = await askAll(page, ["account_offer", "home_hero"], "first.token");
    for (const { error } of outcomes) {
      expect(error).toMatchObject({ code: "unauthorized", retryable: false, known: true });
    }
    expect(count).toBe(2);
    expect(await exchanges()).toEqual(["decision 401", "token 200", "decision 401"]);
  });

  it("where the function gives the same token again", async () => {
    const token = await expiredToken();
    const page = await startBare(shop, "salesforce");
    const { outcomes, count } = await askAll(page, ["account_offer"], token, { later: "same" });
    expect(outcomes[0]?.error).toMatchObject({ code: "unauthorized" });
    expect(count).toBe(2);
    expect(await exchanges()).toEqual(["decision 401"]);
  });

  it("where it is a 403: another token of the same visitor may not either", async () => {
    await shop.journal.fail({ service: "salesforce", path, status: 403 });
    const page = await startBare(shop, "salesforce");
    const { outcomes, count } = await askAll(page, ["account_offer"], "first.token");
    expect(outcomes[0]?.error).toMatchObject({ code: "unauthorized" });
    expect(count).toBe(1);
    expect(await exchanges()).toEqual(["decision 403"]);
  });
});

it("a new token that never comes ends with the deadline", async () => {
  const token = await expiredToken();
  const page = await startBare(shop, "salesforce");
  const options = { later: "never", timeoutMs: 600 } as const;
  const { outcomes, ms } = await askAll(page, ["account_offer"], token, options);
  expect(outcomes[0]?.error).toMatchObject({ code: "timeout" });
  expect(ms).toBeLessThan(1600);
  expect(await exchanges()).toEqual(["decision 401"]);
});

it("a context that is late in every way costs neither the question nor its deadline", async () => {
  const page = await startBare(shop, "salesforce");
  const { ms, code } = await page.evaluate(async () => {
    const after = (delay: number, value: string) =>
      new Promise<string>((resolve) => setTimeout(resolve, delay, value));
    const context = {
      plain: "a",
      lazy: () => "b",
      soon: after(50, "c"),
      slow: () => after(950, "late"),
      never: new Promise(() => undefined),
      rejecting: Promise.reject(new Error("no")),
      throwing: () => {
        throw new Error("no");
      },
      thenable: { then: (resolve: (value: string) => void) => setTimeout(resolve, 10, "d") },
      silent: { then: () => undefined },
      get getter(): string {
        throw new Error("no");
      },
      accessor: Object.defineProperty({}, "then", {
        get() {
          throw new Error("no");
        },
      }),
    };
    const began = performance.now();
    const code = await window.Attune.Personalization.fetch(["home_hero"], context, {
      timeoutMs: 1000,
    }).then(
      ({ outcomes }) => outcomes["home_hero"]?.status,
      (error: Told) => error.code,
    );
    return { ms: performance.now() - began, code };
  });
  expect(code).toBe("decided");
  expect(ms).toBeLessThan(1000);
  const [record] = await shop.journal.of("decision");
  const { context } = record?.body as { context: Record<string, unknown> };
  const { plain, lazy, soon, thenable, ...rest } = context;
  expect({ plain, lazy, soon, thenable }).toEqual({
    plain: "a",
    lazy: "b",
    soon: "c",
    thenable: "d",
  });
  expect(Object.keys(rest).sort()).toEqual(["dataspace", "individualId", "requestUrl"]);
});
