import { afterEach, describe, expect, it, vi } from "vitest";

import { createConsents } from "../../js/consents.js";
import { openPage } from "./fake-page.js";
import { startOverFake } from "./started.js";

const consent = (status: string, provider = "CMP") => ({ provider, purpose: "Tracking", status });
const optIn = consent("Opt In");
const optOut = consent("Opt Out");

function setUp() {
  const tell = vi.fn();
  return { tell, consents: createConsents(tell) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

it("has given nothing and awaits nothing at first", () => {
  const { consents } = setUp();
  expect(consents.given_()).toEqual([]);
  expect(consents.isPending_()).toBe(false);
});

it("takes one or many, at the start and later", () => {
  const { consents, tell } = setUp();
  consents.begin_(optIn);
  expect(consents.given_()).toEqual([optIn]);
  expect(tell).not.toHaveBeenCalled();
  consents.update_([consent("Opt In", "Other"), optOut]);
  expect(tell).toHaveBeenCalledExactlyOnceWith([consent("Opt In", "Other"), optOut], false);
});

it("keeps the last verdict per provider and purpose for the next instance", () => {
  const { consents } = setUp();
  consents.update_([optIn, consent("Opt In", "Other")]);
  consents.update_(optOut);
  expect(consents.given_()).toEqual([consent("Opt In", "Other"), optOut]);
});

it.each([
  [undefined],
  [null],
  [[]],
  ["Opt In"],
  [7],
  [{ provider: "CMP" }],
  [[{ ...optIn, status: 1 }]],
])("hears no verdict in %j", (input) => {
  const { consents } = setUp();
  consents.begin_(input);
  consents.update_(input);
  expect(consents.given_()).toEqual([]);
});

it("awaits a promise, telling so, and tells what it brings", async () => {
  const { consents, tell } = setUp();
  consents.begin_(Promise.resolve([optIn]));
  expect(consents.isPending_()).toBe(true);
  consents.update_(consent("Opt In", "Other"));
  expect(tell).toHaveBeenLastCalledWith([consent("Opt In", "Other")], true);
  await settle();
  expect(consents.isPending_()).toBe(false);
  expect(tell).toHaveBeenLastCalledWith([optIn], false);
});

it.each([
  ["rejects", () => Promise.reject(new Error("CMP is down"))],
  ["brings what cannot be read", () => Promise.resolve({ provider: 1n })],
  [
    "throws when asked",
    () => ({
      then: () => {
        throw new Error("CMP");
      },
    }),
  ],
])("takes a promise that %s for none", async (_, input) => {
  const { consents, tell } = setUp();
  consents.begin_(input());
  await settle();
  expect(tell).toHaveBeenCalledExactlyOnceWith([], false);
  expect(consents.given_()).toEqual([]);
});

it("lets a page that does not vouch in plain data know", () => {
  const { consents } = setUp();
  expect(() => consents.update_({ provider: 1n })).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

it("forgets what was told and what was awaited, for good", async () => {
  const { consents, tell } = setUp();
  let answer: (consent: unknown) => void = () => undefined;
  consents.begin_(new Promise((resolve) => (answer = resolve)));
  consents.update_(optIn);
  tell.mockClear();
  consents.forget_();
  expect(tell).toHaveBeenCalledExactlyOnceWith([], false);
  answer(optIn);
  await settle();
  expect(tell).toHaveBeenCalledTimes(1);
  expect(consents.given_()).toEqual([]);
  expect(consents.isPending_()).toBe(false);
});

it("tells nothing new when it forgets while nothing is awaited", () => {
  const { consents, tell } = setUp();
  consents.begin_(optIn);
  consents.forget_();
  expect(tell).not.toHaveBeenCalled();
  expect(consents.given_()).toEqual([]);
});

describe("Global Privacy Control", () => {
  const signal = consent("Opt Out", "Global Privacy Control");
  const browserSays = (globalPrivacyControl: unknown) =>
    vi.stubGlobal("navigator", { globalPrivacyControl });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("counts from the start, though the page gives nothing", () => {
    browserSays(true);
    expect(setUp().consents.given_()).toEqual([signal]);
  });

  it("is told to the core, though the page gives nothing", async () => {
    openPage();
    browserSays(true);
    const { core } = await startOverFake();
    expect(core.toldOf("consents")).toEqual([[[signal], false]]);
  });

  it("goes along with every word of the page, last", async () => {
    browserSays(true);
    const { consents, tell } = setUp();
    const contrary = { ...signal, status: "Opt In" };
    consents.update_(optIn);
    consents.update_(contrary);
    consents.begin_(Promise.reject(new Error("CMP is down")));
    await settle();
    expect(tell.mock.calls).toEqual([
      [[optIn, signal], false],
      [[contrary, signal], false],
      [[signal], false],
    ]);
    expect(consents.given_()).toEqual([optIn, contrary, signal]);
  });

  it("is not forgotten", () => {
    browserSays(true);
    const { consents, tell } = setUp();
    consents.begin_(optIn);
    consents.forget_();
    expect(consents.given_()).toEqual([signal]);
    consents.update_(optIn);
    expect(tell).toHaveBeenLastCalledWith([optIn, signal], false);
  });

  it("counts from the moment the visitor switches it on", () => {
    browserSays(false);
    const { consents, tell } = setUp();
    consents.update_(optIn);
    browserSays(true);
    consents.update_(optIn);
    expect(tell.mock.calls).toEqual([
      [[optIn], false],
      [[optIn, signal], false],
    ]);
  });

  it.each([[undefined], [null], [false], ["1"], [1]])("%j is no signal", (value) => {
    browserSays(value);
    expect(setUp().consents.given_()).toEqual([]);
  });

  it("is not asked for where there is no browser", () => {
    vi.stubGlobal("navigator", undefined);
    expect(setUp().consents.given_()).toEqual([]);
  });
});
