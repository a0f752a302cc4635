import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Browser, Page } from "playwright-core";

import { type DevModule, decisionFile } from "../journeys/dev_server.js";
import { Journal } from "../journeys/journal.js";
import { scripts } from "./entries.js";
import { type Fence, root } from "./fences.js";

/** The development server over one page, which is whatever was placed last. */
export type Server = Awaited<ReturnType<DevModule["startDev"]>> & { place(html: string): void };

/** The demo shop's decisions, which answer all points the documents ask for. */
export async function serve(): Promise<Server> {
  const entry = pathToFileURL(join(root, "dist/dev.js")).href;
  const { startDev } = (await import(entry)) as DevModule;
  const ports = { site: 0, salesforce: 0, sitecore: 0 };
  const www = mkdtempSync(join(tmpdir(), "attune-samples-"));
  const options = { ports, decisions: decisionFile, www, dist: join(root, "dist") };
  const server = await startDev(options);
  return {
    ...server,
    place(html) {
      writeFileSync(join(www, "index.html"), html);
    },
    async close() {
      await server.close();
      rmSync(www, { recursive: true });
    },
  };
}

const { salesforce, sitecore } = JSON.parse(readFileSync(decisionFile, "utf8"));

/** What a reader would put in place of the documents' own words. */
export function filledIn(text: string, at: Server): string {
  const words: [string, string][] = [
    ["https://TENANT.c360a.salesforce.com", at.salesforce],
    ["https://api-engage-eu.sitecorecloud.io", at.sitecore],
    ["https://edge-platform.sitecorecloud.io", at.sitecore],
    ["https://cdn.example/attune.js", `${at.site}/attune.js`],
    ["https://cdn.example", `${at.site}/dist`],
    ["WEBSITE-CONNECTOR-ID", salesforce.appSourceId],
    ["CONNECTOR-ID", salesforce.appSourceId],
    ["YOUR-CLIENT-KEY", sitecore.clientKey],
    ["CLIENT-KEY", sitecore.clientKey],
    ["/assets/attune.wasm", "/dist/attune.wasm"],
    ["/api/personalization-token", "/__attune/token"],
  ];
  return words.reduce((filled, [word, own]) => filled.replaceAll(word, own), text);
}

/** What a sample takes for granted, because the words around it have said it. */
function given(file: string, at: Server): string {
  const providers = {
    salesforce: { endpoint: at.salesforce, appSourceId: salesforce.appSourceId },
    sitecore: {
      endpoint: at.sitecore,
      clientKey: sitecore.clientKey,
      pointOfSale: sitecore.pointsOfSale[0],
      currencyCode: "EUR",
    },
  };
  const service = file.endsWith("sitecore.md") ? "sitecore" : "salesforce";
  return `
    Object.assign(window, ${JSON.stringify(providers)}, { render: () => {} });
    window.start = (sdk) => sdk.init({
      ${service},
      consents: { provider: "My CMP", purpose: "Tracking", status: "Opt In" },
    });`;
}

/** Samples that begin in the middle are begun for: started, and opted in. */
function moduleOf({ file, text }: Fence, at: Server): string {
  const imports = [...text.matchAll(/^import [^;]*;$/gm)].map(([line]) => line);
  const body = filledIn(text, at).replace(/^import [^;]*;$/gm, "");
  const isModule = imports.length > 0;
  const begin = /\binit\(/.test(text) ? "" : "await window.start(sdk);";
  return `
    ${imports.join("\n")}
    const sdk = ${isModule ? 'await import("attune")' : "window.Attune"};
    window.sdk = sdk;
    ${begin}
    ${body}
    window.isDone = true; // ${file}`;
}

const importMap = JSON.stringify({
  imports: Object.fromEntries(scripts.map(([entry, file]) => [entry, file.slice(1)])),
});

const page = (head: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Sample</title>
${head}</head><body><main id="hero"><h1>Default</h1></main>${body}</body></html>`;

export function pageOf(fence: Fence, at: Server): string {
  const isMarkup = fence.language === "html";
  if (isMarkup && fence.text.includes("<script")) return page("", filledIn(fence.text, at));
  const before = `<script type="importmap">${importMap}</script><script src="/attune.js"></script>
    <script>${given(fence.file, at)}</script>`;
  // What only helps a start stands in the head, before one of the npm entry.
  const start = { ...fence, text: isMarkup ? 'import "attune";' : fence.text };
  const head = isMarkup ? before + filledIn(fence.text, at) : before;
  return page(head, `<script type="module">${moduleOf(start, at)}</script>`);
}

/** Everything that speaks against a sample, once it is done. */
export class SamplePage {
  readonly complaints: string[] = [];
  /** How often the core was asked for. */
  cores = 0;
  readonly journal: Journal;

  private constructor(
    readonly page: Page,
    at: Server,
  ) {
    this.journal = new Journal(at.site);
    page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on("request", (request) => {
      if (request.url().endsWith(".wasm")) this.cores += 1;
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, at: Server, html: string): Promise<SamplePage> {
    const context = await browser.newContext({ locale: "en-US" });
    const opened = new SamplePage(await context.newPage(), at);
    await opened.journal.clear();
    at.place(html);
    await opened.page.goto(`${at.site}/`);
    return opened;
  }

  /** Requests that a service refused, and points that came to nothing. */
  async refusals(): Promise<string[]> {
    const refused = (await this.journal.all())
      .filter(({ status }) => status >= 400)
      .map(({ url, status, response }) => `${url} ${status} ${JSON.stringify(response)}`);
    const failed = await this.page.evaluate(() => {
      const { sdk = window.Attune } = window as unknown as { sdk?: typeof window.Attune };
      return sdk
        .explain()
        .flatMap(({ outcomes }) => Object.entries(outcomes))
        .filter(([, { status }]) => status === "failed")
        .map(([point]) => `${point} failed`);
    });
    return [...refused, ...failed];
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
