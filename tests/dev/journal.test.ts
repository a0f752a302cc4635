import { describe, expect, it } from "vitest";

import { ask, journal, KEY, lastRecord, newBrowser, post, SEED_BROWSER, stage } from "./stage.js";

const here = stage();

/** Reads server-sent events until there are as many as wanted. */
async function messages(count: number, whileOpen: () => Promise<unknown>, headers = {}) {
  const leave = new AbortController();
  const response = await fetch(`${here.at.site}/__attune/stream`, {
    headers,
    signal: leave.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  await whileOpen();
  let text = "";
  const decoder = new TextDecoder();
  const found = () =>
    text
      .split("\n\n")
      .slice(0, -1)
      .filter((block) => !block.startsWith(":"));
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (found().length >= count) break;
  }
  leave.abort();
  return found().map((block) => {
    const field = (name: string) =>
      block
        .split("\n")
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    return { id: field("id"), event: field("event"), data: JSON.parse(field("data") ?? "null") };
  });
}

describe("a record", () => {
  it("says everything about one request", async () => {
    const body = {
      clientKey: KEY,
      channel: "WEB",
      pointOfSale: "shop.example",
      browserId: SEED_BROWSER,
      friendlyId: "home_hero",
      params: { utm: { source: "newsletter" } },
    };
    await post(`${here.at.sitecore}/v2/callFlows?x=1`, body, { accept: "application/json" });
    const record = await lastRecord(here.at);
    expect(record).toEqual({
      n: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: "sitecore",
      kind: "decision",
      method: "POST",
      url: "/v2/callFlows?x=1",
      headers: expect.objectContaining({
        accept: "application/json",
        "content-type": "application/json",
      }),
      rawBody: JSON.stringify(body),
      body,
      status: 200,
      response: { Header: "Hello, reader" },
      decisions: [{ point: "home_hero", outcome: "decided", rule: "newsletter readers" }],
      campaign: { source: "newsletter" },
      id: SEED_BROWSER,
      visit: 1,
      durationMs: expect.any(Number),
    });
  });

  it("shows a body that cannot be read as the text it is", async () => {
    await post(`${here.at.sitecore}/v2/callFlows`, "{nope");
    expect(await lastRecord(here.at)).toMatchObject({ body: "{nope", rawBody: "{nope" });
  });

  it("hides cookies and what a query says about a person", async () => {
    await ask(`${here.at.sitecore}/nowhere?email=ada%40example.com&a=b`, {
      headers: { cookie: "bid_x=secret-id; other=2" },
    });
    const text = JSON.stringify(await lastRecord(here.at));
    expect(text).not.toMatch(/ada|secret-id/);
    expect(text).toContain("/nowhere?email=[hidden]&a=b");
    expect(text).toContain("bid_x=[hidden]; other=[hidden]");
  });
});

describe("the journal", () => {
  it("is in order, numbered, and not about the site", async () => {
    await ask(`${here.at.site}/environment.js`);
    await newBrowser(here.at);
    await ask(`${here.at.salesforce}/nowhere`);
    await newBrowser(here.at);
    const records = await journal(here.at);
    expect(records.map(({ service, kind }) => `${service} ${kind}`)).toEqual([
      "sitecore identity",
      "salesforce other",
      "sitecore identity",
    ]);
    const [first = 0, second = 0, third = 0] = records.map(({ n }) => n);
    expect([second - first, third - second]).toEqual([1, 1]);
  });

  it("is forgotten on DELETE, and goes on counting", async () => {
    await newBrowser(here.at);
    const { n } = await lastRecord(here.at);
    const { status } = await ask(`${here.at.site}/__attune/journal`, { method: "DELETE" });
    expect(status).toBe(204);
    expect(await journal(here.at)).toEqual([]);
    await newBrowser(here.at);
    expect((await lastRecord(here.at)).n).toBe(n + 1);
  });
});

describe("the stream", () => {
  it("tells each record as it happens", async () => {
    const told = await messages(2, async () => {
      await newBrowser(here.at);
      await ask(`${here.at.salesforce}/nowhere`);
    });
    const records = await journal(here.at);
    expect(told.map(({ data }) => data)).toEqual(records);
    expect(told.map(({ id }) => Number(id))).toEqual(records.map(({ n }) => n));
  });

  it("catches up a reader that lost its connection", async () => {
    await newBrowser(here.at);
    const { n } = await lastRecord(here.at);
    await newBrowser(here.at);
    const told = await messages(1, async () => {}, { "last-event-id": String(n) });
    expect(told.map(({ data }) => data.n)).toEqual([n + 1]);
  });

  it("names what else changes", async () => {
    const told = await messages(3, async () => {
      await post(`${here.at.site}/__attune/faults`, { service: "sitecore", status: 500 });
      await ask(`${here.at.site}/__attune/visits/end`, { method: "POST" });
      await ask(`${here.at.site}/__attune/journal`, { method: "DELETE" });
    });
    expect(told.map(({ event }) => event)).toEqual(["faults", "visits-ended", "cleared"]);
    expect(told[0]?.data).toEqual([{ service: "sitecore", status: 500 }]);
  });
});

describe("the control paths", () => {
  it("obey no other page", async () => {
    const headers = { origin: "https://evil.example" };
    const faults = `${here.at.site}/__attune/faults`;
    expect((await post(faults, { service: "sitecore" }, headers)).status).toBe(403);
    expect((await post(`${here.at.site}/__attune/token`, {}, headers)).status).toBe(403);
    expect((await ask(`${here.at.site}/__attune/journal`, { headers })).status).toBe(403);
    const own = { origin: here.at.site };
    expect((await post(`${here.at.site}/__attune/token`, {}, own)).status).toBe(200);
  });

  it.each(["/__attune/", "/__attune/nothing", "/__attune/token"])(
    "know no GET %s",
    async (path) => {
      expect((await ask(`${here.at.site}${path}`)).status).toBe(404);
    },
  );
});
