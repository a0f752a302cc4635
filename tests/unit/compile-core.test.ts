import { afterEach, describe, expect, it, vi } from "vitest";

import { compileCore } from "../../js/compile_core.js";
import type { CoreSource } from "../../js/types.js";
import { replaceFetch } from "./fake-fetch.js";
import { rejectionOf } from "./started.js";

// The smallest module there is.
const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const url = new URL("https://shop.example/attune.wasm");
const fetch = replaceFetch();

afterEach(() => {
  vi.restoreAllMocks();
});

const answer = (body: BodyInit | null, type: string | undefined, status = 200) =>
  new Response(body, {
    status,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });

describe("the core", () => {
  it.each<[string, () => CoreSource | Promise<CoreSource>]>([
    ["bytes", () => bytes],
    ["a buffer", () => bytes.slice().buffer],
    ["a module", () => new WebAssembly.Module(bytes)],
    ["an answer", () => answer(bytes, "application/wasm")],
    ["an answer of another type", () => answer(bytes, "application/octet-stream")],
    ["an answer of no type", () => answer(bytes, undefined)],
    ["a promise of one", () => Promise.resolve(bytes)],
  ])("comes from %s", async (_, source) => {
    await expect(compileCore(source)).resolves.toBeInstanceOf(WebAssembly.Module);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([[url], [url.href]])("comes from an address", async (source) => {
    fetch.mockImplementation(() => Promise.resolve(answer(bytes, "application/wasm")));
    await expect(compileCore(() => source)).resolves.toBeInstanceOf(WebAssembly.Module);
    expect(fetch).toHaveBeenCalledExactlyOnceWith(String(source), {});
  });

  it("is compiled while it arrives where its type allows that, and only there", async () => {
    const streaming = vi.spyOn(WebAssembly, "compileStreaming");
    await compileCore(() => answer(bytes, "application/octet-stream"));
    await compileCore(() => answer(bytes, "application/wasm; charset=binary"));
    expect(streaming).not.toHaveBeenCalled();
    await compileCore(() => answer(bytes, "application/wasm"));
    expect(streaming).toHaveBeenCalledTimes(1);
  });

  it("does without streaming where a browser has none", async () => {
    const { compile, Module } = WebAssembly;
    vi.stubGlobal("WebAssembly", { compile, Module });
    const module = compileCore(() => answer(bytes, "application/wasm"));
    await expect(module).resolves.toBeInstanceOf(Module);
  });
});

describe("what to do is said", () => {
  const failureOf = (source: () => CoreSource | Promise<CoreSource>) =>
    rejectionOf(compileCore(source));

  it("where there is no WebAssembly, and nothing is fetched", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const source = vi.fn(() => url);
    expect(await failureOf(source)).toMatchObject({
      code: "wasm-unavailable",
      retryable: false,
      message: expect.stringContaining("no WebAssembly") as string,
    });
    expect(source).not.toHaveBeenCalled();
  });

  it.each([
    [404, false],
    [503, true],
  ])("where the file is answered with %s", async (status, retryable) => {
    fetch.mockResolvedValue(answer("Not found", "text/html", status));
    expect(await failureOf(() => url)).toMatchObject({
      code: "wasm-unavailable",
      retryable,
      message: expect.stringMatching(
        new RegExp(`answered ${status}: publish attune.wasm`),
      ) as string,
    });
  });

  it("where the file cannot be fetched", async () => {
    const cause = new TypeError("Failed to fetch");
    fetch.mockRejectedValue(cause);
    expect(await failureOf(() => url)).toMatchObject({
      code: "wasm-unavailable",
      retryable: true,
      cause,
      message: expect.stringContaining(url.href) as string,
    });
  });

  it.each([
    ["bytes that are broken", bytes.slice(0, 5)],
    ["no bytes", answer(null, "application/wasm")],
  ])("where there are %s", async (_, source) => {
    expect(await failureOf(() => source)).toMatchObject({
      code: "wasm-unavailable",
      message: expect.stringContaining("publish attune.wasm unchanged") as string,
    });
  });

  it("where a host answers with its page, as it does for every address", async () => {
    const page = answer("<!doctype html>", "text/html; charset=utf-8");
    Object.defineProperty(page, "url", { value: url.href });
    fetch.mockResolvedValue(page);
    const failure = rejectionOf(compileCore(() => url, "put it there"));
    expect(await failure).toMatchObject({
      code: "wasm-unavailable",
      retryable: false,
      message: `${url.href} answered text/html; charset=utf-8, which is no WebAssembly: put it there.`,
    });
  });

  it.each([
    "WebAssembly.compile(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script",
    "call to WebAssembly.compile() blocked by CSP",
    "Compiling or instantiating WebAssembly module violates the following Content Security policy directive",
  ])("where a policy forbids it: %s", async (message) => {
    const { Module } = WebAssembly;
    const compile = () => Promise.reject(new Error(message));
    vi.stubGlobal("WebAssembly", { compile, Module });
    expect(await failureOf(() => bytes)).toMatchObject({
      code: "wasm-unavailable",
      message: expect.stringContaining("'wasm-unsafe-eval'") as string,
    });
  });

  it.each([[new Error("no network")], ["no network"], [undefined]])(
    "where the promise of it rejects with %s",
    async (cause) => {
      expect(await failureOf(() => Promise.reject(cause))).toMatchObject({
        code: "wasm-unavailable",
        message: expect.stringContaining(cause ? "no network" : "undefined") as string,
      });
    },
  );

  it("where the source itself fails", async () => {
    const error = await failureOf(() => {
      throw new DOMException("The string to be decoded is not correctly encoded.");
    });
    expect(error).toMatchObject({ code: "wasm-unavailable" });
  });
});
