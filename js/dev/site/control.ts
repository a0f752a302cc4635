import type { IncomingMessage, ServerResponse } from "node:http";

import { type Faults, readFault } from "../faults.js";
import type { Journal } from "../journal.js";
import { parseJson } from "../json.js";
import type { LiveDecisionFile } from "../decision-file.js";
import { Refusal } from "../refusal.js";
import { send, wireOf } from "../reply.js";
import { readBody } from "../request-body.js";
import type { Tokens } from "../salesforce/tokens.js";
import type { Answer, ServiceName } from "../service.js";
import type { Visits } from "../visits.js";
import type { Origins } from "./environment.js";
import type { Streams } from "./stream.js";
import { fetchToken } from "./token.js";

export interface Controls {
  journal: Journal;
  faults: Faults;
  visits: Visits;
  tokens: Tokens;
  streams: Streams;
  decisions: LiveDecisionFile;
  origins: () => Origins;
}

type Action = (controls: Controls, url: URL, body: string) => Answer | Promise<Answer>;

const DONE: Answer = { status: 204 };

function readService(url: URL): ServiceName | undefined {
  const name = url.searchParams.get("service");
  if (name === null || name === "salesforce" || name === "sitecore") return name ?? undefined;
  throw new Refusal(400, "service is salesforce or sitecore.");
}

const ACTIONS: Readonly<Record<string, Action>> = {
  "GET /__attune/journal": ({ journal }) => ({ status: 200, body: journal.records }),
  "DELETE /__attune/journal": ({ journal, streams }) => {
    journal.clear();
    streams.announce("cleared", {});
    return DONE;
  },
  "POST /__attune/visits/end": ({ visits, streams }) => {
    visits.endAll();
    streams.announce("visits-ended", {});
    return DONE;
  },
  "POST /__attune/token": async ({ decisions, origins }) => ({
    status: 200,
    body: await fetchToken(decisions.current, origins().salesforce),
  }),
  "POST /__attune/tokens/expire": ({ tokens }) => {
    tokens.expireAll();
    return DONE;
  },
  "GET /__attune/faults": ({ faults }) => ({ status: 200, body: faults.all }),
  "POST /__attune/faults": ({ faults }, _url, body) => {
    faults.add(readFault(parseJson(body)));
    return DONE;
  },
  "DELETE /__attune/faults": ({ faults }, url) => {
    faults.clear(readService(url));
    return DONE;
  },
};

/** Another page open in the same browser must not steer this server: only its own pages may. */
function requireOwnPage(request: IncomingMessage, site: string): void {
  const origin = request.headers.origin;
  if (origin === undefined || origin === site || origin === `http://${request.headers.host}`)
    return;
  throw new Refusal(403, "Only pages of this server may do that.");
}

async function answerOf(request: IncomingMessage, url: URL, controls: Controls): Promise<Answer> {
  try {
    const action = ACTIONS[`${request.method} ${url.pathname}`];
    if (!action) throw new Refusal(404, `No such control: ${request.method} ${url.pathname}`);
    requireOwnPage(request, controls.origins().site);
    return await action(controls, url, await readBody(request));
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    return { status: cause.status, body: { message: cause.message } };
  }
}

export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  controls: Controls,
): Promise<void> {
  if (request.method === "GET" && url.pathname === "/__attune/stream") {
    controls.streams.open(request, response);
    return;
  }
  const answer = await answerOf(request, url, controls);
  send(response, wireOf(answer));
}
