// The services of all contenders: one server over TLS, which the browser takes for every host.
import { createServer } from "node:https";
import { gunzipSync } from "node:zlib";

import { createCertificate } from "./certificate.mjs";
import { end } from "./site.mjs";
import * as adobe from "./services/adobe.mjs";
import * as croct from "./services/croct.mjs";
import * as growthbook from "./services/growthbook.mjs";
import * as launchdarkly from "./services/launchdarkly.mjs";
import * as ninetailed from "./services/ninetailed.mjs";
import * as optimizely from "./services/optimizely.mjs";
import * as posthog from "./services/posthog.mjs";
import * as salesforce from "./services/salesforce.mjs";
import * as segment from "./services/segment.mjs";
import * as sitecore from "./services/sitecore.mjs";
import * as snowplow from "./services/snowplow.mjs";

const all = [
  adobe,
  croct,
  growthbook,
  launchdarkly,
  ninetailed,
  optimizely,
  posthog,
  salesforce,
  segment,
  sitecore,
  snowplow,
];
const byHost = new Map(all.flatMap((service) => service.hosts.map((host) => [host, service])));

/** `missed` lists what no service could answer: a mistake in the bench. */
export async function openServices({ preflightSeconds } = {}) {
  const missed = [];
  const server = createServer(createCertificate(), async (request, response) => {
    const asked = await read(request);
    const isPreflight = request.method === "OPTIONS";
    const answer = isPreflight ? { status: 204 } : byHost.get(asked.host)?.answer(asked);
    if (!answer && !isTheBrowsersOwn(asked))
      missed.push(`${request.method} https://${asked.host}${request.url}`);
    reply(request, response, answer ?? { status: 404 }, preflightSeconds);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, missed, close: () => end(server) };
}

/** Chromium calls home now and then, whatever it is told. */
const isTheBrowsersOwn = ({ host }) => /\.google(apis)?\.com$/.test(host);

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(request.url, "https://service");
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return {
    host: request.headers.host.replace(/:\d+$/, ""),
    path: url.pathname,
    query: url.searchParams,
    json: () => JSON.parse(isPacked ? gunzipSync(bytes) : bytes),
  };
}

/** Which vendors send `Access-Control-Max-Age` is unknown, so a start gets the default, 5 s. */
function reply(request, response, { status = 200, json, text, type }, preflightSeconds) {
  const { origin, "access-control-request-headers": headers } = request.headers;
  const body = text ?? (json === undefined ? "" : JSON.stringify(json));
  response.writeHead(status, {
    ...(origin && {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Credentials": "true",
      Vary: "Origin",
    }),
    ...(headers && { "Access-Control-Allow-Headers": headers }),
    "Access-Control-Allow-Methods": "GET, POST, PUT, REPORT, OPTIONS",
    ...(preflightSeconds && { "Access-Control-Max-Age": preflightSeconds }),
    "Timing-Allow-Origin": "*",
    "Cache-Control": "no-store",
    ...(status !== 204 && {
      "Content-Type": type ?? (text === undefined ? "application/json" : "text/plain"),
    }),
  });
  response.end(body);
}
