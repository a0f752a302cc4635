import { describe, expect, it } from "vitest";

import { readConfig } from "../../js/read_config.js";

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

describe("equal configs", () => {
  const { text_ } = readConfig(config);

  it("have equal texts, whatever their order and consents", () => {
    const { endpoint, clientKey, pointOfSale } = config.sitecore;
    const other = { consents: [], sitecore: { pointOfSale, clientKey, endpoint } };
    expect(readConfig(other).text_).toBe(text_);
  });

  it("are told from others", () => {
    expect(readConfig({ ...config, timeoutMs: 1 }).text_).not.toBe(text_);
    expect(readConfig({ sitecore: { ...config.sitecore, clientKey: "l" } }).text_).not.toBe(text_);
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
