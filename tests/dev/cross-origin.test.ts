import { request } from "node:http";

import { describe, expect, it } from "vitest";

import { APP, ask, journal, KEY, lastRecord, post, stage } from "./stage.js";

const here = stage();
const ORIGIN = "http://shop.example:4400";

interface Preflight {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** By node:http, because fetch may not set the headers that only a browser sends. */
function preflight(address: string, method: string, headers?: string): Promise<Preflight> {
  return new Promise((resolve, reject) => {
    const asked = request(address, {
      method: "OPTIONS",
      headers: {
        origin: ORIGIN,
        "access-control-request-method": method,
        ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
      },
    });
    asked.on("error", reject);
    asked.on("response", (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.end();
  });
}

const allowed = ({ headers }: Preflight): unknown => headers["access-control-allow-origin"];

describe("a preflight", () => {
  it.each<[string, "salesforce" | "sitecore", string, string, string]>([
    ["decisions", "salesforce", "/personalization/decisions", "POST", "content-type"],
    [
      "decisions, accepting",
      "salesforce",
      "/personalization/decisions",
      "POST",
      "accept,content-type",
    ],
    [
      "with a token",
      "salesforce",
      "/personalization/authenticated/decisions",
      "POST",
      "authorization,content-type",
    ],
    [
      "the seed's route",
      "salesforce",
      "/services/data/personalization/decisioning",
      "POST",
      "authorization, Content-Type",
    ],
    ["events", "salesforce", `/web/events/${APP}/`, "POST", "content-type"],
    ["flows", "sitecore", "/v2/callFlows", "POST", "content-type"],
    ["the vendor's SDK", "sitecore", "/v2/callFlows", "POST", "content-type,x-library-version"],
    ["Edge decisions", "sitecore", "/v1/personalize", "POST", "content-type,x-sc-correlation-id"],
    ["Edge by header", "sitecore", "/v1/personalize", "POST", "content-type,x-sitecore-contextid"],
    [
      "Edge events",
      "sitecore",
      "/v1/events/v1.2/events",
      "POST",
      "content-type,x-client-software-id",
    ],
    ["a new id", "sitecore", "/v1.2/browser/create.json", "GET", "x-library-version"],
  ])("is allowed for %s", async (_what, service, path, method, headers) => {
    const answer = await preflight(`${here.at[service]}${path}`, method, headers);
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toBe(ORIGIN);
    expect(String(answer.headers["access-control-allow-methods"])).toContain(method);
    const listed = String(answer.headers["access-control-allow-headers"]).split(", ");
    const asked = headers.toLowerCase().split(/, ?/);
    expect(listed).toEqual(expect.arrayContaining(asked.filter((name) => name !== "accept")));
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(await lastRecord(here.at)).toMatchObject({ kind: "preflight", service, status: 204 });
  });

  it.each<[string, "salesforce" | "sitecore", string, string, string, number]>([
    [
      "a header of our own",
      "salesforce",
      "/personalization/decisions",
      "POST",
      "content-type,x-attune",
      403,
    ],
    [
      "a token for the collector",
      "salesforce",
      `/web/events/${APP}/`,
      "POST",
      "authorization",
      403,
    ],
    [
      "a token for Sitecore",
      "sitecore",
      "/v2/callFlows",
      "POST",
      "authorization,content-type",
      403,
    ],
    [
      "an Edge header at the direct door",
      "sitecore",
      "/v2/callFlows",
      "POST",
      "x-sc-correlation-id",
      403,
    ],
    ["another method", "sitecore", "/v2/callFlows", "PUT", "content-type", 403],
    ["the token endpoint", "salesforce", "/services/oauth2/token", "POST", "content-type", 403],
    ["no such path", "sitecore", "/nowhere", "POST", "content-type", 404],
  ])("fails for %s", async (_what, service, path, method, headers, status) => {
    const answer = await preflight(`${here.at[service]}${path}`, method, headers);
    expect(answer.status).toBe(status);
    expect(allowed(answer)).toBeUndefined();
  });
});

describe("an answer", () => {
  const flows = () => `${here.at.sitecore}/v2/callFlows`;

  it.each(["http://127.0.0.1:4400", "https://shop.example", "null"])(
    "may be read by %s, with the two headers a retry needs",
    async (origin) => {
      const { headers } = await post(flows(), {}, { origin });
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("access-control-expose-headers")).toBe("Retry-After, Date");
      expect(headers.get("vary")).toBe("Origin");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    },
  );

  it.each([
    [400, () => post(flows(), {}, { origin: ORIGIN })],
    [404, () => post(`${here.at.sitecore}/nowhere`, {}, { origin: ORIGIN })],
    [
      401,
      () =>
        post(
          `${here.at.salesforce}/personalization/authenticated/decisions`,
          {},
          { origin: ORIGIN },
        ),
    ],
    [413, () => post(flows(), "x".repeat(1_100_000), { origin: ORIGIN })],
  ])("that refuses with %i may be read as well", async (status, send) => {
    const reply = await send();
    expect(reply.status).toBe(status);
    expect(reply.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  it("carries nothing of it where no page asked", async () => {
    const { headers } = await post(flows(), {});
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});

it("does not record a preflight as a decision", async () => {
  await preflight(`${here.at.sitecore}/v2/callFlows`, "POST", "content-type");
  await ask(`${here.at.sitecore}/v1.2/browser/create.json?client_key=${KEY}&message=%7B%7D`);
  expect((await journal(here.at)).map(({ kind }) => kind)).toEqual(["preflight", "identity"]);
});
