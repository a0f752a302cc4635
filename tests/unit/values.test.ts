import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

import * as values from "../../src/browser/values.js";

const { cookies, handleOf, hostOf, query, valueOf } = values;
const text = fc.string({ unit: "binary" });
const leave = (): void => values.leaving(values.mark(), handleOf(undefined));
/** In a piece of work of its own. */
function withCookies(cookie: string): void {
  leave();
  vi.stubGlobal("document", { cookie });
}
const found = (name: string, isPrefix = false): unknown =>
  valueOf(cookies(handleOf(name), isPrefix));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("cookies", () => {
  it("of any page can be read, and every value found is in them", () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (cookie, name, isPrefix) => {
        withCookies(cookie);
        const list = found(name, isPrefix) as string[];
        expect(list.every((value) => cookie.includes(value))).toBe(true);
      }),
    );
  });

  it("that were written are found among others, all of one name", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_]{1,12}$/);
    const content = fc.stringMatching(/^[a-zA-Z0-9=%-]{0,20}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, content)), word, (pairs, name) => {
        withCookies(pairs.map((pair) => pair.join("=")).join("; "));
        const ofName = (known: string) => pairs.filter(([each]) => each === known);
        expect(found(name)).toEqual(ofName(name).map(([, value]) => value));
        for (const [known] of pairs) {
          expect(found(known)).toEqual(ofName(known).map(([, value]) => value));
        }
      }),
    );
  });

  it("are looked at once in a piece of work, and anew after a write", () => {
    const look = vi.fn(() => "a=1");
    const page = {
      get cookie() {
        return look();
      },
      set cookie(_: string) {},
    };
    leave();
    vi.stubGlobal("document", page);
    expect([found("a"), found("b"), found("a", true)]).toEqual([["1"], [], ["1"]]);
    expect(look).toHaveBeenCalledTimes(1);
    values.writeCookie(handleOf("a=2"));
    look.mockReturnValue("a=2");
    expect(found("a")).toEqual(["2"]);
    look.mockReturnValue("a=3");
    leave();
    expect(found("a")).toEqual(["3"]);
    expect(look).toHaveBeenCalledTimes(3);
  });

  it("are none where reading them is forbidden", () => {
    leave();
    vi.stubGlobal("document", {
      get cookie(): string {
        throw new DOMException("no", "SecurityError");
      },
    });
    expect(found("a")).toEqual([]);
  });
});

describe("the query", () => {
  it("of any address is a list of pairs of texts", () => {
    fc.assert(
      fc.property(text, (search) => {
        const address = handleOf(`https://shop.example/?${search}`);
        const pairs = valueOf(query(address)) as unknown[][];
        expect(pairs.flat().every((part) => typeof part === "string")).toBe(true);
      }),
    );
  });

  it("is decoded exactly once, and malformed escapes stay or become replacement characters", () => {
    const address = "https://shop.example/path?a=20%2525&b=win%&c=ma%F1ana&d=x+y&d=z#?e=f";
    const expected = [
      ["a", "20%25"],
      ["b", "win%"],
      ["c", "ma\uFFFDana"],
      ["d", "x y"],
      ["d", "z"],
    ];
    expect(valueOf(query(handleOf(address)))).toEqual(expected);
  });
});

describe("text", () => {
  it("is encoded as the platform does, also where it is no well-formed Unicode", () => {
    fc.assert(
      fc.property(text, (content) => {
        const whole = Buffer.from(content, "utf8");
        expect(valueOf(values.base64(handleOf(content)))).toBe(whole.toString("base64"));
        expect(values.bytes(handleOf(content))).toBe(whole.length);
        const encoded = values.encode(handleOf(content));
        expect(valueOf(values.decode(encoded))).toBe(whole.toString("utf8"));
      }),
    );
  });

  it("that is no URL or no escape is no reason to throw", () => {
    fc.assert(
      fc.property(text, (content) => {
        expect(typeof valueOf(hostOf(handleOf(content)))).toBe("string");
        expect(typeof valueOf(values.decode(handleOf(content)))).toBe("string");
      }),
    );
  });
});

describe("the time", () => {
  const tell = (now: unknown, ahead = 0) => {
    vi.spyOn(Date, "now").mockReturnValue(now as number);
    return valueOf(values.nowIso(ahead));
  };
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("is that of the page's clock, with what the service's is ahead", () => {
    expect(tell(1_700_000_000_000, 500)).toBe("2023-11-14T22:13:20.500Z");
  });

  it.each([NaN, Infinity, "x", 8.64e15])("is the machine's by a clock that says %s", (now) => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    expect(tell(now, 1)).toBe("1970-01-01T00:00:00.000Z");
  });
});

describe("members", () => {
  it("are own ones, and defined rather than assigned", () => {
    const object = values.object();
    values.put(object, handleOf("__proto__"), handleOf("x"));
    expect(Object.keys(valueOf(object) as object)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(valueOf(object))).toBe(Object.prototype);
    expect(valueOf(values.of(handleOf({}), handleOf("toString")))).toBe(undefined);
  });

  it("of a copy are not those of the original", () => {
    const original = { a: 1, b: [2] };
    const copy = values.copy(handleOf(original));
    values.put(copy, handleOf("a"), handleOf("changed"));
    expect(original).toEqual({ a: 1, b: [2] });
    expect((valueOf(copy) as typeof original).b).toBe(original.b);
  });
});

describe("a lasting text", () => {
  const lasting = (value: unknown): string =>
    values.valueOf(values.writeLasting(values.handleOf(value))) as string;

  it("brings back the very value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = lasting(value);
        if (text === "") expect(JSON.parse(JSON.stringify(value))).not.toEqual(value);
        else expect(JSON.parse(text)).toEqual(value);
      }),
    );
  });

  it("is none for numbers that JSON has no text for", () => {
    expect(lasting({ a: [0, { b: -0 }] })).toBe("");
    expect(lasting([JSON.parse("1e999")])).toBe("");
    expect(lasting([1e-7, 2 ** 53, 0, null, "-0"])).toBe('[1e-7,9007199254740992,0,null,"-0"]');
  });
});

describe("handles", () => {
  it("below a mark are let go with a result, those above and those held stay good", () => {
    const before = handleOf({ name: "before" });
    const held = values.hold(handleOf({ name: "held" }));
    const mark = values.mark();
    const after = handleOf({ name: "after" });
    values.leaving(mark, before);
    expect(values.lastResult()).toEqual({ name: "before" });
    expect(valueOf(before)).toBe(undefined);
    expect(valueOf(held)).toEqual({ name: "held" });
    expect(valueOf(after)).toEqual({ name: "after" });
  });

  it("that were held and are released stay good for all that was begun before", () => {
    const held = values.hold(handleOf({ name: "held" }));
    const begun = values.mark();
    handleOf("work");
    values.release(held);
    const before = values.living();
    handleOf("more work");
    values.leaving(begun, handleOf(undefined));
    expect(valueOf(held)).toEqual({ name: "held" });
    values.leaving(values.mark(), handleOf(undefined));
    expect(valueOf(held)).toBe(undefined);
    expect(values.hold(handleOf({ name: "next" }))).toBe(held);
    expect(values.living()).toBeLessThan(before);
  });
});
