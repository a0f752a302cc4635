import { describe, expect, it, vi } from "vitest";

import { watchTcf } from "../../js/consent.js";
import type { TcfOptions } from "../../js/consent.js";
import { createCmp, place, stateOf } from "./fake-cmp.js";
import { openStillPages } from "./fake-page.js";

const consent = (status: string) => ({ provider: "TCF", purpose: "Tracking", status });
const optIn = consent("Opt In");
const optOut = consent("Opt Out");

const agreed = {
  cmpStatus: "loaded",
  eventStatus: "tcloaded",
  gdprApplies: true,
  purpose: { consents: { 1: true, 5: true, 6: true } },
  vendor: { consents: { 77: true } },
};
const withPurposes = (consents: object) => ({ ...agreed, purpose: { consents } });
const withVendor = (vendor: object) => ({ ...agreed, vendor });

openStillPages();

/** A watch on a platform that is there from the start. */
function setUp(options: TcfOptions = {}) {
  const cmp = createCmp();
  place("__tcfapi", cmp.cmp);
  const onVerdict = vi.fn();
  return { cmp, onVerdict, watch: watchTcf(options, onVerdict) };
}

/** What one answer is taken for. */
async function verdictOn(answer: object | null, options?: TcfOptions, success?: boolean) {
  const { cmp, onVerdict, watch } = setUp(options);
  cmp.say(answer, success);
  const state = await stateOf(watch.first);
  const told = onVerdict.mock.calls.map(([verdict]: unknown[]) => verdict);
  expect(told).toEqual(state === "pending" ? [] : state);
  return state;
}

it("registers a listener, by version 2 of the API", () => {
  expect(setUp().cmp.calls).toEqual([["addEventListener", 2]]);
});

describe("an answer", () => {
  it.each([
    ["all agreed", agreed, undefined, optIn],
    ["just chosen", { ...agreed, eventStatus: "useractioncomplete" }, undefined, optIn],
    ["no storage", withPurposes({ 5: true, 6: true }), undefined, optOut],
    ["no profile", withPurposes({ 1: true, 6: true }), undefined, optOut],
    ["no content by it", withPurposes({ 1: true, 5: true, 6: false }), undefined, optOut],
    ["no flags at all", { ...agreed, purpose: undefined }, undefined, optOut],
    ["storage is what the page needs", withPurposes({ 1: true }), { purposes: [1] }, optIn],
    ["storage is always needed", withPurposes({ 8: true }), { purposes: [8] }, optOut],
    ["one more is needed", withPurposes({ 1: true }), { purposes: [8] }, optOut],
    ["truthy is not agreed", withPurposes({ 1: 1, 5: 1, 6: 1 }), undefined, optOut],
    ["vendor agreed", agreed, { vendor: 77 }, optIn],
    ["another vendor", agreed, { vendor: 78 }, optOut],
    ["no vendors", withVendor({}), { vendor: 77 }, optOut],
    [
      "vendor disclosed",
      withVendor({ consents: { 77: true }, disclosedVendors: { 77: true } }),
      { vendor: 77 },
      optIn,
    ],
    [
      "vendor not disclosed",
      withVendor({ consents: { 77: true }, disclosedVendors: { 78: true } }),
      { vendor: 77 },
      optOut,
    ],
    ["vendor refused", withVendor({ consents: { 77: false } }), { vendor: 77 }, optOut],
  ])("%s", async (_, answer, options, expected) => {
    expect(await verdictOn(answer, options)).toEqual([expected]);
  });

  it.each([
    ["the banner is open", { ...agreed, eventStatus: "cmpuishown" }],
    ["no status", { ...agreed, eventStatus: undefined }],
    ["a stub", { ...agreed, cmpStatus: "stub" }],
    ["a platform in error", { ...agreed, cmpStatus: "error", gdprApplies: false }],
    ["nothing", null],
    ["whether the GDPR applies is not known", { gdprApplies: undefined }],
  ])("that is none: %s", async (_, answer) => {
    expect(await verdictOn(answer)).toBe("pending");
  });

  it("that the platform does not vouch for is none", async () => {
    expect(await verdictOn(agreed, {}, false)).toBe("pending");
  });

  it("that cannot be read is none", async () => {
    const unreadable = {
      ...agreed,
      get purpose(): never {
        throw new Error("CMP");
      },
    };
    const { cmp, onVerdict } = setUp();
    const [listener] = cmp.listeners.values();
    expect(() => listener?.(unreadable, true)).not.toThrow();
    expect(onVerdict).not.toHaveBeenCalled();
  });
});

describe("where the GDPR does not apply", () => {
  const elsewhere = { gdprApplies: false, cmpStatus: "loaded" };

  it("that is an answer", async () => {
    expect(await verdictOn(elsewhere)).toEqual([optIn]);
  });

  it("the page may take it for the contrary, or for none", async () => {
    expect(await verdictOn(elsewhere, { notApplicable: "Opt Out" })).toEqual([optOut]);
    expect(await verdictOn(elsewhere, { notApplicable: "no verdict" })).toEqual([]);
  });
});

describe("the first verdict", () => {
  it("settles once, and is told under the provider's name", async () => {
    const { cmp, onVerdict, watch } = setUp({ provider: "Example CMP" });
    expect(await stateOf(watch.first)).toBe("pending");
    cmp.say(agreed);
    const expected = { ...optIn, provider: "Example CMP" };
    expect(await stateOf(watch.first)).toEqual([expected]);
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(expected);
  });

  it("is the newest by the time it is read", async () => {
    const { cmp, watch } = setUp();
    cmp.say(agreed);
    cmp.say({ ...withPurposes({}), eventStatus: "useractioncomplete" });
    expect(await stateOf(watch.first)).toEqual([optOut]);
    cmp.say({ ...agreed, eventStatus: "useractioncomplete" });
    expect(await stateOf(watch.first)).toEqual([optIn]);
  });

  it("does not let the page change what is told next", () => {
    const { cmp, onVerdict } = setUp();
    onVerdict.mockImplementationOnce((given: { status: string }) => (given.status = "changed"));
    cmp.say(agreed);
    cmp.say(agreed);
    expect(onVerdict).toHaveBeenCalledTimes(1);
  });
});

describe("later verdicts", () => {
  const refused = { ...withPurposes({}), eventStatus: "useractioncomplete" };
  const accepted = { ...agreed, eventStatus: "useractioncomplete" };

  it("are told as they come", () => {
    const { cmp, onVerdict } = setUp();
    for (const answer of [agreed, refused, accepted]) cmp.say(answer);
    expect(onVerdict.mock.calls).toEqual([[optIn], [optOut], [optIn]]);
  });

  it("are not told again where the platform repeats itself", () => {
    const { cmp, onVerdict } = setUp();
    for (let times = 0; times < 3; times += 1) cmp.say(agreed);
    expect(onVerdict).toHaveBeenCalledTimes(1);
  });

  it("are told again where the visitor has chosen the same again", () => {
    const { cmp, onVerdict } = setUp();
    cmp.say(agreed);
    cmp.say(accepted);
    expect(onVerdict.mock.calls).toEqual([[optIn], [optIn]]);
  });
});
