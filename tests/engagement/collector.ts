import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { WebServer } from "../support/web_server.js";

export interface Counted {
  seen: number;
  used: number;
}

interface Row {
  readonly eventId: string;
  readonly interactionName?: string;
  readonly personalizationId?: string;
}

const built = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../dist/${name}`, import.meta.url)));
const prelude = readFileSync(fileURLToPath(new URL("./page/prelude.js", import.meta.url)));
const image =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200"/></svg>';

/** Serves the pages of the cases, on any host name, and takes the events they send (salesforce.md 8). */
export class Collector extends WebServer {
  readonly #pages = new Map<string, string>();
  readonly #script = built("attune.js");
  readonly #rows = new Map<string, Row>();

  static start(): Promise<Collector> {
    return new Collector().listen() as Promise<Collector>;
  }

  /** Puts a page under a path, and gives its address on a host that no other visitor has. */
  place(name: string, html: string): string {
    this.#pages.set(`/${name}.html`, html);
    return `http://${name}.localhost:${this.port}/${name}.html`;
  }

  /** How often a decision has arrived as seen and as used, each event by its id once. */
  counted(personalizationId: string): Counted {
    const count = (form: RegExp) =>
      [...this.#rows.values()].filter(
        (row) =>
          row.personalizationId === personalizationId && form.test(String(row.interactionName)),
      ).length;
    return { seen: count(/view/), used: count(/click/) };
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    void this.#answer(request, response);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*");
    if (request.method === "POST") {
      const body = await text(request).catch(() => "");
      for (const row of rowsOf(body)) this.#rows.set(row.eventId, row);
      response.writeHead(202).end();
      return;
    }
    const [type, content] = this.#contentOf(pathname);
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(content);
  }

  #contentOf(path: string): [string, string | Buffer] {
    if (path === "/attune.js") return ["text/javascript", this.#script];
    if (path === "/prelude.js") return ["text/javascript", prelude];
    if (path === "/image.svg") return ["image/svg+xml", image];
    return ["text/html", this.#pages.get(path) ?? "<!doctype html><title>Elsewhere</title>"];
  }
}

function rowsOf(body: string): Row[] {
  const form = new URLSearchParams(body).get("event");
  if (!form) return [];
  const { events } = JSON.parse(Buffer.from(form, "base64").toString()) as { events: Row[] };
  return events;
}
