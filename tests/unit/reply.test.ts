import { describe, expect, it } from "vitest";

import { readBody } from "../../js/reply.js";

const json = "application/json";
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("an answer of success", () => {
  it.each([json, "application/json; charset=utf-8", "APPLICATION/JSON", "text/json", ""])(
    "of the type %j is JSON",
    (type) => {
      expect(readBody(200, type, '{"a":1}')).toEqual({
        body: { a: 1 },
        source: '{"a":1}',
      });
      expect(readBody(200, type, "{")).toEqual({ isBroken: true });
    },
  );

  it("may be JSON of a type of its own", () => {
    expect(readBody(200, "application/vnd.shop.v1+json", "[1]")).toMatchObject({ body: [1] });
  });

  it.each(["text/html", "text/html; charset=utf-8", "application/octet-stream", "image/png"])(
    "of the type %s is none",
    (type) => {
      expect(readBody(200, type, '{"a":1}')).toEqual({ isBroken: true });
    },
  );

  it("that says it is text is told as it stands, and what it would be as JSON", () => {
    expect(readBody(200, "text/plain", "hello")).toEqual({ text: "hello" });
    expect(readBody(200, "text/plain", "[1]")).toEqual({
      body: [1],
      source: "[1]",
      text: "[1]",
    });
  });

  it("may be empty, whatever it says it is", () => {
    expect(readBody(200, json, " \n")).toEqual({ isEmpty: true });
    expect(readBody(204, "text/html", "")).toEqual({ isEmpty: true });
  });

  it("that is too large was not read", () => {
    expect(readBody(200, json, null)).toEqual({ isBroken: true });
  });

  it("may be nested 64 deep, and no deeper", () => {
    expect(readBody(200, json, nested(64)).isBroken).toBeUndefined();
    expect(readBody(200, json, nested(65))).toEqual({ isBroken: true });
    expect(readBody(200, json, nested(100_000))).toEqual({ isBroken: true });
    expect(readBody(200, json, '{"a":'.repeat(65) + "1" + "}".repeat(65))).toEqual({
      isBroken: true,
    });
  });

  it("keeps what JSON.parse makes of it", () => {
    const { body } = readBody(200, json, '{"b":1,"a":1e400,"__proto__":{"c":1},"a":-0}');
    expect(Object.keys(body as object)).toEqual(["b", "a", "__proto__"]);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  });
});

it("a refusal is read as JSON, whatever it says it is", () => {
  expect(readBody(400, "text/html", '{"message":"no"}')).toMatchObject({ body: { message: "no" } });
  expect(readBody(400, "text/html", "<p>no</p>")).toEqual({ isBroken: true });
  expect(readBody(503, "text/plain", "later")).toEqual({ text: "later" });
});
