import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";

import { WebServer } from "../support/web_server.js";

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
export class PageServer extends WebServer {
  static start(): Promise<PageServer> {
    return new PageServer().listen();
  }

  protected serve({ url = "/" }: IncomingMessage, response: ServerResponse): void {
    const { type, body } = contentOf(new URL(`http://page${url}`).pathname);
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
  }

  address(host: string, path = "/"): string {
    return `http://${host}:${this.port}${path}`;
  }
}
