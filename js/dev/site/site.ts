import { realpath } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { Refusal } from "../refusal.js";
import { send, wireOf } from "../reply.js";
import { control, type Controls } from "./control.js";
import { environmentScript } from "./environment.js";
import { mediaTypeOf } from "./media-type.js";
import { findFile, isFolder, type StaticFile } from "./static-file.js";

export interface Folders {
  /** Absent where there is no site to serve, only the tools. */
  www: string | undefined;
  dist: string;
  inspector: string;
}

const SAFE = {
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};

function folderFor(path: string, folders: Folders): [string | undefined, string] {
  if (path === "/attune.js") return [folders.dist, path];
  if (path.startsWith("/dist/")) return [folders.dist, path.slice("/dist".length)];
  if (path === "/inspector" || path.startsWith("/inspector/")) {
    return [folders.inspector, path.slice("/inspector".length)];
  }
  return [folders.www, path];
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: StaticFile,
  status = 200,
): Promise<void> {
  const headers = { ...SAFE, etag: file.etag, "content-type": mediaTypeOf(file.path) };
  if (status === 200 && request.headers["if-none-match"] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const bytes = await file.bytes();
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function text(response: ServerResponse, status: number, type: string, body: string): void {
  send(response, wireOf({ status, headers: { ...SAFE, "content-type": type }, body }));
}

const NOTHING_HERE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Not found</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
<main><h1>Nothing here</h1>
<p>This address leads to no file of the site. Go to <a href="/">the start page</a>
or to <a href="/inspector/">the inspector</a>.</p></main></html>
`;

async function notFound(
  request: IncomingMessage,
  response: ServerResponse,
  folders: Folders,
): Promise<void> {
  const own = folders.www && (await findFile(folders.www, "/404.html"));
  if (own) await serveFile(request, response, own, 404);
  else text(response, 404, "text/html; charset=utf-8", NOTHING_HERE);
}

/** The decision file lies in the site's folder and holds a client secret: a page must not read it. */
async function isDecisionFile(file: StaticFile, controls: Controls): Promise<boolean> {
  const own = await realpath(controls.decisions.path).catch(() => undefined);
  return file.path === own;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  folders: Folders,
  controls: Controls,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    text(response, 405, "text/plain; charset=utf-8", "Only GET and HEAD.\n");
    return;
  }
  if (url.pathname === "/environment.js") {
    const script = environmentScript(controls.decisions.current, controls.origins());
    text(response, 200, "text/javascript; charset=utf-8", script);
    return;
  }
  const [root, path] = folderFor(url.pathname, folders);
  const file = root === undefined ? undefined : await findFile(root, path === "" ? "." : path);
  if (file && !(await isDecisionFile(file, controls))) return serveFile(request, response, file);
  if (root !== undefined && !file && (await isFolder(root, path))) {
    response.writeHead(301, { location: `${url.pathname}/${url.search}` }).end();
    return;
  }
  await notFound(request, response, folders);
}

/** `//host` in a request line would be read as another host; it is a path here. */
function addressOf(request: IncomingMessage): URL | undefined {
  const address = `http://127.0.0.1${request.url ?? "/"}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

export function site(folders: Folders, controls: Controls): RequestListener {
  return (request, response) => {
    const url = addressOf(request);
    if (!url) {
      text(response, 400, "text/plain; charset=utf-8", "This address cannot be read.\n");
      return;
    }
    const answered = url.pathname.startsWith("/__attune/")
      ? control(request, response, url, controls)
      : serve(request, response, url, folders, controls);
    answered.catch((cause: unknown) => {
      if (response.headersSent) response.destroy();
      else text(response, 500, "text/plain; charset=utf-8", sentenceOf(cause));
    });
  };
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Refusal ? `${cause.message}\n` : `The server failed: ${String(cause)}\n`;
}
