import { describe, expect, it } from "vitest";

import { ask, KEY, lastRecord, newBrowser, SEED_BROWSER, stage } from "./stage.js";

const here = stage();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function create(query: string) {
  return ask(`${here.at.sitecore}/v1.2/browser/create.json?${query}`);
}

function show(ref: string, query = `client_key=${KEY}&api_token=${KEY}`) {
  return ask(`${here.at.sitecore}/v1.2/browser/${ref}/show.json?${query}`);
}

describe("create", () => {
  it.each(["message={}", "message=%7B%7D"])("answers a new id for %s", async (message) => {
    const { status, json } = await create(`client_key=${KEY}&${message}`);
    expect(status).toBe(201);
    expect(json).toEqual({
      status: "OK",
      version: "1.2",
      client_key: KEY,
      ref: expect.stringMatching(UUID),
      customer_ref: expect.stringMatching(UUID),
    });
    expect(json.ref).not.toBe(json.customer_ref);
    const record = await lastRecord(here.at);
    expect(record).toMatchObject({ kind: "identity", id: json.ref });
    // Browsers and clients differ in whether they encode the braces.
    expect(["message={}", "message=%7B%7D"]).toContain(record.url.split("&").at(-1));
  });

  it("answers another id each time", async () => {
    expect(await newBrowser(here.at)).not.toBe(await newBrowser(here.at));
  });

  it.each([
    ["client_key=nope&message=%7B%7D", 401],
    ["message=%7B%7D", 401],
    [`client_key=${KEY}`, 400],
    [`client_key=${KEY}&message=[]`, 400],
    [`client_key=${KEY}&message=%7B`, 400],
    [`client_key=${KEY}&client_key=${KEY}&message=%7B%7D`, 400],
  ])("refuses ?%s with %i", async (query, status) => {
    expect((await create(query)).status).toBe(status);
  });

  it("is a GET", async () => {
    const address = `${here.at.sitecore}/v1.2/browser/create.json?client_key=${KEY}&message={}`;
    expect((await ask(address, { method: "POST" })).status).toBe(405);
  });
});

describe("show", () => {
  it("answers the guest of a browser id, always the same", async () => {
    const ref = await newBrowser(here.at);
    const { status, json } = await show(ref);
    expect(status).toBe(200);
    expect(json).toEqual({
      status: "OK",
      version: "1.2",
      clientKey: KEY,
      ref,
      customer: { ref: expect.stringMatching(UUID) },
    });
    expect((await show(ref)).json.customer.ref).toBe(json.customer.ref);
  });

  it("knows the ids of the decision file from the start", async () => {
    expect((await show(SEED_BROWSER)).status).toBe(200);
  });

  it("answers 404 in its own form for an unknown one", async () => {
    const { status, json } = await show("56860bff-94ba-4d84-aa37-2b5a83d5411b");
    expect(status).toBe(404);
    expect(Object.keys(json)).toEqual(["error_msg", "moreInfo"]);
  });

  it.each([
    `client_key=${KEY}`,
    `api_token=${KEY}`,
    `client_key=${KEY}&api_token=nope`,
    `client_key=nope&api_token=${KEY}`,
  ])("refuses ?%s with 401", async (query) => {
    expect((await show(SEED_BROWSER, query)).status).toBe(401);
  });
});
