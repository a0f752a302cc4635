import { describe, expect, it } from "vitest";

import { readScriptConfig } from "../../js/script_config.js";

/** As the browser makes a `dataset` of attributes. */
const datasetOf = (attributes: Record<string, string>): DOMStringMap =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.slice("data-".length).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

const read = (attributes: Record<string, string>) => {
  const config = readScriptConfig(datasetOf(attributes));
  return config && (JSON.parse(JSON.stringify(config)) as unknown);
};

it("is none where the tag names no provider", () => {
  expect(read({})).toBeUndefined();
  expect(
    read({
      "data-logging": "debug",
      "data-consent": "opt-in",
      "data-attune": "",
      "data-dataspace": "x",
    }),
  ).toBeUndefined();
});

it("reads Salesforce", () => {
  expect(
    read({
      "data-salesforce-endpoint": "https://tenant.example",
      "data-salesforce-app-source-id": "app",
      "data-dataspace": "demo",
    }),
  ).toEqual({
    salesforce: { endpoint: "https://tenant.example", appSourceId: "app" },
    personalization: { dataspace: "demo" },
    consents: [],
  });
});

it("reads Sitecore, every member", () => {
  expect(
    read({
      "data-sitecore-endpoint": "https://api.example",
      "data-sitecore-client-key": "key",
      "data-sitecore-point-of-sale": "myretailsite/ireland",
      "data-sitecore-channel": "MOBILE_WEB",
      "data-sitecore-language": "EN",
      "data-sitecore-currency-code": "EUR",
      "data-sitecore-edge-context-id": "context",
      "data-sitecore-edge-site-name": "site",
      "data-cookie-domain": "shop.example",
      "data-timeout-ms": "1500",
      "data-logging": "warn",
    }),
  ).toEqual({
    sitecore: {
      endpoint: "https://api.example",
      clientKey: "key",
      pointOfSale: "myretailsite/ireland",
      channel: "MOBILE_WEB",
      language: "EN",
      currencyCode: "EUR",
      edge: { contextId: "context", siteName: "site" },
    },
    cookieDomain: "shop.example",
    timeoutMs: 1500,
    consents: [],
    logging: "warn",
  });
});

it.each([
  [undefined, undefined],
  ["none", []],
  [" none ", []],
  ["emails cards", ["emails", "cards"]],
  [" emails\n  tokens ", ["emails", "tokens"]],
  ["all", ["all"]],
])("redaction of %j is the list of its words", (value, expected) => {
  const data = { sitecoreClientKey: "k", ...(value === undefined ? {} : { redaction: value }) };
  expect(readScriptConfig(data)?.redaction).toEqual(expected);
});

describe("consent", () => {
  const consentsOf = (value: string) =>
    (read({ "data-sitecore-client-key": "k", "data-consent": value }) as { consents: unknown })
      .consents;

  it("is vouched for by the page in so many words", () => {
    expect(consentsOf("opt-in")).toEqual({
      provider: "page",
      purpose: "Tracking",
      status: "Opt In",
    });
  });

  it("is the one this visitor gave last where the page says that", () => {
    expect(consentsOf("remembered")).toBe("remembered");
  });

  it.each(["", "true", "Remembered", "Opt In", "opt-out", "OPT-IN"])(
    "is not given by %j",
    (value) => {
      expect(consentsOf(value)).toEqual([]);
    },
  );
});

it("leaves it to init to say that a number is none, or a provider incomplete", () => {
  const config = readScriptConfig(
    datasetOf({ "data-salesforce-endpoint": "", "data-timeout-ms": "x" }),
  );
  expect(config?.salesforce).toEqual({ endpoint: "" });
  expect(config?.timeoutMs).toBeNaN();
});
