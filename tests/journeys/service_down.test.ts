import { describe, expect, it } from "vitest";

import { answerTo, ask, startBare } from "./bare_page.js";
import { allDelivered, deliveryOf } from "./delivery.js";
import type { Fault, JournalRecord, Json } from "./journal.js";
import { clientKey } from "./provider.js";
import { openShop, type Service, services } from "./shop.js";
import { cookie } from "./storage.js";

const shop = openShop();
const hostOf = (service: Service) => (service === "salesforce" ? "salesforce" : "sitecore");
const decisionPath = {
  salesforce: "/personalization",
  sitecore: "/v2",
  "sitecore-edge": "/v1/pers",
};

interface Case {
  name: string;
  fault: Partial<Fault>;
  code: string;
  retryable: boolean;
  requests: [least: number, most: number];
}

// salesforce.md 4 and sitecore.md 4, row by row.
const cases: Case[] = [
  { name: "400", fault: { status: 400 }, code: "http", retryable: false, requests: [1, 1] },
  { name: "401", fault: { status: 401 }, code: "unauthorized", retryable: false, requests: [1, 1] },
  { name: "403", fault: { status: 403 }, code: "unauthorized", retryable: false, requests: [1, 1] },
  { name: "415", fault: { status: 415 }, code: "http", retryable: false, requests: [1, 1] },
  { name: "429", fault: { status: 429 }, code: "rate-limited", retryable: true, requests: [1, 2] },
  { name: "500", fault: { status: 500 }, code: "unavailable", retryable: true, requests: [1, 1] },
  { name: "503", fault: { status: 503 }, code: "unavailable", retryable: true, requests: [1, 2] },
  { name: "no bytes", fault: { drop: true }, code: "network", retryable: true, requests: [1, 2] },
  {
    name: "no JSON",
    fault: { status: 200, body: "{oops", headers: { "content-type": "application/json" } },
    code: "bad-response",
    retryable: false,
    requests: [1, 1],
  },
  {
    name: "silence",
    fault: { delayMs: 9000 },
    code: "timeout",
    retryable: false,
    requests: [0, 1],
  },
  {
    name: "half a body",
    fault: { stall: true },
    code: "timeout",
    retryable: false,
    requests: [1, 1],
  },
];

/** The Edge proxy differs in its addresses; one row of each kind shows that its answers are read alike. */
function casesOf(service: Service): Case[] {
  const kinds = ["401", "503", "no bytes", "silence"];
  return service === "sitecore-edge" ? cases.filter(({ name }) => kinds.includes(name)) : cases;
}

for (const service of services) {
  describe(service, () => {
    for (const { name, fault, code, retryable, requests } of casesOf(service)) {
      it(`${name}: the promise rejects with ${code}, in time`, async () => {
        shop.complaints.expectFailedRequests();
        const page = await startBare(shop, service, { timeoutMs: 900 });
        await answerTo(page, ["empty_shelf"], {}, { timeoutMs: 5000 });
        await shop.journal.clear();
        await shop.journal.fail({
          service: hostOf(service),
          path: decisionPath[service],
          ...fault,
        });
        const began = Date.now();
        const { error } = await ask(page, ["home_hero"]);
        expect(error).toMatchObject({ code, retryable, known: true });
        expect(error?.message).toMatch(/\w/);
        expect(Date.now() - began).toBeLessThan(1900);
        const sent = (await shop.journal.of("decision")).length;
        expect(sent).toBeGreaterThanOrEqual(requests[0]);
        expect(sent).toBeLessThanOrEqual(requests[1]);
        await shop.journal.mend();
        expect((await answerTo(page, ["home_hero"], {}, { timeoutMs: 5000 })).outcomes).toEqual({
          home_hero: { status: "decided", source: "network" },
        });
      });
    }

    it("down: the shop keeps its default content, and says why where the page asks", async () => {
      shop.complaints.expectFailedRequests();
      const page = await shop.open("/index.html", service);
      const title = await page.locator("#hero [data-part=header]").innerText();
      await shop.journal.fail({ service: hostOf(service), status: 503 });
      await page.locator('#consent-banner [data-consent="accept"]').click();
      await page.locator("html[data-attune='failed:unavailable']").waitFor({ state: "attached" });
      expect(await page.locator("#hero [data-part=header]").innerText()).toBe(title);
      expect(await page.locator("#recommendations").getAttribute("data-state")).toBe("default");
      await shop.journal.mend();
      await page.reload();
      await page.locator("#hero[data-state=personalized]").waitFor();
    });

    it("events wait, survive a reload, and arrive under their own ids and times", async () => {
      shop.complaints.expectFailedRequests();
      const page = await startBare(shop, service);
      await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Before" } }));
      await allDelivered(page);
      await shop.journal.clear();
      await shop.journal.fail({ service: hostOf(service), status: 503 });
      const tried: string[] = [];
      page.on("request", (request) => tried.push(decodeURIComponent(request.url())));
      await page.evaluate(async () => {
        for (const name of ["StepOne", "StepTwo", "StepThree"])
          await window.Attune.sendEvent({ interaction: { name } });
        await window.Attune.flush();
      });
      expect((await deliveryOf(page)).queued).toBe(3);
      const refused = [...steps(await shop.journal.of("event")), ...tried.flatMap(stepOfAddress)];
      expect(refused.length).toBeGreaterThan(0);
      await page.reload();
      await shop.journal.clear();
      await shop.journal.mend();
      await startBare(shop, service, { page });
      await allDelivered(page);
      const arrived = await shop.journal.until(
        (records) => steps(records.filter(({ status }) => status >= 200 && status < 300)),
        (found) => new Set(found.map(({ id }) => id)).size >= 3,
        "the three steps",
      );
      expect([...new Set(arrived.map(({ name }) => name))]).toEqual(names(service));
      for (const { id, at } of refused) {
        expect(arrived).toContainEqual(expect.objectContaining({ id, at }));
      }
    });
  });
}

it("what the service answered is not sent twice; what it stored unanswered keeps its id", async () => {
  shop.complaints.expectFailedRequests();
  const page = await startBare(shop, "salesforce");
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Before" } }));
  await allDelivered(page);
  await shop.journal.clear();
  await shop.journal.fail({ service: "salesforce", drop: true, processed: true, times: 1 });
  await page.evaluate(() => window.Attune.sendEvent({ interaction: { name: "StepOne" } }));
  await page.evaluate(() => window.Attune.flush());
  await allDelivered(page);
  const sent = steps(await shop.journal.of("event"));
  expect(sent.length).toBeGreaterThanOrEqual(2);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
});

it("refused for ever: the event is dropped under a reason, the others arrive", async () => {
  shop.complaints.expectFailedRequests();
  const page = await startBare(shop, "sitecore");
  await answerTo(page, ["empty_shelf"]);
  await shop.journal.fail({ service: "sitecore", path: "/v1.2/event", status: 400, times: 1 });
  await page.evaluate(async () => {
    await window.Attune.sendEvent({ interaction: { name: "StepOne" } });
    await window.Attune.sendEvent({ interaction: { name: "StepTwo" } });
  });
  const status = await allDelivered(page);
  expect(status).toMatchObject({ tracked: 2, delivered: 1, queued: 0 });
  expect(Object.values(status.dropped)).toEqual([1]);
});

for (const way of ["sitecore", "sitecore-edge"] as const) {
  it(`${way}: a browser id the service has forgotten is replaced, and the question answered`, async () => {
    shop.complaints.expectFailedRequests();
    const stale = "00000000-0000-4000-8000-000000000404";
    const name = way === "sitecore" ? `bid_${clientKey}` : "sc_cid";
    await shop.visitor.addCookies([
      { name, value: stale, url: shop.dev.site },
      { name: "sc_cid_personalize", value: stale, url: shop.dev.site },
    ]);
    const page = await startBare(shop, way);
    const path = decisionPath[way];
    const body = { status: 404, code: 404, message: "browser not found" };
    await shop.journal.fail({ service: "sitecore", path, status: 404, body, times: 1 });
    const { outcomes } = await answerTo(page, ["home_hero"]);
    expect(outcomes["home_hero"]).toMatchObject({ status: "decided" });
    const fresh = await page.evaluate(() => window.Attune.getBrowserId());
    expect(fresh).not.toBe(stale);
    expect((await cookie(shop.visitor, name))?.value).toBe(fresh);
    const flows = await shop.journal.of("decision");
    expect(flows.map((flow) => (flow.body as Json)["browserId"])).toEqual([stale, fresh]);
  });
}

describe("an answer without a decision", () => {
  for (const service of services) {
    it(`${service}: nothing to show is no error`, async () => {
      const page = await startBare(shop, service);
      const { personalizations, outcomes } = await answerTo(page, ["empty_shelf", "home_hero"]);
      expect(outcomes).toEqual({
        empty_shelf: { status: "empty", source: "network" },
        home_hero: { status: "decided", source: "network" },
      });
      const hero = personalizations.filter((each) => Object.keys(each.attributes).length > 0);
      expect(hero.map((each) => each.personalizationPointName)).toEqual(["home_hero"]);
    });
  }

  it("salesforce: a point nobody knows is empty, and its name goes out as it is", async () => {
    const page = await startBare(shop, "salesforce");
    const { outcomes } = await answerTo(page, ["no_such_point"]);
    expect(outcomes).toEqual({ no_such_point: { status: "empty", source: "network" } });
  });

  it("sitecore: a point nobody knows fails or is empty for itself alone", async () => {
    shop.complaints.expectFailedRequests();
    const page = await startBare(shop, "sitecore");
    const { outcomes } = await answerTo(page, ["no_such_point", "home_hero"]);
    expect(outcomes["home_hero"]).toEqual({ status: "decided", source: "network" });
    expect(["failed", "empty"]).toContain(outcomes["no_such_point"]?.status);
  });

  it("nothing asked, or no names: an invalid argument before anything is sent", async () => {
    const page = await startBare(shop, "salesforce");
    for (const points of [[], [""], [" "], "home_hero", [7], null]) {
      const { error } = await ask(page, points);
      expect(error, JSON.stringify(points)).toMatchObject({
        code: "invalid-argument",
        known: true,
      });
    }
    expect(await shop.journal.of("decision")).toEqual([]);
  });
});

interface Step {
  name: string;
  id: string;
  at: string;
}

const names = (service: Service): string[] =>
  service === "salesforce"
    ? ["StepOne", "StepTwo", "StepThree"]
    : ["STEP_ONE", "STEP_TWO", "STEP_THREE"];

/** The steps in a list of event requests, of either service. */
function steps(records: JournalRecord[]): Step[] {
  return records
    .filter(({ kind, rawBody, body }) => kind === "event" && (rawBody !== "" || body !== undefined))
    .flatMap(({ rawBody, body }) =>
      rawBody.startsWith("event=") ? decoded(rawBody) : [body as Json],
    )
    .map((row) => ({
      name: String(row["interactionName"] ?? row["type"]),
      id: String(row["eventId"] ?? (row["ext"] as Json | undefined)?.["attuneEventId"]),
      at: String(row["dateTime"] ?? row["requested_at"]),
    }))
    .filter(({ name }) => /^step/i.test(name));
}

/** The GET form carries its event in the address, which the journal does not show. */
function stepOfAddress(address: string): Step[] {
  const message = /[?&]message=({.+})$/.exec(address)?.[1];
  if (message === undefined) return [];
  const event = JSON.parse(message) as Json & { ext?: Json };
  const { type, requested_at: at, ext } = event;
  const step = { name: String(type), id: String(ext?.["attuneEventId"]), at: String(at) };
  return /^step/i.test(step.name) ? [step] : [];
}

function decoded(rawBody: string): Json[] {
  const base64 = decodeURIComponent(rawBody.slice("event=".length));
  return (JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as { events: Json[] }).events;
}
