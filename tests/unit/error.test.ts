import { afterEach, describe, expect, it, vi } from "vitest";

import { AttuneError, errorOf, internalError, isAttuneError, isFault } from "../../js/error.js";

afterEach(() => {
  vi.resetModules();
});

describe("AttuneError", () => {
  it("is a real error with a name, a code, a message and a stack", () => {
    const error = new AttuneError("timeout", "Too late.", { retryable: true });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe("AttuneError: Too late.");
    expect(error).toMatchObject({ code: "timeout", retryable: true, message: "Too late." });
    expect(error.stack).toContain("Too late.");
  });

  it("is not retryable and has no cause unless told so", () => {
    const error = new AttuneError("invalid-argument", "No.");
    expect(error.retryable).toBe(false);
    expect("cause" in error).toBe(false);
  });

  it("keeps its cause, and keeps it out of what is enumerated", () => {
    const cause = new Error("behind it");
    const error = new AttuneError("internal", "Stopped.", { cause });
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).toEqual(["code", "retryable"]);
  });

  it("keeps a cause that is undefined, as an AbortSignal of an old browser has", () => {
    expect("cause" in new AttuneError("aborted", "Given up.", { cause: undefined })).toBe(true);
  });
});

describe("isAttuneError", () => {
  it("is true across two copies of the bundle", async () => {
    vi.resetModules();
    const other = await import("../../js/error.js");
    const error = new other.AttuneError("http", "From the other copy.");
    expect(error).not.toBeInstanceOf(AttuneError);
    expect(isAttuneError(error)).toBe(true);
  });

  it.each([null, undefined, "timeout", 7, {}, new Error("x"), { code: "timeout" }])(
    "is false for %s",
    (value) => {
      expect(isAttuneError(value)).toBe(false);
    },
  );
});

describe("isFault", () => {
  it("knows what the core throws on purpose", () => {
    expect(isFault({ code: "http", message: "m", retryable: false })).toBe(true);
  });

  it.each([
    new WebAssembly.RuntimeError("unreachable"),
    new RangeError("Maximum call stack size exceeded"),
    Object.assign(new Error("x"), { code: "ENOENT" }),
    new DOMException("x", "AbortError"),
    "recursive use of an object detected",
    undefined,
    null,
  ])("takes %s for a trap", (thrown) => {
    expect(isFault(thrown)).toBe(false);
  });
});

it("turns a fault into an error with all it says", () => {
  const error = errorOf({ code: "rate-limited", message: "Slow down.", retryable: true });
  expect(isAttuneError(error)).toBe(true);
  expect(error).toMatchObject({ code: "rate-limited", message: "Slow down.", retryable: true });
});

it("tells the status of a service that refused, and keeps it out of what is enumerated", () => {
  const fault = { code: "unauthorized", message: "Refused.", retryable: false } as const;
  const error = errorOf({ ...fault, status: 401 });
  expect(error.status).toBe(401);
  expect(JSON.stringify(error)).toBe('{"code":"unauthorized","retryable":false}');
  expect("status" in errorOf(fault)).toBe(false);
});

it("takes nothing from a polluted prototype", () => {
  Object.defineProperty(Object.prototype, "status", { value: 401, configurable: true });
  Object.defineProperty(Object.prototype, "cause", { value: "planted", configurable: true });
  try {
    const error = errorOf({ code: "http", message: "m", retryable: false });
    expect(Object.hasOwn(error, "status")).toBe(false);
    expect(Object.hasOwn(error, "cause")).toBe(false);
  } finally {
    Reflect.deleteProperty(Object.prototype, "status");
    Reflect.deleteProperty(Object.prototype, "cause");
  }
});

it("calls a stopped core internal and worth another try", () => {
  expect(internalError()).toMatchObject({ code: "internal", retryable: true });
  expect("cause" in internalError()).toBe(false);
});
