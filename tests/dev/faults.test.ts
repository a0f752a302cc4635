import { request } from "node:http";

import { describe, expect, it } from "vitest";

import { APP, ask, journal, type Json, lastRecord, newBrowser, post, stage } from "./stage.js";

const here = stage();
const ORIGIN = { origin: "http://shop.example" };

async function script(...faults: Json[]): Promise<void> {
  for (const fault of faults) {
    expect((await post(`${here.at.site}/__attune/faults`, fault)).status).toBe(204);
  }
}

function decide(headers: Record<string, string> = {}) {
  const body = { context: { individualId: "a" }, personalizationPoints: [{ name: "home_hero" }] };
  return post(`${here.at.salesforce}/personalization/decisions`, body, headers);
}

describe("a scripted status", () => {
  it("speaks instead of the service, in its error form, readable by a page", async () => {
    await script({ service: "salesforce", status: 429, headers: { "Retry-After": "2" } });
    const { status, json, headers } = await decide(ORIGIN);
    expect(status).toBe(429);
    expect(json.error.code).toBe(429);
    expect(headers.get("retry-after")).toBe("2");
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN.origin);
    const record = await lastRecord(here.at);
    expect(record).toMatchObject({ kind: "decision", status: 429, fault: true });
    expect(record.decisions).toBeUndefined();
  });

  it("leaves the other service alone", async () => {
    await script({ service: "sitecore", status: 503 });
    expect((await decide()).status).toBe(200);
  });

  it("is for paths that begin as it says", async () => {
    await script({ service: "salesforce", path: "/web/", status: 503 });
    expect((await decide()).status).toBe(200);
    expect((await ask(`${here.at.salesforce}/web/events/${APP}/`)).status).toBe(503);
  });

  it("comes as often as it says, then the next one speaks", async () => {
    await script(
      { service: "salesforce", status: 503, times: 2 },
      { service: "salesforce", status: 500, times: 1 },
    );
    const statuses = [await decide(), await decide(), await decide(), await decide()];
    expect(statuses.map(({ status }) => status)).toEqual([503, 503, 500, 200]);
  });

  it("may bring any body", async () => {
    await script({
      service: "salesforce",
      body: "<html>",
      headers: { "content-type": "text/html" },
    });
    const { status, text, headers } = await decide();
    expect([status, text, headers.get("content-type")]).toEqual([200, "<html>", "text/html"]);
    await ask(`${here.at.site}/__attune/faults`, { method: "DELETE" });
    await script({ service: "salesforce", status: 200, body: { personalizations: "none" } });
    expect((await decide()).json).toEqual({ personalizations: "none" });
  });

  it("may bring no body at all", async () => {
    await script({ service: "salesforce", status: 204 });
    const { status, text } = await decide();
    expect([status, text]).toEqual([204, ""]);
  });
});

describe("other failures", () => {
  it("drop ends the connection without a byte", async () => {
    await script({ service: "salesforce", drop: true, times: 1 });
    await expect(decide()).rejects.toThrow();
    expect(await lastRecord(here.at)).toMatchObject({ status: 0, kind: "decision", fault: true });
    expect((await decide()).status).toBe(200);
  });

  it("are not hidden by a browser that resends on a reused connection: none is reused", async () => {
    expect((await decide()).headers.get("connection")).toBe("close");
  });

  it("delayMs waits, then the service answers", async () => {
    await script({ service: "salesforce", delayMs: 150 });
    const began = performance.now();
    const { json } = await decide();
    expect(performance.now() - began).toBeGreaterThanOrEqual(145);
    expect(json.personalizations).toHaveLength(1);
  });

  it("delayMs records a page that did not wait", async () => {
    await script({ service: "salesforce", delayMs: 5000 });
    const leave = AbortSignal.timeout(50);
    const address = `${here.at.salesforce}/personalization/decisions`;
    await expect(fetch(address, { method: "POST", body: "{}", signal: leave })).rejects.toThrow();
    await expect.poll(async () => (await journal(here.at)).at(-1)?.status).toBe(0);
  });

  it("stall sends the headers and half of the body", async () => {
    await script({ service: "salesforce", stall: true });
    const leave = new AbortController();
    const body = JSON.stringify({
      context: { individualId: "a" },
      personalizationPoints: [{ name: "home_hero" }],
    });
    const response = await fetch(`${here.at.salesforce}/personalization/decisions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: leave.signal,
    });
    expect(response.status).toBe(200);
    const length = Number(response.headers.get("content-length"));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(value?.length).toBe(Math.ceil(length / 2));
    const late = new Promise((resolve) => setTimeout(() => resolve("silence"), 100));
    expect(await Promise.race([reader.read(), late])).toBe("silence");
    leave.abort();
  });

  it("headers may take the allowing header away", async () => {
    await script({ service: "salesforce", headers: { "Access-Control-Allow-Origin": null } });
    const { status, headers } = await decide(ORIGIN);
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("processed does the work first: the event is stored, its answer lost", async () => {
    await script({
      service: "sitecore",
      status: 500,
      processed: true,
      times: 1,
      path: "/v1.2/events",
    });
    const browser_id = await newBrowser(here.at);
    const view = {
      type: "VIEW",
      browser_id,
      channel: "WEB",
      client_key: "abBah8aelipaPeebae7roox2tiexoSee",
      currency: "EUR",
      language: "EN",
      page: "x",
      pos: "shop.example",
    };
    expect((await post(`${here.at.sitecore}/v1.2/events`, view)).status).toBe(500);
    expect((await lastRecord(here.at)).events).toEqual([view]);
  });
});

describe("preflights", () => {
  function preflight(): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { ...ORIGIN, "access-control-request-method": "POST" };
      const address = `${here.at.salesforce}/personalization/decisions`;
      const asked = request(address, { method: "OPTIONS", headers });
      asked.on("error", reject);
      asked.on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.end();
    });
  }

  it("succeed while the service is down, so that a page sees the status", async () => {
    await script({ service: "salesforce", status: 503, times: 1 });
    expect(await preflight()).toBe(204);
    expect((await decide()).status).toBe(503);
  });

  it("fail where a fault is meant for them", async () => {
    await script({ service: "salesforce", status: 500, preflight: true });
    expect(await preflight()).toBe(500);
    expect((await decide()).status).toBe(200);
  });
});

describe("the list", () => {
  it("is shown, and cleared for one service or for both", async () => {
    const address = `${here.at.site}/__attune/faults`;
    await script({ service: "salesforce", status: 500 }, { service: "sitecore", status: 500 });
    expect((await ask(address)).json).toHaveLength(2);
    await ask(`${address}?service=salesforce`, { method: "DELETE" });
    expect((await ask(address)).json).toEqual([{ service: "sitecore", status: 500 }]);
    await ask(address, { method: "DELETE" });
    expect((await ask(address)).json).toEqual([]);
    expect((await ask(`${address}?service=x`, { method: "DELETE" })).status).toBe(400);
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["a list", []],
    ["no service", { status: 500 }],
    ["an unknown service", { service: "adobe" }],
    ["an unknown member", { service: "sitecore", delay: 5 }],
    ["a status that is none", { service: "sitecore", status: 99 }],
    ["a delay that is a text", { service: "sitecore", delayMs: "5" }],
    ["a relative path", { service: "sitecore", path: "v2" }],
    ["never", { service: "sitecore", times: 0 }],
    ["a member of every object", { service: "sitecore", constructor: 1 }],
  ])("refuses %s", async (_what, fault) => {
    const { status, json } = await post(`${here.at.site}/__attune/faults`, fault);
    expect(status).toBe(400);
    expect(json.message).toMatch(/\.$/);
    expect((await ask(`${here.at.site}/__attune/faults`)).json).toEqual([]);
  });
});
