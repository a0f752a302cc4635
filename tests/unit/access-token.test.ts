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

const unusable = ["", "two words", "Bearer abc.def", "a\nb", "a\r\nX-Evil: 1", "tökén", 7, {}, []];

describe.each(unusable.map((token) => [token]))("the unusable token %j", (token) => {
  it("is refused, and not repeated in the message", () => {
    for (const error of [errorOf(token), errorOf(() => token)]) {
      expect(error).toMatchObject({ code: "invalid-argument", retryable: false });
      if (String(token)) expect((error as Error).message).not.toContain(String(token));
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
