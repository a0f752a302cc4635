import type { Socket } from "node:net";

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Reads HTTP/1.1 requests off a socket, one after the other, and hands on each whose last byte has
 * come: what is cut off in the middle never was a request.
 */
export function readRequests(socket: Socket, take: (request: Request) => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let read = readOne(bytes); read; read = readOne(bytes)) {
      bytes = bytes.subarray(read.length);
      take(read.request);
    }
  });
}

function readOne(bytes: Buffer): { request: Request; length: number } | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const start = end + headEnd.length;
  const [first = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map(lines.map(splitHeader));
  const length = start + Number(headers.get("content-length") ?? 0);
  if (bytes.length < length) return undefined;
  const [method = "", target = "/"] = first.split(" ");
  const url = new URL(target, `http://${headers.get("host") ?? "collector"}`);
  const body = bytes.subarray(start, length);
  return { request: { method, url, headers, body }, length };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
