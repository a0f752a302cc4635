import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createAttune } from "../../js/attune.js";
import { createLog } from "../../js/log.js";
import { findScriptTag, takePlace } from "../../js/script_tag.js";
import type { Attune } from "../../js/surface.js";
import { createFakeCore } from "./fake-core.js";
import { openPage, type FakePage } from "./fake-page.js";

let page: FakePage;
const warn = vi.fn();
const error = vi.fn();
const globals = globalThis as unknown as Record<string, unknown>;

beforeEach(() => {
  page = openPage();
  warn.mockReset();
  error.mockReset();
  vi.spyOn(console, "warn").mockImplementation(warn);
  vi.spyOn(console, "error").mockImplementation(error);
});
afterEach(() => {
  delete globals["Attune"];
  delete globals["SalesforceInteractions"];
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function load(data: DOMStringMap = {}) {
  const core = createFakeCore();
  const log = createLog();
  const fetchCore = vi.fn(() => Promise.resolve(core.module));
  const attune = createAttune(fetchCore, log);
  takePlace(attune, data, log);
  return { attune, core, fetchCore };
}

describe("the running tag", () => {
  it("is the one the browser names", () => {
    page.document.currentScript = { dataset: {} };
    expect(findScriptTag()).toBe(page.document.currentScript);
  });

  it("is looked for where the browser names none", () => {
    const [marked, named] = [{ dataset: {} }, { dataset: {} }];
    const tags: Record<string, unknown> = { "script[data-attune]": marked };
    tags['script[src*="attune"]'] = named;
    page.document.querySelector = (selector: string) => tags[selector] ?? null;
    expect(findScriptTag()).toBe(marked);
    delete tags["script[data-attune]"];
    expect(findScriptTag()).toBe(named);
  });

  it("may not be found, or not be asked for", () => {
    expect(findScriptTag()).toBeNull();
    vi.stubGlobal("document", undefined);
    expect(findScriptTag()).toBeNull();
  });
});

it("gives the page its name, and does nothing else", () => {
  const { attune, fetchCore } = load();
  expect(globals["Attune"]).toBe(attune);
  expect("SalesforceInteractions" in globals).toBe(false);
  expect(fetchCore).not.toHaveBeenCalled();
});

it("starts by itself where the tag names a provider", async () => {
  const { core } = load({ salesforceEndpoint: "https://t.example", salesforceAppSourceId: "app" });
  await vi.waitFor(() => expect(core.toldOf("configure")).toHaveLength(1));
  expect(core.toldOf("configure")[0]?.[0]).toEqual({
    salesforce: { endpoint: "https://t.example", appSourceId: "app" },
  });
  expect(core.toldOf("consents")).toEqual([[[], false]]);
});

describe("a start by attributes that fails", () => {
  const fail = async (data: DOMStringMap) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const log = createLog();
    takePlace(
      createAttune(() => Promise.reject(new Error("no core"))),
      data,
      log,
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  };

  it("says nothing by default where it is no mistake of the page", async () => {
    await fail({ sitecoreClientKey: "k" });
    expect(error).not.toHaveBeenCalled();
  });

  it("is logged where the tag asks for it", async () => {
    await fail({ sitecoreClientKey: "k", logging: "error" });
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe("a blank attribute", () => {
  it("counts as absent", async () => {
    const { core } = load({
      sitecoreEndpoint: "",
      sitecoreClientKey: " \n",
      salesforceEndpoint: "https://t.example",
      salesforceAppSourceId: "app",
      cookieDomain: "",
      dataspace: " ",
      timeoutMs: "",
      redaction: "",
      logging: "",
      consent: "",
      global: "",
    });
    await vi.waitFor(() => expect(core.toldOf("configure")).toHaveLength(1));
    expect(core.toldOf("configure")[0]?.[0]).toEqual({
      salesforce: { endpoint: "https://t.example", appSourceId: "app" },
    });
    expect("" in globals).toBe(false);
  });

  it("names no service", () => {
    const { fetchCore } = load({ sitecoreEndpoint: "", sitecoreClientKey: " " });
    expect(fetchCore).not.toHaveBeenCalled();
  });
});

describe("loaded twice", () => {
  it("leaves the first copy in place and does nothing, once warned", () => {
    const { attune } = load();
    const second = load({
      sitecoreClientKey: "k",
      global: "SalesforceInteractions",
      logging: "warn",
    });
    expect(globals["Attune"]).toBe(attune);
    expect("SalesforceInteractions" in globals).toBe(false);
    expect(second.fetchCore).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("says nothing by default", () => {
    load();
    load();
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("data-global", () => {
  const data = { global: "SalesforceInteractions" };

  it("gives the same object a second name", () => {
    const { attune } = load(data);
    expect(globals["SalesforceInteractions"]).toBe(attune);
    expect(globals["Attune"]).toBe(attune);
  });

  it("leaves alone what is something else", () => {
    const vendor = { init: () => undefined };
    globals["SalesforceInteractions"] = vendor;
    const { attune } = load({ ...data, logging: "warn" });
    expect(globals["SalesforceInteractions"]).toBe(vendor);
    expect(globals["Attune"]).toBe(attune);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

it("hides an element whose id happens to be the name", () => {
  globals["Attune"] = { nodeType: 1 };
  const { attune } = load();
  expect(globals["Attune"]).toBe(attune);
});

it("adopts what the stub has kept, and what still reaches the stub", async () => {
  const kept: unknown[] = [];
  const call = (...path: string[]) =>
    new Promise((resolve, reject) => kept.push([path, [], resolve, reject]));
  globals["Attune"] = Object.assign(() => undefined, { q: kept });
  const asked = call("getCampaign");
  const { attune } = load();
  expect(globals["Attune"]).toBe(attune);
  await expect(asked).resolves.toEqual({});
  await expect(call("getConsents")).resolves.toEqual([]);
  expect((globals["Attune"] as Attune).version).toBe("0.0.0-test");
});
