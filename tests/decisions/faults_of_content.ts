// Faults 13 to 23: what the body is.
import { gzipSync } from "node:zlib";

import type { Exchange, Script } from "./decision_server.js";
import { badResponse, decided, empty, type Expected, network } from "./expected.js";
import type { Fault } from "./fault.js";
import type { Reply } from "./reply.js";

type Body = (exchange: Exchange) => Omit<Reply, "status"> & { status?: number };

function says(body: Body): () => Script {
  return () => (exchange) => exchange.say({ status: 200, ...body(exchange) });
}

function bad(kind: number, name: string, body: Body, expected: Fault["expected"]): Fault {
  return { name, kind, begin: says(body), expected, attempts: 1, isBadBody: true };
}

const mebibyte = 1024 * 1024;
const gzip = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
const html = "<!doctype html><title>Please sign in</title><h1>Hotel network</h1>";

/** A good answer whose title is another text. */
function titled(exchange: Exchange, title: string): string {
  return exchange.good().replace(/Title of [a-z_]+/g, () => title);
}

const bombs = new Map<string, Uint8Array>();

/** Made once for each service: it takes a while. */
function bombOf(exchange: Exchange): Uint8Array {
  const { service } = exchange.ask.question;
  const known = bombs.get(service);
  if (known) return known;
  const text = titled(exchange, "#").replace("#", () => "x".repeat(64 * mebibyte));
  const bomb = gzipSync(text);
  bombs.set(service, bomb);
  return bomb;
}

function corrupt(text: string): Uint8Array {
  const bytes = gzipSync(text);
  return bytes.map((byte, place) => (place > 20 ? byte ^ 0x5a : byte));
}

function deep(levels: number, text: string): string {
  const bomb = "[".repeat(levels) + "]".repeat(levels);
  return text.replace(/\{/, `{"bomb":${bomb},`);
}

function hostileKeys(text: string): string {
  return text.replace(/"title":/g, '"__proto__":{"polluted":true},"title":"first","title":');
}

/** A good answer, but with a mark before it and bytes in it that are no UTF-8. */
function illSpelled(exchange: Exchange): Buffer {
  const text = exchange.good();
  const place = text.indexOf("Title of ");
  const mark = Buffer.from([0xef, 0xbb, 0xbf]);
  const before = Buffer.from(text.slice(0, place));
  return Buffer.concat([mark, before, Buffer.from([0xff, 0xfe]), Buffer.from(text.slice(place))]);
}

const emptyOr = (salesforce: Expected) => ({ salesforce, sitecore: empty });

export const faultsOfContent: readonly Fault[] = [
  bad(
    13,
    "gzip cut off",
    (exchange) => ({ headers: gzip, body: gzipSync(exchange.good()).subarray(0, -20) }),
    badResponse,
  ),
  bad(
    14,
    "gzip corrupt",
    (exchange) => ({ headers: gzip, body: corrupt(exchange.good()) }),
    network,
  ),
  bad(
    15,
    "wrong content type",
    (exchange) => ({
      headers: { "Content-Type": "application/octet-stream" },
      body: exchange.good(),
    }),
    badResponse,
  ),
  bad(
    16,
    "HTML page with 200",
    () => ({ headers: { "Content-Type": "text/html" }, body: html }),
    badResponse,
  ),
  bad(17, "empty 200", () => ({}), emptyOr(badResponse)),
  bad(18, "204", () => ({ status: 204 }), empty),
  bad(19, "JSON cut off", (exchange) => ({ body: exchange.good().slice(0, -3) }), badResponse),
  bad(20, "JSON 10,000 deep", (exchange) => ({ body: deep(10_000, exchange.good()) }), badResponse),
  bad(
    21,
    "2 MiB of JSON",
    (exchange) => ({ body: titled(exchange, "x".repeat(2 * mebibyte)) }),
    badResponse,
  ),
  bad(
    21,
    "64 MiB of JSON in 64 KiB of gzip",
    (exchange) => ({ headers: gzip, body: bombOf(exchange) }),
    badResponse,
  ),
  bad(22, "BOM and invalid UTF-8", (exchange) => ({ body: illSpelled(exchange) }), decided),
  bad(
    23,
    "__proto__ and duplicate keys",
    (exchange) => ({ body: hostileKeys(exchange.good()) }),
    decided,
  ),
];
