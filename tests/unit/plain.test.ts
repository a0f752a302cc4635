import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import fc from "fast-check";

import { AttuneError } from "../../js/error.js";
import { copyPlain, settleLate, type Late } from "../../js/plain.js";

const refusalOf = (value: unknown): unknown => {
  try {
    copyPlain(value, "event");
  } catch (error) {
    return error;
  }
  throw new Error("expected a refusal");
};

describe("copyPlain", () => {
  it("says what JSON would say, of any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(copyPlain(value, "event"))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("says what JSON would say of what JSON cannot say", () => {
    const value = {
      absent: undefined,
      fn: () => 1,
      symbol: Symbol("s"),
      nan: NaN,
      infinite: Infinity,
      date: new Date(0),
      list: [undefined, () => 1, NaN, [new Date(1)]],
      url: new URL("https://shop.example/a"),
      map: new Map([["a", 1]]),
    };
    expect(JSON.stringify(copyPlain(value, "event"))).toBe(JSON.stringify(value));
  });

  it("gives copies without a prototype, so that a polluted one adds nothing", () => {
    const copied = copyPlain({ inner: {} }, "event") as { inner: object };
    expect(Object.getPrototypeOf(copied)).toBe(null);
    expect(Object.getPrototypeOf(copied.inner)).toBe(null);
  });

  it("takes __proto__ for data like any other", () => {
    const copied = copyPlain(JSON.parse('{"__proto__":{"polluted":true}}'), "event") as object;
    expect(Object.keys(copied)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("is not moved by a toJSON that a page gave to all arrays", () => {
    Object.defineProperty(Array.prototype, "toJSON", { value: () => "text", configurable: true });
    try {
      expect(copyPlain([1], "event")).toEqual([1]);
    } finally {
      delete (Array.prototype as { toJSON?: unknown }).toJSON;
    }
  });

  it("shares nothing with the original", () => {
    const original = { list: [{ a: 1 }] };
    const copied = copyPlain(original, "event");
    original.list[0] = { a: 2 };
    expect(copied).toEqual({ list: [{ a: 1 }] });
  });

  it("keeps what is used twice without being a cycle", () => {
    const shared = { a: 1 };
    expect(copyPlain({ one: shared, two: shared }, "event")).toEqual({ one: shared, two: shared });
  });

  it("refuses a cycle, and says where", () => {
    const cyclic: Record<string, unknown> = { list: [{}] };
    (cyclic["list"] as object[])[0] = { self: cyclic };
    expect(refusalOf(cyclic)).toMatchObject({
      code: "invalid-argument",
      message: "event.list[0].self contains itself.",
    });
  });

  it("refuses a BigInt, and says where", () => {
    expect(refusalOf({ price: 1n })).toMatchObject({
      code: "invalid-argument",
      message: "event.price is a BigInt: pass a number or a text.",
    });
  });

  it("refuses nesting no event has", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(refusalOf(deep)).toMatchObject({ code: "invalid-argument" });
  });

  it.each([
    ["a getter", Object.defineProperty({}, "a", { enumerable: true, get: () => fail() })],
    ["a proxy", new Proxy({}, { ownKeys: () => fail() })],
    ["a toJSON", { toJSON: () => fail() }],
  ])("refuses %s that throws, with the cause", (_, value) => {
    const error = refusalOf(value);
    expect(error).toBeInstanceOf(AttuneError);
    expect(error).toMatchObject({ code: "invalid-argument", cause: new Error("page code") });
  });

  it("runs each getter once", () => {
    const get = vi.fn(() => 1);
    copyPlain(Object.defineProperty({}, "a", { enumerable: true, get }), "event");
    expect(get).toHaveBeenCalledTimes(1);
  });
});

describe("copyPlain with late values", () => {
  it("puts what `raw` gives in the place of what holds it, where it is a function", async () => {
    const late: Late[] = [];
    const inherited = Object.create({ raw: () => "x" }) as object;
    const value = {
      d: { raw: () => "x", more: 1 },
      bound: {
        n: 2,
        raw() {
          return this.n;
        },
      },
      lazy: () => ({ raw: () => "y" }),
      later: { raw: () => Promise.resolve("z") },
      list: [{ raw: () => "l" }],
      text: { raw: "kept" },
      inherited,
      failing: { raw: fail },
    };
    const copied = copyPlain(value, "event", late);
    await settleLate(late, 50);
    expect(copied).toEqual({
      d: "x",
      bound: 2,
      lazy: "y",
      later: "z",
      list: ["l"],
      text: { raw: "kept" },
      inherited: {},
    });
    expect(copyPlain({ d: { raw: () => "x" } }, "options")).toEqual({ d: {} });
  });

  it("calls functions at once, as methods, and lists nothing late", () => {
    const late: Late[] = [];
    const value = {
      base: 2,
      double(this: { base: number }) {
        return this.base * 2;
      },
      list: [() => "x"],
      inner: { lazy: () => ({ a: new Date(0) }) },
    };
    expect(copyPlain(value, "context", late)).toEqual({
      base: 2,
      double: 4,
      list: ["x"],
      inner: { lazy: { a: "1970-01-01T00:00:00.000Z" } },
    });
    expect(late).toEqual([]);
  });

  it("leaves out what throws or gives nothing", () => {
    const value = {
      throws: () => fail(),
      nothing: () => undefined,
      get getter() {
        return fail();
      },
      inner: [1, Object.defineProperty({ b: 2 }, "then", { get: () => fail() })],
      a: 1,
    };
    expect(copyPlain(value, "context", [])).toEqual({ inner: [1, { b: 2 }], a: 1 });
  });
});

describe("settleLate", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const settled = async (value: unknown, ms: number, passes = ms) => {
    const late: Late[] = [];
    const copied = copyPlain(value, "context", late);
    const done = settleLate(late, ms);
    await vi.advanceTimersByTimeAsync(passes);
    await done;
    return copied;
  };

  it("puts promises, thenables and functions of promises in their places", async () => {
    const value = {
      promise: Promise.resolve({ b: 1 }),
      fn: async () => "x",
      thenable: { then: (resolve: (value: number) => void) => resolve(7) },
      list: [Promise.resolve(1), 2],
    };
    expect(await settled(value, 100)).toEqual({
      promise: { b: 1 },
      fn: "x",
      thenable: 7,
      list: [1, 2],
    });
  });

  it("leaves out what rejects, gives nothing, or cannot be copied", async () => {
    const value = {
      rejects: Promise.reject(new Error("no")),
      nothing: Promise.resolve(undefined),
      odd: Promise.resolve(1n),
      bad: {
        then: () => fail(),
      },
      a: 1,
    };
    expect(await settled(value, 100)).toEqual({ a: 1 });
  });

  it("leaves out what comes too late, each by a clock of its own, for ever", async () => {
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms, ms));
    const copied = await settled(
      { soon: after(60), late: after(150), never: new Promise(() => {}) },
      100,
    );
    expect(copied).toEqual({ soon: 60 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(copied).toEqual({ soon: 60 });
  });

  it.each([Infinity, 2 ** 31])("waits where the time is longer than a timer's: %s", async (ms) => {
    const later = new Promise((resolve) => setTimeout(resolve, 300, "blue"));
    expect(await settled({ later }, ms, 300)).toEqual({ later: "blue" });
  });

  it("leaves no timer behind", async () => {
    await settled({ a: Promise.resolve(1), b: Promise.reject(new Error("no")) }, 5000, 0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

function fail(): never {
  throw new Error("page code");
}
