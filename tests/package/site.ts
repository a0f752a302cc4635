// A host of single-page apps: what it does not have it answers with its page.
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";

import { WebServer } from "../support/web_server.js";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

export class Site extends WebServer {
  constructor(readonly folder: string) {
    super();
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://host.example");
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const type = types[extname(path)] ?? "application/octet-stream";
    try {
      const bytes = readFileSync(join(this.folder, path));
      response.writeHead(200, { "content-type": type }).end(bytes);
    } catch {
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><title>App</title>");
    }
  }
}
