// The packed tarball in a Vite project: built, served, and driven in a real browser.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium, type Browser } from "playwright-core";
import { build, createServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Consumer, installConsumer, root } from "./consumer.js";

interface DevServer {
  readonly salesforce: string;
  close(): Promise<void>;
}

const fixture = join(root, "tests/package/vite");
const decisions = join(fixture, "decisions.json");
const { salesforce: tenant } = JSON.parse(readFileSync(decisions, "utf8")) as {
  salesforce: { appSourceId: string };
};
const quiet = { logLevel: "error", configFile: false } as const;
const anyPort = { host: "127.0.0.1", port: 0 };

let consumer: Consumer;
let services: DevServer;
let browser: Browser;

beforeAll(async () => {
  consumer = installConsumer(fixture);
  await build({ ...quiet, root: consumer.folder, build: { assetsInlineLimit: 0 } });
  // The emulators, too, are those of the package that was installed.
  const entry = pathToFileURL(join(consumer.folder, "node_modules/attune/dist/dev.js")).href;
  const { startDev } = (await import(/* @vite-ignore */ entry)) as {
    startDev(options: object): Promise<DevServer>;
  };
  const ports = { site: 0, salesforce: 0, sitecore: 0 };
  services = await startDev({ ports, decisions, www: consumer.folder });
  browser = await chromium.launch({
    executablePath: process.env["CHROME"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
});

afterAll(async () => {
  await browser?.close();
  await services?.close();
  consumer?.remove();
});

test("the build emits exactly one .wasm", () => {
  const emitted = readdirSync(join(consumer.folder, "dist"), { recursive: true, encoding: "utf8" });
  expect(emitted.filter((name) => name.endsWith(".wasm"))).toHaveLength(1);
});

test("the built site shows the decision, loads the core once and says nothing", async () => {
  const server = await preview({ ...quiet, root: consumer.folder, preview: anyPort });
  try {
    const { cores, complaints } = await visit(server.resolvedUrls?.local[0]);
    expect(cores).toHaveLength(1);
    expect(complaints).toEqual([]);
  } finally {
    await server.close();
  }
});

test.each([
  ["which bundles dependencies beforehand", {}],
  ["which is told to leave it as it is", { exclude: ["attune"] }],
])("the development server, %s, shows it as well", async (_, optimizeDeps) => {
  const where = { root: consumer.folder, server: anyPort };
  const server = await createServer({ ...quiet, ...where, optimizeDeps });
  try {
    await server.listen();
    const { complaints } = await visit(server.resolvedUrls?.local[0]);
    expect(complaints).toEqual([]);
  } finally {
    await server.close();
  }
});

/** Opens the site, waits for the content, and tells what was loaded and what the page complained of. */
async function visit(origin = ""): Promise<{ cores: string[]; complaints: string[] }> {
  const page = await browser.newPage();
  const cores: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".wasm")) cores.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  const query = new URLSearchParams({
    endpoint: services.salesforce,
    appSourceId: tenant.appSourceId,
  });
  await page.goto(`${origin}?${query}`);
  const outcome = page.locator("#outcome");
  await expect.poll(() => outcome.textContent(), { timeout: 20_000 }).not.toBe("");
  expect(await outcome.textContent()).toBe("decided");
  expect(await page.locator("#headline").textContent()).toBe("Boots for the first snow");
  await page.close();
  return { cores, complaints };
}
