import type { ServerResponse } from "node:http";

import type { Answer } from "./service.js";

export interface Wire {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** These statuses have no body by the protocol, whatever an author wrote. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

export function wireOf(answer: Answer): Wire {
  const bytes = isBodiless(answer.status) ? Buffer.alloc(0) : bytesOf(answer.body);
  const headers: Record<string, string> = { "cache-control": "no-store", ...answer.headers };
  if (bytes.length > 0) headers["content-type"] ??= "application/json; charset=utf-8";
  if (!isBodiless(answer.status)) headers["content-length"] = String(bytes.length);
  return { status: answer.status, headers, bytes };
}

export function send(response: ServerResponse, wire: Wire): void {
  response.writeHead(wire.status, wire.headers);
  response.end(wire.bytes);
}
