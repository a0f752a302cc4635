import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";

import { WebServer } from "../support/web_server.js";
import type { HostilePage } from "./hostile_page.js";

const file = (path: string): Buffer => readFileSync(fileURLToPath(new URL(path, import.meta.url)));
const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };

// A campaign, and what redaction takes out of an address.
export const path =
  "/page.html?utm_source=letter&utm_campaign=Spring%20Sale&mail=a.b@shop.example&pay=378282246310005";

/** The site with the hostile page: one page at a time, always at the same address. */
export class Site extends WebServer {
  page: HostilePage = { name: "clean" };
  config: object = {};

  static start(): Promise<Site> {
    return new Site().listen();
  }

  protected serve({ url = "/" }: IncomingMessage, response: ServerResponse): void {
    const path = String(url.split("?")[0]);
    const charset = this.page.charset ?? "utf-8";
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (path === "/page.html") {
      response.setHeader("Content-Type", `text/html; charset=${charset}`);
      response.end(Buffer.from(this.#html(), charset === "utf-8" ? "utf8" : "latin1"));
      return;
    }
    const body = contentOf(path);
    // The scripts do not say their charset: then the page's counts.
    response.setHeader("Content-Type", typeOf(path));
    response.writeHead(body ? 200 : 404).end(body);
  }

  #html(): string {
    const { sandbox } = this.page;
    const html = documentOf(this.page, this.config, this.origin);
    if (sandbox === undefined) return html;
    const quoted = html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<!doctype html><html><link rel="icon" href="data:,">
<iframe sandbox="${sandbox}" width="600" height="600" srcdoc="${quoted}"></iframe></html>`;
  }
}

function typeOf(path: string): string {
  if (path.endsWith(".wasm")) return "application/wasm";
  return path.endsWith(".html") ? "text/html" : "text/javascript";
}

function contentOf(path: string): Buffer | undefined {
  if (path === "/left.html") return Buffer.from("<!doctype html><link rel=icon href=data:,>Left");
  // Another version of the SDK, as a vendor's tag brings it.
  if (path === "/older.js") {
    const text = file("../../dist/attune.js").toString();
    return Buffer.from(text.replace(/"0\.1\.0"/, '"0.0.9"'));
  }
  if (/^\/(attune\.js|index\.js|error\.js|attune\.wasm)$/.test(path))
    return file(`../../dist${path}`);
  return /^\/[\w-]+\.js$/.test(path) ? file(`page${path}`) : undefined;
}

function documentOf(page: HostilePage, config: object, base: string): string {
  const { doctype = "<!doctype html>", head = "", before, library, entry, after = "" } = page;
  const scripts = [
    `<script src="${base}/visit.js"></script>`,
    library && `<script src="${base}/${library}.js"></script>`,
    before && `<script>${before}</script>`,
    "<script>hostile.look();</script>",
    entry === "module" ? "" : (page.tag ?? `<script src="${base}/attune.js"></script>`),
    after && `<script>${after}</script>`,
  ];
  return `${doctype}<html lang="en-US"><head>${head}
<title>Hostile</title><link rel="icon" href="data:,">
${scripts.filter(Boolean).join("\n").replaceAll("{base}", base)}
</head><body><h1 id="hero">The page's own content</h1>
<div id="box" style="width:200px;height:200px;background:#ccc"></div>
${visitOf(page, config, base)}</body></html>`;
}

function visitOf(page: HostilePage, config: object, base: string): string {
  const { entry, global: name = "Attune", deadlineMs = 10_000, patienceMs = 20_000 } = page;
  const own = entry === "module" ? "attuneOfModule" : name;
  const plan = JSON.stringify({
    config: { ...config, consents: [optIn] },
    leftFor: `${base}/left.html`,
    name,
    deadlineMs,
    patienceMs,
  });
  return `<script>
hostile.plan = ${plan};
hostile.plan.ignored = /^\\+window\\.(${own}|attuneOfModule)$/;
</script>
${entry === "module" ? `<script type="module">import * as Attune from "${base}/index.js"; hostile.module = Attune;</script>` : ""}`;
}
