import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const HERE = "127.0.0.1";

export interface Listener {
  origin: string;
  close(): Promise<void>;
}

/**
 * A page elsewhere can point its own host name at loopback and then read what listens there. Names
 * under the reserved endings can never be such a page's, so tests may use them.
 */
function isOurHost(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  if (name === HERE || name === "localhost" || name === "[::1]") return true;
  return /\.(localhost|test|example|invalid)$/.test(name);
}

function guarded(answer: RequestListener): RequestListener {
  return (request, response) => {
    if (isOurHost(request.headers.host)) {
      answer(request, response);
      return;
    }
    response.writeHead(421, { "content-type": "text/plain; charset=utf-8" });
    response.end("This development server answers on loopback names only.\n");
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
  port: number,
  tries: number,
): Promise<Listener> {
  const server = createServer(guarded(answer));
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
