import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { HostGuard } from "./host.js";

const HERE = "127.0.0.1";

export interface Listener {
  origin: string;
  close(): Promise<void>;
}

function guarded(answer: RequestListener, isOurs: HostGuard): RequestListener {
  return (request, response) => {
    if (isOurs(request.headers.host)) {
      answer(request, response);
      return;
    }
    response.writeHead(421, { "content-type": "text/plain; charset=utf-8" });
    response.end("This development server answers on loopback, and where --host names a host.\n");
  };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HERE, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function isTaken(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === "EADDRINUSE" || code === "EACCES";
}

async function bindFrom(server: Server, first: number, tries: number): Promise<void> {
  for (let port = first; ; port += 1) {
    try {
      await bind(server, port);
      return;
    } catch (cause) {
      if (!isTaken(cause)) throw cause;
      if (port + 1 >= first + tries || port >= 65_535) {
        throw new Error(`Port ${first} is taken on ${HERE}. Choose another with --port.`, {
          cause,
        });
      }
    }
  }
}

/** `tries` above 1 looks for the next free port. */
export async function listen(
  answer: RequestListener,
  isOurs: HostGuard,
  port: number,
  tries: number,
): Promise<Listener> {
  const server = createServer(guarded(answer, isOurs));
  await bindFrom(server, port, tries);
  const bound = (server.address() as AddressInfo).port;
  return {
    origin: `http://${HERE}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
