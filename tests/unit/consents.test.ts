import { afterEach, describe, expect, it, vi } from "vitest";

import { createConsents, isOptedIn } from "../../js/consents.js";
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

describe("the verdict this visitor gave last", () => {
  const key = "attune.consents";
  /** Storage, as far as it is looked at. */
  function remember(text: string | undefined): Map<string, string> {
    const stored = new Map(text === undefined ? [] : [[key, text]]);
    vi.stubGlobal("localStorage", { getItem: (name: string) => stored.get(name) ?? null });
    return stored;
  }
  const recordOf = (consent: object) => ({ consent, lastUpdatedTime: 1, lastSentTime: 2 });
  const record = JSON.stringify([recordOf(optIn), recordOf(consent("Opt In", "Other"))]);

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("counts where the page asks for it, and nowhere else", () => {
    remember(record);
    const { consents, tell } = setUp();
    expect(consents.given_()).toEqual([]);
    consents.begin_([]);
    expect(consents.given_()).toEqual([]);
    consents.begin_("remembered");
    expect(consents.given_()).toEqual([optIn, consent("Opt In", "Other")]);
    expect(consents.isPending_()).toBe(false);
    expect(tell).not.toHaveBeenCalled();
  });

  it.each([["opt-in"], ["Remembered"], [["remembered"]], [{ remembered: true }]])(
    "does not for %j",
    (input) => {
      remember(record);
      const { consents } = setUp();
      consents.begin_(input);
      expect(consents.given_()).toEqual([]);
    },
  );

  it("gives way to what the page says, before or after", () => {
    remember(record);
    const { consents } = setUp();
    consents.update_(optOut);
    consents.begin_("remembered");
    expect(consents.given_()).toEqual([consent("Opt In", "Other"), optOut]);
    expect(isOptedIn(consents.given_())).toBe(false);
    consents.update_(optIn);
    expect(isOptedIn(consents.given_())).toBe(true);
  });

  it("is the one that stands when it is asked for: it may have been erased meanwhile", () => {
    const stored = remember(record);
    const { consents } = setUp();
    consents.begin_("remembered");
    stored.clear();
    expect(consents.given_()).toEqual([]);
  });

  it("does not come back once the visitor is forgotten here, whatever is stored", () => {
    remember(record);
    const { consents } = setUp();
    consents.begin_("remembered");
    consents.forget_();
    expect(consents.given_()).toEqual([]);
  });

  it("opens nothing against an opt-out, stored or of the browser", () => {
    remember(JSON.stringify([recordOf(optIn), recordOf(consent("Opt Out", "Other"))]));
    const { consents } = setUp();
    consents.begin_("remembered");
    expect(isOptedIn(consents.given_())).toBe(false);
    remember(record);
    vi.stubGlobal("navigator", { globalPrivacyControl: true });
    expect(isOptedIn(consents.given_())).toBe(false);
  });

  it.each([
    [undefined],
    [""],
    ["null"],
    ["7"],
    ['"Opt In"'],
    ["[null]"],
    [record.slice(0, -2)],
    [JSON.stringify(recordOf(optIn))],
    [JSON.stringify([optIn])],
    [JSON.stringify([recordOf([optIn])])],
    [JSON.stringify([recordOf({ ...optIn, status: ["Opt In"] })])],
  ])("is none where the record is %j", (text) => {
    remember(text);
    const { consents } = setUp();
    consents.begin_("remembered");
    expect(consents.given_()).toEqual([]);
  });

  it("is none where storage is forbidden", () => {
    vi.stubGlobal("localStorage", undefined);
    const { consents } = setUp();
    consents.begin_("remembered");
    expect(consents.given_()).toEqual([]);
  });
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
