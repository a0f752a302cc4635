import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { WebServer } from "../support/web_server.js";

/** A request as its bytes came: the head in the order and the spelling of the wire. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

const points = ["home_hero", "home_banner", "home_list"];
const contentOf = (name: string) => ({ Header: `Made for ${name}`, List: [1, { deep: ["x"] }] });

const entries = points.map((name) => ({
  personalizationId: `p-${name}`,
  personalizationPointName: name,
  attributes: contentOf(name),
  data: [{ personalizationContentId: `p-${name}:0`, id: "SKU-1001", tags: ["a", "b"] }],
}));

/** Both services at one origin: they answer as documented, and every request is kept as it came. */
export class Recorder extends WebServer {
  readonly requests: RawRequest[] = [];

  static start(): Promise<Recorder> {
    return new Recorder().listen();
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    void this.#take(request, response);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", rawHeaders: headers } = request;
    // A page may go away in the middle of a request: then there was none.
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    this.requests.push({ method, url, headers, body });
    permit(request, response);
    if (method === "OPTIONS") return void response.writeHead(204).end();
    const [status, answer] = answerTo(url, body);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(answer && JSON.stringify(answer));
  }
}

function permit({ headers }: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false;
  response.setHeader("Access-Control-Allow-Origin", headers.origin ?? "*");
  response.setHeader("Access-Control-Allow-Methods", "GET, POST");
  const asked = headers["access-control-request-headers"];
  if (asked) response.setHeader("Access-Control-Allow-Headers", asked);
}

const sitecoreIds = {
  status: "OK",
  version: "1.2",
  ref: "11111111-2222-4333-8444-555555555555",
  customer_ref: "66666666-7777-4888-9999-aaaaaaaaaaaa",
};

function answerTo(url: string, body: string): [number, object | undefined] {
  if (url.startsWith("/personalization/")) return [200, { personalizations: entries }];
  if (url.startsWith("/web/events/")) return [202, undefined];
  if (url.startsWith("/v2/callFlows")) return [200, flowAnswer(body)];
  if (url.includes("/browser/create.json")) return [201, sitecoreIds];
  if (url.includes("/event")) return [201, sitecoreIds];
  return [404, undefined];
}

function flowAnswer(body: string): object {
  const { friendlyId = "" } = JSON.parse(body) as { friendlyId?: string };
  return contentOf(friendlyId);
}
