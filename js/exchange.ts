import { readBody, type Reply } from "./reply.js";

const largestBody = 1024 * 1024;
const largestPiece = 64 * 1024;
// A service that accepts and never answers would otherwise hold its place for as long as the page
// lives.
// An event's request ends before the claim on the event does (src/engagement/claims.rs). Its status
// says it all, and a page that was frozen meanwhile waits for the body in vain.
const patienceForEvent = 9_000;
const patienceForItsBody = 400;
const patienceForOthers = 30_000;
// Days; but not as many as a timer can take, since pages put theirs on top.
const forEver = 1e9;

/** What goes with an address: plain members, and no prototype that a page could have put more on. */
export interface Init extends RequestInit {
  readonly headers: Record<string, string>;
}

/**
 * One request and its answer, body included. Never rejects: where nothing came, the status is 0.
 *
 * The address is a text and all else plain members: scripts that wrap `fetch` look at the one and
 * copy the other, and take a `Request` apart into an empty GET.
 */
export async function exchange(url: string, init: Init): Promise<Reply> {
  const { keepalive, method } = init;
  // Only a decision is posted without a word on keepalive: who waits for it gives it up in time.
  const patience = method && keepalive === undefined ? forEver : patienceForOthers;
  let received = false;
  const began = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const within = <T>(work: Promise<T>, wait: number): Promise<T> => {
    const tooLate = new Promise<never>((_, reject) => {
      clearTimeout(timer);
      timer = setTimeout(reject, wait);
    });
    return Promise.race([work, tooLate]);
  };
  try {
    const response = await within(fetch(url, init), keepalive ? patienceForEvent : patience);
    received = true;
    const header = (name: string): string => response.headers.get(name) ?? "";
    // Made on the way, about half of it ago; and the header leaves out fractions of a second.
    const here = (began + Date.now()) / 2;
    const ahead = readDate(header("date")) + 500 - here;
    const { status } = response;
    const reading = within(readAll(response), keepalive ? patienceForItsBody : patience);
    const read = await (keepalive ? reading.catch(() => null) : reading);
    const text = response.ok ? read : withoutToken(init, read);
    return {
      status,
      received,
      retryAfter: readRetryAfter(header("retry-after"), Date.now() + (ahead || 0)),
      ahead,
      // What a redirect leads to is not the service, and is not asked.
      ...(status ? readBody(status, header("content-type"), text) : { isBroken: true }),
    };
  } catch {
    return { status: 0, received };
  } finally {
    clearTimeout(timer);
  }
}

/** A refusal may repeat what it was sent, and its words go into messages. */
function withoutToken({ headers }: Init, text: string | null): string | null {
  const token = headers["Authorization"]?.slice("Bearer ".length) ?? "";
  // A shorter one is no secret, and a part of other words.
  return token.length > 8 && text ? text.split(token).join("[token]") : text;
}

/** Milliseconds since 1970; NaN for anything but a date of HTTP, of which `Date.parse` reads far too much. */
function readDate(text: string): number {
  return /^\w{3}, .+ GMT$/.test(text) ? Date.parse(text) : NaN;
}

/** Milliseconds to wait; NaN where there is no wish that makes sense. */
function readRetryAfter(text: string, now: number): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : readDate(text) - now;
}

/** What stands in for `fetch` may give an answer of its own making, which has no stream. */
async function readAll(response: Response): Promise<string | null> {
  if (response.body) return readText(response.body);
  const text = response.status ? await response.text() : "";
  return text.length > largestBody ? null : text;
}

/** Counts what really arrives: a Content-Length is only a claim, and does not see compression. */
async function readText(body: ReadableStream<Uint8Array>): Promise<string | null> {
  const [reader, read] = readerOf(body);
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > largestBody) {
      reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

type Read = () => Promise<ReadableStreamReadResult<Uint8Array>>;

/** Where the browser can, in pieces of our size: its own may be larger than all we want to read. */
function readerOf(body: ReadableStream<Uint8Array>): [{ cancel(): Promise<void> }, Read] {
  try {
    const reader = body.getReader({ mode: "byob" });
    return [reader, () => reader.read(new Uint8Array(largestPiece))];
  } catch {
    const reader = body.getReader();
    return [reader, () => reader.read()];
  }
}
