import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

const script = readFileSync(fileURLToPath(new URL("../../dist/attune.js", import.meta.url)));
const page = (head: string): string =>
  `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>A page</title>` +
  `<link rel="icon" href="data:,">${head}</head><body><h1>A page</h1></body></html>`;

/** What a path shows; whatever is not named here is a page with the SDK, not started yet. */
export const contentOf = (path: string): { type: string; body: string | Buffer } => {
  if (path === "/attune.js") return { type: "text/javascript", body: script };
  // For a profile that has never met Attune.
  if (path === "/without.html") return { type: "text/html", body: page("") };
  return { type: "text/html", body: page('<script src="/attune.js"></script>') };
};

/** One page under every host name: the development server answers on reserved names only. */
export class PageServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PageServer> {
    const server = createServer((request, response) => {
      const { type, body } = contentOf(new URL(`http://page${request.url ?? "/"}`).pathname);
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new PageServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  address(host: string, path = "/"): string {
    return `http://${host}:${this.port}${path}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
