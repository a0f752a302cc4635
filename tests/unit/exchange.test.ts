import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../js/exchange.js";

const fetch = vi.fn<typeof globalThis.fetch>();

beforeEach(() => {
  fetch.mockReset();
  vi.stubGlobal("fetch", fetch);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const request = new Request("https://service.example/decisions", { method: "POST", body: "{}" });
const mebibyte = 1024 * 1024;

it("tells status, headers and text", async () => {
  const headers = { "content-type": "application/json", "retry-after": "3", date: "now" };
  fetch.mockResolvedValue(new Response('{"a":"ä"}', { status: 429, headers }));
  await expect(exchange(request, false)).resolves.toEqual({
    status: 429,
    type: "application/json",
    retryAfter: "3",
    date: "now",
    body: '{"a":"ä"}',
  });
  expect(fetch).toHaveBeenCalledWith(request, {});
});

it("asks for keepalive only where it is wanted", async () => {
  fetch.mockResolvedValue(new Response(null, { status: 204 }));
  await exchange(request, true);
  expect(fetch).toHaveBeenCalledWith(request, { keepalive: true });
});

it("says null of headers that are not there, and an empty text where there is no body", async () => {
  fetch.mockResolvedValue(new Response(null, { status: 204 }));
  await expect(exchange(request, false)).resolves.toEqual({
    status: 204,
    type: null,
    retryAfter: null,
    date: null,
    body: "",
  });
});

describe("the body", () => {
  const bodyOf = async (chunks: Uint8Array[]) => {
    const cancelled = vi.fn();
    const waiting = [...chunks];
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = waiting.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel: cancelled,
    });
    fetch.mockResolvedValue(new Response(stream));
    const { body } = await exchange(request, false);
    return { body, cancelled, unread: waiting.length };
  };

  it("is put together across a character that is split between chunks", async () => {
    const bytes = new TextEncoder().encode("Straße 🧦");
    const { body } = await bodyOf(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(body).toBe("Straße 🧦");
  });

  it("loses a byte order mark, and no more than that of broken UTF-8", async () => {
    const { body } = await bodyOf([Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62)]);
    expect(body).toBe("a\ufffdb");
  });

  it("of exactly 1 MiB is read", async () => {
    const { body } = await bodyOf([new Uint8Array(mebibyte).fill(0x61)]);
    expect(body).toHaveLength(mebibyte);
  });

  it("over 1 MiB is not read to its end, and told as null", async () => {
    const half = new Uint8Array(mebibyte / 2).fill(0x61);
    const { body, cancelled, unread } = await bodyOf([
      half,
      half,
      Uint8Array.of(1),
      half,
      half,
      half,
    ]);
    expect(body).toBeNull();
    expect(cancelled).toHaveBeenCalled();
    expect(unread).toBeGreaterThan(0);
  });
});

describe("a failure", () => {
  it("before the headers says that nothing was received", async () => {
    fetch.mockRejectedValue(new TypeError("Failed to fetch"));
    const error: unknown = await exchange(request, false).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: "Failed to fetch", received: false });
  });

  it("in the body says that the headers had come", async () => {
    const stream = new ReadableStream({
      start: (controller) => controller.error(new Error("reset")),
    });
    fetch.mockResolvedValue(new Response(stream));
    await expect(exchange(request, false)).rejects.toMatchObject({
      message: "reset",
      received: true,
    });
  });

  it.each([["a text"], [undefined], [{ status: 0 }]])(
    "is an Error also where a patched fetch rejects with %s",
    async (reason) => {
      fetch.mockRejectedValue(reason);
      const error: unknown = await exchange(request, false).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ received: false });
    },
  );

  it("is one also where fetch throws, or is missing", async () => {
    fetch.mockImplementation(() => {
      throw new Error("patched");
    });
    await expect(exchange(request, false)).rejects.toMatchObject({ message: "patched" });
    vi.stubGlobal("fetch", undefined);
    await expect(exchange(request, false)).rejects.toBeInstanceOf(Error);
  });
});
