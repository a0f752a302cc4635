import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../js/exchange.js";
import { replaceFetch } from "./fake-fetch.js";

const fetch = replaceFetch();

const url = "https://service.example/decisions";
const request = { method: "POST", body: "{}", headers: {} };
const event = { ...request, keepalive: true };
const mebibyte = 1024 * 1024;

it("tells status, headers and body", async () => {
  const headers = { "content-type": "application/json", "retry-after": "3" };
  fetch.mockResolvedValue(new Response('{"a":"ä"}', { status: 429, headers }));
  await expect(exchange(url, request)).resolves.toEqual({
    status: 429,
    received: true,
    retryAfter: 3000,
    ahead: NaN,
    body: { a: "ä" },
    source: '{"a":"ä"}',
  });
  // A text and plain members, which is what scripts that wrap it expect.
  expect(fetch).toHaveBeenCalledExactlyOnceWith(url, request);
});

it("knows no number of headers that are not there, and says where there is no body", async () => {
  fetch.mockResolvedValue(new Response(null, { status: 204 }));
  await expect(exchange(url, request)).resolves.toEqual({
    status: 204,
    received: true,
    retryAfter: NaN,
    ahead: NaN,
    isEmpty: true,
  });
});

describe("a token that was sent", () => {
  const answerTo = (token: string, status: number, body: unknown) => {
    fetch.mockResolvedValue(new Response(JSON.stringify(body), { status }));
    return exchange(url, { ...request, headers: { Authorization: `Bearer ${token}` } });
  };

  it("is not read back from a refusal", async () => {
    const body = { message: "No such token: aaa.bbb.ccc, aaa.bbb.ccc!" };
    await expect(answerTo("aaa.bbb.ccc", 401, body)).resolves.toMatchObject({
      body: { message: "No such token: [token], [token]!" },
    });
  });

  it("changes nothing else", async () => {
    const body = { message: "a message" };
    await expect(answerTo("e", 401, body)).resolves.toMatchObject({ body });
    await expect(answerTo("message.of", 401, body)).resolves.toMatchObject({ body });
    await expect(answerTo("a message", 200, body)).resolves.toMatchObject({ body });
  });
});

describe("the clock of the service", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 4, 5, 6, 7, 500) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const answerOf = (headers: Record<string, string>, after = 0) => {
    fetch.mockImplementation(async () => {
      await vi.advanceTimersByTimeAsync(after);
      return new Response(null, { status: 204, headers });
    });
    return exchange(url, event);
  };

  it.each([
    ["Wed, 04 Mar 2026 05:06:07 GMT", 0],
    ["Wed, 04 Mar 2026 06:06:07 GMT", 3_600_000],
    ["Fri, 04 Mar 2016 05:06:07 GMT", -315_532_800_000],
    ["5", NaN],
    ["yesterday", NaN],
    ["Wed, 99 Mar 2026 05:06:07 GMT", NaN],
  ])("%s is ahead by %s ms", async (date, ahead) => {
    await expect(answerOf({ date })).resolves.toMatchObject({ ahead });
  });

  it("was read in the middle of the way", async () => {
    const date = "Wed, 04 Mar 2026 05:06:08 GMT";
    await expect(answerOf({ date }, 2000)).resolves.toMatchObject({ ahead: 0 });
  });

  it.each([
    ["0", 0],
    ["7", 7000],
    ["007", 7000],
    ["99999999999999999999999", 1e26],
    [`1${"0".repeat(400)}`, Infinity],
    ["Wed, 04 Mar 2026 05:06:17 GMT", 9500],
    ["Wed, 04 Mar 2026 05:06:00 GMT", -7500],
    ["-1", NaN],
    ["1.5", NaN],
    ["1, 2", NaN],
    ["1e309", NaN],
    ["soon", NaN],
    ["", NaN],
  ])("a wish of %s is %s ms", async (wish, milliseconds) => {
    const { retryAfter } = await answerOf({ "retry-after": wish });
    if (milliseconds > 1e20) expect(retryAfter).toBeGreaterThanOrEqual(1e20);
    else expect(retryAfter).toBe(milliseconds);
  });

  it("measures a wish for a date by the service's own clock", async () => {
    const date = "Wed, 04 Mar 2026 06:06:07 GMT";
    const wish = "Wed, 04 Mar 2026 06:06:17 GMT";
    const { retryAfter } = await answerOf({ date, "retry-after": wish });
    expect(retryAfter).toBe(9500);
  });
});

describe("the body", () => {
  const text = { headers: { "content-type": "text/plain" } };
  const replyTo = async (chunks: Uint8Array[]) => {
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
    fetch.mockResolvedValue(new Response(stream, text));
    return { reply: await exchange(url, request), cancelled, unread: waiting.length };
  };

  it("is put together across a character that is split between chunks", async () => {
    const bytes = new TextEncoder().encode("Straße 🧦");
    const { reply } = await replyTo(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(reply.text).toBe("Straße 🧦");
  });

  it("loses a byte order mark, and no more than that of broken UTF-8", async () => {
    const { reply } = await replyTo([Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62)]);
    expect(reply.text).toBe("a\ufffdb");
  });

  it("of exactly 1 MiB is read", async () => {
    const { reply } = await replyTo([new Uint8Array(mebibyte).fill(0x61)]);
    expect(reply.text).toHaveLength(mebibyte);
  });

  it("over 1 MiB is not read to its end, and broken", async () => {
    const half = new Uint8Array(mebibyte / 2).fill(0x61);
    const chunks = [half, half, Uint8Array.of(1), half, half, half];
    const { reply, cancelled, unread } = await replyTo(chunks);
    expect(reply.isBroken).toBe(true);
    expect(reply.text).toBeUndefined();
    expect(cancelled).toHaveBeenCalled();
    expect(unread).toBeGreaterThan(0);
  });
});

describe("an event's answer", () => {
  const taken = { status: 201, received: true };
  const answerWith = (start: (controller: ReadableStreamDefaultController) => void) => {
    fetch.mockResolvedValue(new Response(new ReadableStream({ start }), { status: 201 }));
    return exchange(url, event);
  };
  afterEach(() => {
    vi.useRealTimers();
  });

  it("has said all with its status where the body breaks", async () => {
    const reply = await answerWith((controller) => {
      controller.error(new Error("reset"));
    });
    expect(reply).toMatchObject(taken);
  });

  it("is not waited for to the end", async () => {
    vi.useFakeTimers();
    const reply = answerWith(() => undefined);
    await vi.advanceTimersByTimeAsync(399);
    await expect(Promise.race([reply, "waiting"])).resolves.toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    await expect(reply).resolves.toMatchObject(taken);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a service that never answers", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    fetch.mockReturnValue(new Promise(() => undefined));
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const answered = async (reply: Promise<unknown>, after: number) => {
    await vi.advanceTimersByTimeAsync(after);
    return Promise.race([reply, "waiting"]);
  };

  it("is given up after a while", async () => {
    const reply = exchange(url, { headers: {} });
    await expect(answered(reply, 29_999)).resolves.toBe("waiting");
    await expect(answered(reply, 1)).resolves.toEqual({ status: 0, received: false });
  });

  it("is not where it is to decide: who waits for that gives it up", async () => {
    const reply = exchange(url, request);
    await expect(answered(reply, 3_600_000)).resolves.toBe("waiting");
  });
});

describe("a failure", () => {
  const silence = (received: boolean) => ({ status: 0, received });

  it("before the headers says that nothing was received", async () => {
    fetch.mockRejectedValue(new TypeError("Failed to fetch"));
    await expect(exchange(url, request)).resolves.toEqual(silence(false));
  });

  it("in the body says that the headers had come", async () => {
    const stream = new ReadableStream({
      start: (controller) => controller.error(new Error("reset")),
    });
    fetch.mockResolvedValue(new Response(stream));
    await expect(exchange(url, request)).resolves.toEqual(silence(true));
  });

  it.each([["a text"], [undefined], [{ status: 200 }]])(
    "is one also where a patched fetch rejects with %s",
    async (reason) => {
      fetch.mockRejectedValue(reason);
      await expect(exchange(url, request)).resolves.toEqual(silence(false));
    },
  );

  it("is one also where fetch throws, or is missing", async () => {
    fetch.mockImplementation(() => {
      throw new Error("patched");
    });
    await expect(exchange(url, request)).resolves.toEqual(silence(false));
    vi.stubGlobal("fetch", undefined);
    await expect(exchange(url, request)).resolves.toEqual(silence(false));
  });

  it("of a redirect, which is not followed, is told apart", async () => {
    const redirect = new Response();
    Object.defineProperties(redirect, { status: { value: 0 }, type: { value: "opaqueredirect" } });
    fetch.mockResolvedValue(redirect);
    const reply = await exchange(url, request);
    expect(reply).toMatchObject({ status: 0, received: true, isBroken: true });
  });
});
