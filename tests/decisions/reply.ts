import type { Request } from "../delivery/request.js";

/** An answer as it is meant; a script may send less of it, or something else. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Names of headers the page is allowed to read. */
  expose?: string[];
  /** Whether the page may read it at all. Default true. */
  isPermitted?: boolean;
  /** How the length is told. Default: as it is. */
  length?: number | "chunked" | "untold";
}

/** The head of an answer, blank line included. */
export function headOf(request: Request, reply: Reply): string {
  const { status, headers = {}, body = "", length = Buffer.byteLength(body) } = reply;
  const hasBody = status !== 204 && status !== 304;
  const all = {
    Date: new Date().toUTCString(),
    ...(body.length > 0 && { "Content-Type": "application/json" }),
    ...(hasBody && typeof length === "number" && { "Content-Length": String(length) }),
    ...(length === "chunked" && { "Transfer-Encoding": "chunked" }),
    ...(length === "untold" && { Connection: "close" }),
    ...(reply.isPermitted !== false && permission(request, reply.expose)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join("")}\r\n`;
}

/**
 * A preflight's answer. The permission is good for this request alone, so that none is spared. Its
 * connection is not kept: a request that fails on a kept one is repeated by the browser itself,
 * which would be counted as if the SDK had asked twice.
 */
export function preflightReply(request: Request): Reply {
  const names = request.headers.get("access-control-request-headers") ?? "";
  return {
    status: 204,
    headers: {
      "Access-Control-Allow-Methods": "GET, POST",
      "Access-Control-Allow-Headers": names,
      "Access-Control-Max-Age": "0",
      Connection: "close",
    },
  };
}

function permission({ headers }: Request, expose: string[] = []): Record<string, string> {
  const origin = headers.get("origin");
  if (!origin) return {};
  return {
    "Access-Control-Allow-Origin": origin,
    ...(expose.length > 0 && { "Access-Control-Expose-Headers": expose.join(", ") }),
  };
}

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
