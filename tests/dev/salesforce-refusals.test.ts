import { describe, expect, it } from "vitest";

import { lastRecord, post, type Reply, stage } from "./stage.js";

const here = stage();

function decide(body: unknown, path = "/personalization/decisions"): Promise<Reply> {
  return post(`${here.at.salesforce}${path}`, body);
}

const GOOD = { context: { individualId: "a" }, personalizationPoints: [{ name: "home_hero" }] };

describe("a request is refused with 400", () => {
  it.each<[string, unknown]>([
    ["that is no JSON", "{"],
    ["that is no object", [GOOD]],
    ["that is null", "null"],
    ["with another top-level key", { ...GOOD, individualId: "a" }],
    ["without a context", { personalizationPoints: [{ name: "home_hero" }] }],
    ["with a context that is a list", { ...GOOD, context: [] }],
    ["without an individual", { ...GOOD, context: {} }],
    ["with a blank individual", { ...GOOD, context: { individualId: " " } }],
    ["with a number in the context", { ...GOOD, context: { individualId: "a", size: 4 } }],
    ["with an object in the context", { ...GOOD, context: { individualId: "a", geo: {} } }],
    ["with null in the context", { ...GOOD, context: { individualId: "a", color: null } }],
    ["without points", { context: GOOD.context }],
    ["with an empty list of points", { ...GOOD, personalizationPoints: [] }],
    ["with points that are no list", { ...GOOD, personalizationPoints: { name: "home_hero" } }],
    ["with a point that is a text", { ...GOOD, personalizationPoints: ["home_hero"] }],
    ["with a point without name and id", { ...GOOD, personalizationPoints: [{}] }],
    ["with a blank point", { ...GOOD, personalizationPoints: [{ name: "" }] }],
    ["with a point of another shape", { ...GOOD, personalizationPoints: [{ name: "a", x: "b" }] }],
    ["with an unknown flag", { ...GOOD, executionFlags: ["Everything"] }],
    ["with flags that are no list", { ...GOOD, executionFlags: "TestMode" }],
    ["with a profile that is no object", { ...GOOD, profile: "x" }],
    ["with the handbook's body", { individualId: "a", personalizationPoints: [{ name: "x" }] }],
  ])("%s", async (_what, body) => {
    const { status, json } = await decide(body);
    expect(status).toBe(400);
    expect(json.error.message).toMatch(/\w+.*\.$/);
    expect(await lastRecord(here.at)).toMatchObject({ kind: "decision", status: 400 });
  });

  it("that forces a decision without a token", async () => {
    const points = [{ name: "home_hero", decisionId: "9pb000000000001YAA" }];
    const { status, json } = await decide({ ...GOOD, personalizationPoints: points });
    expect(status).toBe(400);
    expect(json.error.message).toContain("not supported without authentication");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/json-seq"])(
    "of the media type %s",
    async (type) => {
      const address = `${here.at.salesforce}/personalization/decisions`;
      expect((await post(address, GOOD, { "content-type": type })).status).toBe(400);
    },
  );

  it("but not for a character set beside the media type", async () => {
    const address = `${here.at.salesforce}/personalization/decisions`;
    const type = { "content-type": "application/json; charset=UTF-8" };
    expect((await post(address, GOOD, type)).status).toBe(200);
  });

  it("that is nested beyond reason, and the journal can still be read", async () => {
    const nested = (levels: number) => {
      const deep = `${"[".repeat(levels)}${"]".repeat(levels)}`;
      const points = '"personalizationPoints":[{"name":"home_hero"}]';
      return decide(`{"context":{"individualId":"a"},${points},"profile":{"x":${deep}}}`);
    };
    expect((await nested(100)).status).toBe(200);
    const { status, json } = await nested(100_000);
    expect(status).toBe(400);
    expect(json.error.message).toContain("levels deep");
    expect((await lastRecord(here.at)).status).toBe(400);
  });
});

describe("paths and methods", () => {
  it.each([
    "/",
    "/personalization",
    "/personalization/decisions/",
    "/personalization/v2/decisions",
  ])("there is no %s", async (path) => {
    expect((await decide(GOOD, path)).status).toBe(404);
  });

  it("only POST decides", async () => {
    const response = await fetch(`${here.at.salesforce}/personalization/decisions`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("a body over 1 MiB is refused with 413, and the next request is served", async () => {
    const big = JSON.stringify({ ...GOOD, profile: { fill: "x".repeat(1_100_000) } });
    expect((await decide(big)).status).toBe(413);
    expect((await decide(GOOD)).status).toBe(200);
  });
});
