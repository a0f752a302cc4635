import { describe, expect, it, vi } from "vitest";

import { readAccessToken } from "../../js/access_token.js";

const errorOf = (source: unknown): unknown => {
  try {
    readAccessToken(source);
  } catch (error) {
    return error;
  }
  throw new Error("expected a refusal");
};

it.each([undefined, null])("is none where the page gives %s", (source) => {
  expect(readAccessToken(source)).toBeUndefined();
});

it("is the text, at once, or what a function gives at once, asked once", () => {
  const source = vi.fn(() => "abc.def~");
  expect(readAccessToken("abc.def~")).toBe("abc.def~");
  expect(readAccessToken(source)).toBe("abc.def~");
  expect(source).toHaveBeenCalledTimes(1);
});

it("is awaited where the function is asynchronous", async () => {
  await expect(readAccessToken(() => Promise.resolve("abc"))).resolves.toBe("abc");
});

const unusable = [
  "",
  " ",
  "two words",
  " padded ",
  "Bearer abc.def",
  "a\nb",
  "a\rb",
  "a\r\nX-Evil: 1",
  "a\0b",
  "a\tb",
  "a\x7fb",
  "t\u00f6k\u00e9n",
  "\u{1f511}",
  "x".repeat(8193),
  7,
  true,
  {},
  [],
  ["abc"],
  Object("abc"),
];

const nameOf = (token: unknown): string => JSON.stringify(token).slice(0, 30);

it("may be 8192 characters long", () => {
  expect(readAccessToken("x".repeat(8192))).toHaveLength(8192);
});

it("of a megabyte is refused without being repeated", () => {
  const error = errorOf("x".repeat(1024 * 1024)) as Error;
  expect(error).toMatchObject({ code: "invalid-argument" });
  expect(error.message.length).toBeLessThan(200);
});

describe.each(unusable.map((token) => [nameOf(token), token]))("the token %s", (_, token) => {
  it("is refused, and not repeated in the message", () => {
    for (const error of [errorOf(token), errorOf(() => token)]) {
      expect(error).toMatchObject({ code: "invalid-argument", retryable: false });
      if (String(token).trim()) expect((error as Error).message).not.toContain(String(token));
    }
  });

  it("is refused when it comes later", async () => {
    await expect(readAccessToken(() => Promise.resolve(token))).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});

it.each([undefined, null])("is no token where the function gives %s", (token) => {
  expect(errorOf(() => token)).toMatchObject({ code: "invalid-argument" });
});

it("is unauthorized where the function fails, with its cause", async () => {
  const cause = new Error("session expired");
  const failing = () => {
    throw cause;
  };
  expect(errorOf(failing)).toMatchObject({ code: "unauthorized", cause });
  await expect(readAccessToken(() => Promise.reject(cause))).rejects.toMatchObject({
    code: "unauthorized",
    cause,
  });
});

it("is refused where the function gives what cannot even be looked at", () => {
  const hostile = {
    get then() {
      throw new Error("trap");
    },
  };
  expect(errorOf(() => hostile)).toMatchObject({ code: "invalid-argument" });
});

it.each([
  ["at once", (text: string) => text],
  ["later", (text: string) => Promise.resolve(text)],
  ["as a thenable", (text: string) => ({ then: (go: (text: string) => void) => go(text) })],
])("is asked for once by all who ask in the same moment, given %s", async (_, wrap) => {
  let count = 0;
  const source = vi.fn(() => wrap(`token-${++count}`));
  const other = () => wrap("other");
  const asked = [readAccessToken(source), readAccessToken(other), readAccessToken(source)];
  expect(await Promise.all(asked)).toEqual(["token-1", "other", "token-1"]);
  expect(await readAccessToken(source)).toBe("token-2");
  expect(source).toHaveBeenCalledTimes(2);
});

it("is asked for again after a failure, also in the same moment", () => {
  const source = vi.fn<() => string>().mockReturnValue("abc");
  source.mockImplementationOnce(() => {
    throw new Error("not yet");
  });
  expect(errorOf(source)).toMatchObject({ code: "unauthorized" });
  expect(readAccessToken(source)).toBe("abc");
});
