import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";

import { WebServer } from "../support/web_server.js";

const sdk = fileURLToPath(new URL("../../dist/attune.js", import.meta.url));
const pagesOf = (suite: string): string => fileURLToPath(new URL("page/", suite));
const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };

/** What the pages of a host are made of. */
export interface Host {
  config: object;
  /** Scripts of `page/` that are there before the SDK. */
  before?: string[];
  /** What those read: `window.harness`. */
  harness?: object;
  /** Whether the page starts the SDK by itself. Default true. */
  starts?: boolean;
  /** Markup for the body, by path. */
  bodies?: Record<string, string>;
}

/**
 * The site whose visitors are watched. Every visitor has a host, and so storage, of its own. Any
 * path is a page with the SDK, but `/plain.html` is one without.
 */
export class Site extends WebServer {
  readonly #hosts = new Map<string, Host>();
  readonly #folders: string[];
  /** Addresses that were asked for, and for what purpose. */
  readonly requests: Array<{ path: string; purpose: string }> = [];
  /** What pages nobody is attached to have told, by `POST /told`. */
  readonly told: string[] = [];

  private constructor(folders: string[]) {
    super();
    this.#folders = folders;
  }

  /** @param suite - address of a module of a suite that has scripts of its own in `page/` */
  static start(suite = import.meta.url): Promise<Site> {
    return new Site([pagesOf(suite), pagesOf(import.meta.url)]).listen();
  }

  /** Gives the origin of a new host. */
  add(host: Host): string {
    const name = `visitor-${this.#hosts.size + 1}.localhost`;
    this.#hosts.set(name, host);
    return `http://${name}:${this.port}`;
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    const path = String(request.url).split("?")[0] ?? "/";
    this.requests.push({ path, purpose: String(request.headers["sec-purpose"] ?? "") });
    if (path === "/told") return this.#listen(request, response);
    if (path === "/attune.js") return send(response, "text/javascript", readFileSync(sdk));
    if (path.endsWith(".js")) {
      return send(response, "text/javascript", this.#script(path.slice(1)));
    }
    const name = String(request.headers.host).split(":")[0] ?? "";
    const host = this.#hosts.get(name);
    const page = path === "/plain.html" || !host ? plainPage : pageOf(host, path);
    send(response, "text/html", Buffer.from(page));
  }

  #script(name: string): Buffer {
    const path = this.#folders.map((folder) => folder + name).find((path) => existsSync(path));
    if (!path) throw new Error(`No such script: ${name}`);
    return readFileSync(path);
  }

  #listen(request: IncomingMessage, response: ServerResponse): void {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      this.told.push(text);
      response.writeHead(204).end();
    });
  }
}

function send(response: ServerResponse, type: string, body: Buffer): void {
  // Not "no-store": that would keep pages out of the back/forward cache.
  response.writeHead(200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-cache",
  });
  response.end(body);
}

const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Visited</title>
<link rel="icon" href="data:,">`;

const plainPage = `${head}<h1>A page without the SDK</h1>`;

function pageOf(host: Host, path: string): string {
  const { config, before = [], harness = {}, starts = true, bodies = {} } = host;
  const scripts = before.map((name) => `<script src="/${name}.js"></script>`).join("\n");
  const started = { consents: [optIn], ...config };
  return `${head}
<script>window.harness = ${JSON.stringify(harness)};</script>
${scripts}
<script src="/attune.js"></script>
<script src="/probe.js"></script>
<script>
  window.start = () => (window.started = Attune.init(${JSON.stringify(started)}));
  ${starts ? "start();" : ""}
</script>
<h1>${path}</h1>
<a id="next" href="/next.html">Next page</a>
${bodies[path] ?? ""}
</html>`;
}
