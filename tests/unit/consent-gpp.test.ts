import { describe, expect, it, vi } from "vitest";

import { watchGpp } from "../../js/consent.js";
import type { GppOptions } from "../../js/consent.js";
import { createCmp, place, stateOf } from "./fake-cmp.js";
import { openStillPages } from "./fake-page.js";

const consent = (status: string) => ({ provider: "GPP", purpose: "Tracking", status });
const optIn = consent("Opt In");
const optOut = consent("Opt Out");

// 1: opted out, 2: did not, 0: does not apply.
const free = { Version: 1, SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 0 };

const ping = (applicableSections: unknown, parsedSections?: object, more: object = {}) => ({
  eventName: "sectionChange",
  pingData: {
    cmpStatus: "loaded",
    signalStatus: "ready",
    applicableSections,
    parsedSections,
    ...more,
  },
});

openStillPages();

function setUp(options: GppOptions = {}) {
  const cmp = createCmp();
  place("__gpp", cmp.cmp);
  const onVerdict = vi.fn();
  return { cmp, onVerdict, watch: watchGpp(options, onVerdict) };
}

async function verdictOn(answer: object, options?: GppOptions) {
  const { cmp, onVerdict, watch } = setUp(options);
  cmp.say(answer);
  const state = await stateOf(watch.first);
  const told = onVerdict.mock.calls.map(([verdict]: unknown[]) => verdict);
  expect(told).toEqual(state === "pending" ? [] : state);
  return state;
}

it("registers a listener", () => {
  expect(setUp().cmp.calls).toEqual([["addEventListener"]]);
});

describe("a US section", () => {
  it.each(["usnat", "usca", "usva", "usco", "usut", "usct", "usfl", "usmt", "ustx"])(
    "%s: one opt-out is enough",
    async (name) => {
      expect(await verdictOn(ping([7], { [name]: free }))).toEqual([optIn]);
      for (const field of ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"]) {
        expect(await verdictOn(ping([7], { [name]: { ...free, [field]: 1 } }))).toEqual([optOut]);
      }
      expect(await verdictOn(ping([7], { [name]: { ...free, Gpc: true } }))).toEqual([optOut]);
      expect(await verdictOn(ping([7], { [name]: { ...free, Gpc: false } }))).toEqual([optIn]);
    },
  );

  it.each([
    ["in parts", { usnat: [free, { SubsectionType: 1, Gpc: false }] }, optIn],
    ["in parts, one of them a signal", { usnat: [free, { SubsectionType: 1, Gpc: true }] }, optOut],
    ["nothing but a signal", { usnat: [{ SubsectionType: 1, Gpc: true }] }, optOut],
    ["without the fields another law has", { usca: { SaleOptOut: 2 } }, optIn],
    ["two, one of them out", { usnat: free, usca: { ...free, SaleOptOut: 1 } }, optOut],
    ["beside one of Europe", { tcfeuv2: { Version: 2, SaleOptOut: 1 }, usnat: free }, optIn],
  ])("%s", async (_, parsed, expected) => {
    expect(await verdictOn(ping([7], parsed))).toEqual([expected]);
  });

  it.each([
    ["the platform's screen is open", ping([7], { usnat: free }, { signalStatus: "not ready" })],
    ["a platform of before signals", ping([7], { usnat: free }, { signalStatus: undefined })],
    ["a stub", ping([7], { usnat: free }, { cmpStatus: "stub" })],
    ["a platform in error", ping([7], { usnat: free }, { cmpStatus: "error" })],
    ["it is not known where the visitor is", ping([0], { usnat: free })],
    ["what applies is not told", ping(undefined, { usnat: free })],
    ["the sections are not told", ping([7])],
    ["the section in force cannot be read", ping([8], { usca: { Version: 9 } })],
    ["one of two in force cannot be read", ping([7, 8], { usnat: free })],
    ["the old US string alone", ping([6], { uspv1: { OptOutSale: "N" } })],
    ["no ping", { eventName: "listenerRegistered" }],
  ])("no verdict yet: %s", async (_, answer) => {
    expect(await verdictOn(answer)).toBe("pending");
  });
});

describe("where no US section applies", () => {
  it.each([[[-1]], [[2]], [[]]])(
    "%j: no verdict, unless the page says which",
    async (applicable) => {
      const answer = ping(applicable, { tcfeuv2: {} });
      expect(await verdictOn(answer)).toEqual([]);
      expect(await verdictOn(answer, { notApplicable: "Opt In" })).toEqual([optIn]);
      expect(await verdictOn(answer, { notApplicable: "Opt Out" })).toEqual([optOut]);
    },
  );
});

describe("later verdicts", () => {
  const sold = ping([7], { usnat: { ...free, SaleOptOut: 1 } });
  const kept = ping([7], { usnat: free });

  it("are told as they come, repetitions left out", () => {
    const { cmp, onVerdict } = setUp();
    for (const answer of [kept, kept, sold, sold, kept]) cmp.say(answer);
    expect(onVerdict.mock.calls).toEqual([[optIn], [optOut], [optIn]]);
  });

  it("are told again once the visitor has closed the platform's screen", () => {
    const { cmp, onVerdict } = setUp();
    cmp.say(kept);
    cmp.say({ ...kept, eventName: "signalStatus" });
    expect(onVerdict.mock.calls).toEqual([[optIn], [optIn]]);
  });
});

it("gives the provider the page names", async () => {
  const expected = [{ ...optIn, provider: "Example CMP" }];
  expect(await verdictOn(ping([7], { usnat: free }), { provider: "Example CMP" })).toEqual(
    expected,
  );
});
