import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import type { Service } from "../delivery/visitor.js";
import { ask, type Caller, type Decision, decisionsIn, type Outcome } from "./caller.js";
import { entryOf } from "./content.js";
import type { Exchange } from "./decision_server.js";
import { badResponse, decided, empty, type Expected, rateLimited } from "./expected.js";
import { refused, unauthorized, unavailable } from "./expected.js";
import type { Reply } from "./reply.js";
import { Visit } from "./visit.js";

const stage = setStage(import.meta.url);
const invalid: Expected = { status: "failed", code: "invalid-argument", retryable: false };
let visit: Visit;
let tab: Tab;
let caller: Caller;

interface Read {
  outcomes: Record<string, Outcome>;
  decisions: Decision[];
}

function begin(service: Service): void {
  beforeAll(async () => {
    visit = await Visit.begin(stage, service);
    ({ tab, caller } = visit);
  });
  afterAll(() => visit.end());
}

/** What the page gets for a reply of the service. */
async function read(points: string[], reply: Partial<Reply> & { json?: unknown }): Promise<Read> {
  const { json, ...rest } = reply;
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const whole = { status: 200, ...body, ...rest };
  caller.server.script = ({ say }: Exchange) => say(whole);
  // A service that fails five times is left alone: each question here is the first that fails.
  await tab.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith("attune.breaker."))
    .forEach((key) => localStorage.setItem(key, "{}"))`);
  const { outcomes } = await ask(tab, points);
  return { outcomes, decisions: await decisionsIn(tab) };
}

const both = ["home_hero", "home_recs"];
const bare = (point: string, more: object = {}) => ({
  personalizationId: `id-${point}`,
  personalizationPointName: point,
  ...more,
});
const item = { personalizationContentId: "c:0", name: "Boot" };
const envelope = (...personalizations: unknown[]) => ({ personalizations, requestId: "r-1" });

describe("Salesforce", () => {
  begin("salesforce");

  const [hero, recs] = both.map(entryOf);
  const cases: Array<[string, unknown, [Expected, Expected], string[]]> = [
    ["one point is missing", envelope(recs), [empty, decided], ["home_recs"]],
    ["all are missing", envelope(), [empty, empty], []],
    ["another order", envelope(recs, hero), [decided, decided], both],
    ["a point nobody asked for", envelope(entryOf("other"), hero, recs), [decided, decided], both],
    [
      "a point twice: the first counts, both are there",
      envelope(hero, recs, bare("home_hero")),
      [decided, decided],
      ["home_hero", "home_hero", "home_recs"],
    ],
    [
      "a point twice, empty first",
      envelope(bare("home_hero"), recs, hero),
      [empty, decided],
      ["home_hero", "home_hero", "home_recs"],
    ],
    [
      "data and attributes null",
      envelope(bare("home_hero", { data: null, attributes: null }), recs),
      [empty, decided],
      both,
    ],
    [
      "neither, and both of the wrong kind",
      envelope(bare("home_hero"), bare("home_recs", { data: {}, attributes: [] })),
      [empty, empty],
      both,
    ],
    [
      "attributes alone, data alone",
      envelope(bare("home_hero", { attributes: { a: 1 } }), bare("home_recs", { data: [item] })),
      [decided, decided],
      both,
    ],
    [
      "both empty, both filled",
      envelope(
        bare("home_hero", { attributes: {}, data: [] }),
        bare("home_recs", { attributes: { a: 1 }, data: [item] }),
      ),
      [empty, decided],
      both,
    ],
    [
      "entries that are no objects, or have no name",
      envelope(null, 7, "x", [], { attributes: { a: 1 } }, recs),
      [empty, decided],
      ["home_recs"],
    ],
  ];

  test.each(cases)("%s", async (_, json, expected, names) => {
    const { outcomes, decisions } = await read(both, { json });
    expect(Object.keys(outcomes)).toEqual(both);
    both.forEach((point, place) => expect(outcomes[point]).toMatchObject(expected[place] ?? {}));
    expect(decisions.map(({ personalizationPointName }) => personalizationPointName)).toEqual(
      names,
    );
    for (const { data, attributes } of decisions) {
      expect(Array.isArray(data) && typeof attributes === "object" && attributes !== null).toBe(
        true,
      );
    }
  });

  const nonsense = [null, [], {}, "text", 7, { personalizations: null }, { personalizations: {} }];

  test.each(nonsense.map((json) => ({ json })))("$json is no answer", async ({ json }) => {
    const { outcomes } = await read(both, { json });
    for (const point of both) expect(outcomes[point]).toMatchObject(badResponse);
  });

  test("diagnostics fail the points they are about", async () => {
    const wrong = bare("home_hero", { diagnostics: [{ code: "404", description: "no point" }] });
    const failing = { code: "503", description: "home_recs took too long" };
    const json = { ...envelope(wrong, entryOf("third")), diagnostics: [failing] };
    const { outcomes } = await read([...both, "third"], { json });
    expect(outcomes["home_hero"]).toMatchObject(invalid);
    expect(outcomes["home_recs"]).toMatchObject(unavailable);
    expect(outcomes["third"]).toMatchObject(decided);
  });

  test("content has its ids, and stays as it was sent", async () => {
    const sent = bare("home_recs", {
      attributes: { "Titel ä": "x", n: 1 },
      data: [{ b: 1, a: "2026-11-22" }, item],
      metadata: {},
      decisionId: "9pbX",
    });
    const { decisions } = await read(["home_recs"], { json: envelope(sent) });
    expect(decisions[0]).toMatchObject({ requestId: "r-1", decisionId: "9pbX", metadata: {} });
    expect(decisions[0]?.raw).toEqual(sent);
    expect(decisions[0]?.data).toEqual([
      { b: 1, a: "2026-11-22", personalizationContentId: "id-home_recs:0" },
      item,
    ]);
  });

  const refusals: Array<[number, Expected]> = [
    [400, refused],
    [401, unauthorized],
    [403, unauthorized],
    [404, refused],
    [405, refused],
    [409, refused],
    [413, refused],
    [415, refused],
    [422, refused],
    [429, rateLimited],
    [500, unavailable],
    [502, unavailable],
    [503, unavailable],
    [504, unavailable],
  ];

  test.each(refusals)("%i is never data, whatever its body", async (status, expected) => {
    const { outcomes, decisions } = await read(both, { status, json: envelope(hero, recs) });
    for (const point of both) expect(outcomes[point]).toMatchObject(expected);
    expect(decisions).toEqual([]);
  });

  test("an error's own words are in the message, cut short", async () => {
    const json = { message: `No such point. ${"x".repeat(5000)}` };
    const { outcomes } = await read(["home_hero"], { status: 400, json });
    expect(outcomes["home_hero"]?.message).toContain("No such point.");
    expect(outcomes["home_hero"]?.message?.length).toBeLessThan(400);
  });

  test.each([408, 425])("%i may be asked again later", async (status) => {
    const { outcomes } = await read(["home_hero"], { status });
    expect(outcomes["home_hero"]).toMatchObject({ code: "http", retryable: true });
  });
});

describe("Sitecore", () => {
  begin("sitecore");

  const point = "home_hero";
  const object = { title: "Hello", cta: "/sale" };
  const list = [{ Name: "Bag", trackingUrl: "https://example.com/t" }, { Name: "Hat" }];
  const shapes: Array<[unknown, number, object]> = [
    [object, 0, object],
    [list, 2, {}],
    [{ offers: [{ attributes: { a: 1 } }] }, 0, { offers: [{ attributes: { a: 1 } }] }],
    [{ variantId: "v-a" }, 0, { variantId: "v-a" }],
    [["a", "b"], 0, {}],
    [[{ a: 1 }, 2], 0, {}],
    ["<p>Hi</p>", 0, { content: "<p>Hi</p>" }],
    [{ status: "active", message: "no error" }, 0, { status: "active", message: "no error" }],
  ];

  test.each(shapes)("%j is content", async (json, items, attributes) => {
    const { outcomes, decisions } = await read([point], { json });
    expect(outcomes[point]).toMatchObject(decided);
    const [decision] = decisions;
    expect(decision?.raw).toEqual(json);
    expect(decision?.attributes).toEqual(attributes);
    expect(decision?.data).toHaveLength(items);
    const id = decision?.personalizationId;
    const ids = decision?.data.map((each) => each["personalizationContentId"]);
    expect(ids).toEqual(Array.from({ length: items }, (_, place) => `${String(id)}:${place}`));
    expect(decision?.personalizationPointName).toBe(point);
  });

  test("text that says it is text is content", async () => {
    const headers = { "Content-Type": "text/plain; charset=utf-8" };
    const { outcomes, decisions } = await read([point], { headers, body: "<b>Grüße</b>" });
    expect(outcomes[point]).toMatchObject(decided);
    expect(decisions[0]?.attributes).toEqual({ content: "<b>Grüße</b>" });
  });

  const nothing = [null, {}, [], "", { variantId: "" }];

  test.each(nothing.map((json) => ({ json })))("$json is nothing to show", async ({ json }) => {
    const { outcomes, decisions } = await read([point], { json });
    expect(outcomes[point]).toMatchObject(empty);
    expect(decisions).toEqual([]);
  });

  const errorForm = (status: number | string) => ({
    status,
    code: typeof status === "string" ? "1202" : 1202,
    message: "No flow executed.",
    developerMessage: "No flow matched.",
    moreInfoUrl: "https://example.com/1202",
  });

  const errors: Array<[number, number | string, Expected]> = [
    [400, 400, refused],
    [401, 401, unauthorized],
    [415, 415, refused],
    [429, 429, rateLimited],
    [500, 500, unavailable],
    [503, "503", unavailable],
    [200, 400, refused],
    [200, "401", unauthorized],
    [200, 500, unavailable],
  ];

  test.each(errors)("%i with an error body of %j is never data", async (status, own, expected) => {
    const { outcomes, decisions } = await read([point], { status, json: errorForm(own) });
    expect(outcomes[point]).toMatchObject(expected);
    expect(outcomes[point]?.message).toContain("No flow executed.");
    expect(decisions).toEqual([]);
  });

  test.each([400, 401, 500, 503])("%i with content is never data", async (status) => {
    const { outcomes, decisions } = await read([point], { status, json: object });
    expect(outcomes[point]?.status).toBe("failed");
    expect(decisions).toEqual([]);
  });

  test("a point that fails leaves the others their answers", async () => {
    caller.server.script = (exchange: Exchange) =>
      exchange.ask.question.points[0] === "home_hero"
        ? exchange.say({ status: 200, body: "{oops" })
        : exchange.say({ status: 200, body: exchange.good() });
    const { outcomes, isRejected } = await ask(tab, both);
    expect(isRejected).toBe(false);
    expect(outcomes["home_hero"]).toMatchObject(badResponse);
    expect(outcomes["home_recs"]).toMatchObject(decided);
    expect((await decisionsIn(tab)).map((each) => each.personalizationPointName)).toEqual([
      "home_recs",
    ]);
  });
});
