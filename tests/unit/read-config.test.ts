import { describe, expect, it } from "vitest";

import { difference, readConfig } from "../../js/read_config.js";

const config = { sitecore: { endpoint: "https://e.example", clientKey: "k", pointOfSale: "p" } };

const errorOf = (given: unknown): unknown => {
  try {
    readConfig(given);
  } catch (error) {
    return error;
  }
  throw new Error("expected a refusal");
};

it("takes the consents out of what the core gets", () => {
  const consents = Promise.resolve([]);
  const read = readConfig({ ...config, consents });
  expect(read.plain_).toEqual(config);
  expect(read.consents_).toBe(consents);
});

it("takes out where the core comes from, as it is", () => {
  const core = Promise.resolve(new Uint8Array(1));
  const read = readConfig({ ...config, core });
  expect(read.plain_).toEqual(config);
  expect(read.core_).toBe(core);
});

it.each([NaN, Infinity, -Infinity])("leaves it to the core to refuse %s", (value) => {
  const numbers = { timeoutMs: value, decisionCacheMs: value, logging: value };
  expect(readConfig({ ...config, ...numbers }).plain_).toEqual({ ...config, ...numbers });
});

describe("two configs", () => {
  const { endpoint, clientKey, pointOfSale } = config.sitecore;
  const whereDiffer = (one: object, other: object) =>
    difference(readConfig(one).plain_, readConfig(other).plain_);

  it("are equal whatever their order, consents, level and core", () => {
    const other = { consents: [], sitecore: { pointOfSale, clientKey, endpoint } };
    expect(whereDiffer(config, other)).toBeUndefined();
    expect(whereDiffer({ ...config, logging: "warn", core: "/a" }, config)).toBeUndefined();
    const lists = { redaction: ["emails", "phones"] };
    expect(whereDiffer(lists, structuredClone(lists))).toBeUndefined();
  });

  it.each<[string, object]>([
    ["timeoutMs", { timeoutMs: 1 }],
    ["sitecore.clientKey", { sitecore: { ...config.sitecore, clientKey: "l" } }],
    ["sitecore.edge", { sitecore: { ...config.sitecore, edge: {} } }],
    ["redaction", { redaction: [] }],
  ])("differ in %s", (field, more) => {
    const other = { ...config, ...more };
    expect([whereDiffer(config, other), whereDiffer(other, config)]).toEqual([field, field]);
  });

  it("differ in a list's place", () => {
    expect(whereDiffer({ redaction: ["emails"] }, { redaction: ["emails", "cards"] })).toBe(
      "redaction.1",
    );
  });
});

it.each([undefined, null, "config", 7, [config], () => config])("refuses %s", (given) => {
  expect(errorOf(given)).toMatchObject({ code: "invalid-config" });
});

it("refuses what cannot be copied, saying which member", () => {
  const cyclic: Record<string, unknown> = { ...config };
  cyclic["self"] = { cyclic };
  expect(errorOf(cyclic)).toMatchObject({ code: "invalid-config" });
  expect(errorOf({ timeoutMs: 5n })).toMatchObject({
    code: "invalid-config",
    message: expect.stringContaining("config.timeoutMs") as string,
  });
});
