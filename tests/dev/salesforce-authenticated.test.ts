import { describe, expect, it } from "vitest";

import { readDecisionFile } from "../../js/dev/decision-file.js";
import { Tokens } from "../../js/dev/salesforce/tokens.js";
import {
  ask,
  DECISIONS,
  type Json,
  journal,
  lastRecord,
  post,
  type Reply,
  stage,
  without,
} from "./stage.js";

const here = stage();
const CLIENT = {
  grant_type: "client_credentials",
  client_id: "shop-server",
  client_secret: "a-secret-of-the-server",
};

function tokenRequest(form: Record<string, string>): Promise<Reply> {
  const body = new URLSearchParams(form);
  return ask(`${here.at.salesforce}/services/oauth2/token`, { method: "POST", body });
}

async function bearer(): Promise<Record<string, string>> {
  const { json } = await tokenRequest(CLIENT);
  return { authorization: `Bearer ${json.access_token}` };
}

function question(points: Json[], more: Json = {}): Json {
  return { context: { individualId: "member" }, personalizationPoints: points, ...more };
}

function decide(
  body: unknown,
  headers: Record<string, string>,
  path = "/personalization/authenticated/decisions",
) {
  return post(`${here.at.salesforce}${path}`, body, headers);
}

describe("the token endpoint", () => {
  it("gives a token for client credentials", async () => {
    const { status, json } = await tokenRequest(CLIENT);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      token_type: "Bearer",
      instance_url: here.at.salesforce,
      expires_in: 7200,
    });
    expect(json.access_token).toMatch(/^\S{20,}$/);
    expect(json.issued_at).toMatch(/^\d{13}$/);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ["another grant", { ...CLIENT, grant_type: "password" }, 400, "unsupported_grant_type"],
    ["another client", { ...CLIENT, client_id: "x" }, 401, "invalid_client_id"],
    ["another secret", { ...CLIENT, client_secret: "x" }, 401, "invalid_client"],
    [
      "no secret",
      without(CLIENT, "client_secret") as Record<string, string>,
      401,
      "invalid_client",
    ],
    ["nothing", {}, 400, "unsupported_grant_type"],
  ])("refuses %s", async (_what, form, refusal, error) => {
    const { status, json, headers } = await tokenRequest(form);
    expect(status).toBe(refusal);
    expect(json).toEqual({ error, error_description: expect.any(String) as string });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("forbids caches to keep what it gives", async () => {
    const { headers } = await tokenRequest(CLIENT);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("reads a form, not JSON", async () => {
    const { status } = await post(`${here.at.salesforce}/services/oauth2/token`, CLIENT);
    expect(status).toBe(400);
  });

  it("is closed to pages", async () => {
    const { headers } = await ask(`${here.at.salesforce}/services/oauth2/token`, {
      method: "POST",
      headers: { origin: "https://shop.example" },
      body: new URLSearchParams(CLIENT),
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("leaves neither secret nor token in the journal", async () => {
    const { json } = await tokenRequest(CLIENT);
    await decide(question([{ name: "members_only" }]), {
      authorization: `Bearer ${json.access_token}`,
    });
    const text = JSON.stringify(await journal(here.at));
    expect(text).toContain("shop-server");
    expect(text).not.toContain(CLIENT.client_secret);
    expect(text).not.toContain(json.access_token);
  });
});

describe("a token", () => {
  it("ends after the seconds that the decision file gives it", () => {
    const file = readDecisionFile(DECISIONS);
    file.salesforce.client.tokenSeconds = 60;
    let now = 1000;
    const tokens = new Tokens(
      () => file,
      () => now,
    );
    const { token, seconds } = tokens.issue();
    expect(seconds).toBe(60);
    now += 59_999;
    expect(() => tokens.require(`Bearer ${token}`)).not.toThrow();
    now += 1;
    expect(() => tokens.require(`Bearer ${token}`)).toThrow("The token has expired.");
  });
});

describe("tokens that are made to expire", () => {
  const expire = () => post(`${here.at.site}/__attune/tokens/expire`, {});

  it("are refused as expired, and new ones work", async () => {
    const old = await bearer();
    expect((await decide(question([{ name: "members_only" }]), old)).status).toBe(200);
    expect((await expire()).status).toBe(204);
    const refused = await decide(question([{ name: "members_only" }]), old);
    expect(refused.status).toBe(401);
    expect(refused.json.error).toEqual({ code: 401, message: "The token has expired." });
    const answer = await decide(question([{ name: "members_only" }]), await bearer());
    expect(answer.json.personalizations[0].attributes).toEqual({ Header: "Members" });
  });

  it("are no other page's to end", async () => {
    const headers = { origin: "http://evil.example" };
    const { status } = await post(`${here.at.site}/__attune/tokens/expire`, {}, headers);
    expect(status).toBe(403);
  });
});

describe("the shop's own token route", () => {
  it("hands the page a token that works, and nothing else", async () => {
    const { status, json } = await post(`${here.at.site}/__attune/token`, {});
    expect(status).toBe(200);
    expect(Object.keys(json).sort()).toEqual(["accessToken", "expiresIn"]);
    const authorization = `Bearer ${json.accessToken}`;
    const answer = await decide(question([{ name: "members_only" }]), { authorization });
    expect(answer.json.personalizations[0].attributes).toEqual({ Header: "Members" });
    expect((await journal(here.at)).map((record) => record.kind)).toEqual(["token", "decision"]);
  });

  it("says so when the token endpoint is down", async () => {
    await post(`${here.at.site}/__attune/faults`, { service: "salesforce", status: 503 });
    const { status, json } = await post(`${here.at.site}/__attune/token`, {});
    expect(status).toBe(502);
    expect(json.message).toBe("The token endpoint gave no token.");
  });
});

describe("the authenticated path", () => {
  it.each([
    "/personalization/authenticated/decisions",
    "/personalization/v1/authenticated/decisions",
  ])("answers a point that requires authentication at %s", async (path) => {
    const { json } = await decide(question([{ name: "members_only" }]), await bearer(), path);
    expect(json.personalizations[0].attributes).toEqual({ Header: "Members" });
    expect(json.diagnostics).toBeUndefined();
  });

  it.each<[string, Record<string, string>]>([
    ["no token", {}],
    ["another scheme", { authorization: "Basic eDp5" }],
    ["an empty token", { authorization: "Bearer " }],
    ["a token nobody gave out", { authorization: "Bearer made-up" }],
  ])("refuses %s with 401, before it looks at the body", async (_what, headers) => {
    const { status, json } = await decide("{", headers);
    expect(status).toBe(401);
    expect(json.error.code).toBe(401);
  });

  it("forces the decision that is named", async () => {
    const points = [{ name: "home_hero", decisionId: "9pb000000000001YAA" }];
    const { json } = await decide(question(points), await bearer());
    expect(json.personalizations[0]).toMatchObject({
      decisionId: "9pb000000000001YAA",
      attributes: { Header: "Hello, reader" },
    });
  });
});

describe("diagnostics", () => {
  it("name a point that is wrong, and leave it without an entry", async () => {
    const points = [{ name: "nowhere" }, { name: "demo_hero" }, { name: "home_hero" }];
    const { json } = await decide(question(points), await bearer());
    expect(json.personalizations).toHaveLength(1);
    expect(json.personalizations[0].diagnostics).toBeUndefined();
    expect(json.diagnostics.map(({ code }: Json) => code)).toEqual(["402", "402"]);
    expect(json.diagnostics[0].description).toContain("nowhere");
    expect(json.diagnostics[1].description).toContain("demo_hero");
  });

  it("name a decision that does not exist", async () => {
    const points = [{ name: "home_hero", decisionId: "9pb0" }];
    const { json } = await decide(question(points), await bearer());
    expect(json).toMatchObject({ personalizations: [], diagnostics: [{ code: "407" }] });
  });

  it("stand beside content, in the entry and on top", async () => {
    const { json } = await decide(question([{ name: "half_broken" }]), await bearer());
    const diagnostic = { code: "533", description: "Too many items." };
    expect(json.personalizations[0].data).toHaveLength(1);
    expect(json.personalizations[0].diagnostics).toEqual([diagnostic]);
    expect(json.diagnostics).toEqual([diagnostic]);
  });

  it("are silent about a point that merely does not qualify, unless they are asked for", async () => {
    const points = [{ name: "blue_only" }, { name: "home_hero" }];
    const silent = await decide(question(points), await bearer());
    expect(silent.json.diagnostics).toBeUndefined();
    const flags = { executionFlags: ["EnableDiagnostics"] };
    const { json } = await decide(question(points, flags), await bearer());
    expect(json.diagnostics.map(({ code }: Json) => code)).toEqual(["201"]);
    expect(json.personalizations[0].diagnostics.map(({ code }: Json) => code)).toEqual(["200"]);
  });

  it("never appear without a token", async () => {
    const body = question([{ name: "half_broken" }], { executionFlags: ["EnableDiagnostics"] });
    const { text } = await decide(body, {}, "/personalization/decisions");
    expect(text).not.toContain("diagnostics");
  });
});

describe("the handbook's server-side request", () => {
  const PATH = "/services/data/personalization/decisioning";
  const SEED = {
    individualId: "ba8f56683e2ca01c",
    personalizationPoints: [{ name: "home_recommendations" }, { name: "home_hero" }],
    contextData: { anchorItemId: "SKU-1" },
  };

  it("is answered as printed, ids inside each entry", async () => {
    const { status, json } = await decide(SEED, await bearer(), PATH);
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(["personalizations"]);
    expect(json.personalizations).toHaveLength(2);
    expect(json.personalizations[0]).toMatchObject({
      individualId: "ba8f56683e2ca01c",
      dataSpace: "default",
      personalizationPointName: "home_recommendations",
      dmoName: "ssot__GoodsProduct__dlm",
    });
    expect(json.personalizations[0].requestId).toBe(json.personalizations[1].requestId);
    expect(await lastRecord(here.at)).toMatchObject({ kind: "decision", id: "ba8f56683e2ca01c" });
  });

  it("takes its anchor from contextData", async () => {
    const body = { ...SEED, personalizationPoints: [{ name: "similar_items" }] };
    const { json } = await decide(body, {}, PATH);
    expect(json.personalizations[0].data[0].ssot__Id__c).toBe("SKU-2");
  });

  it("answers open points without a token, closed ones only with one", async () => {
    const points = [{ name: "members_only" }, { name: "home_hero" }];
    const body = { individualId: "x", personalizationPoints: points };
    expect((await decide(body, {}, PATH)).json.personalizations).toHaveLength(1);
    expect((await decide(body, await bearer(), PATH)).json.personalizations).toHaveLength(2);
    expect((await decide(body, { authorization: "Bearer no" }, PATH)).status).toBe(401);
  });

  it.each<[string, unknown]>([
    ["the official body", question([{ name: "home_hero" }])],
    ["no individual", { personalizationPoints: SEED.personalizationPoints }],
    ["no points", { individualId: "a" }],
    ["a point by id", { individualId: "a", personalizationPoints: [{ id: "9pp000000000001YAA" }] }],
    ["another key", { ...SEED, dataspace: "default" }],
    ["contextData that is a list", { ...SEED, contextData: [] }],
    ["a number in contextData", { ...SEED, contextData: { anchorItemId: 6010042 } }],
  ])("is refused with 400 for %s", async (_what, body) => {
    expect((await decide(body, {}, PATH)).status).toBe(400);
  });
});
