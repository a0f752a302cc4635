// The packed tarball in the bundlers, with their defaults: built, served, and driven in a real browser.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launchBrowser } from "../journeys/browser.js";
import { Journal } from "../journeys/journal.js";
import {
  type Bundler,
  type BundlerName,
  bundlers,
  byEsbuildWithReact,
  type Form,
} from "./bundlers.js";
import { type Consumer, installConsumer, root } from "./consumer.js";
import { Site } from "./site.js";

interface DevServer {
  readonly site: string;
  readonly salesforce: string;
  close(): Promise<void>;
}

const decisions = join(root, "tests/package/vite/decisions.json");
const { salesforce: tenant } = JSON.parse(readFileSync(decisions, "utf8")) as {
  salesforce: { appSourceId: string };
};
const all = Object.keys(bundlers) as BundlerName[];
/** Those that take the file of the core along by themselves. */
const taking: BundlerName[] = ["vite", "webpack"];
const leaving = all.filter((name) => !taking.includes(name));
/** Those that leave a bundle without an address of its own. */
const unplaced: BundlerName[] = ["Rolldown, iife", "esbuild, iife"];
const placed = leaving.filter((name) => !unplaced.includes(name));

let consumer: Consumer;
let services: DevServer;
let browser: Browser;
let site: Site;

beforeAll(async () => {
  consumer = installConsumer(join(root, "tests/package/bundlers"));
  const entry = pathToFileURL(join(consumer.folder, "node_modules/attune/dist/dev.js")).href;
  const { startDev } = (await import(/* @vite-ignore */ entry)) as {
    startDev(options: object): Promise<DevServer>;
  };
  const ports = { site: 0, salesforce: 0, sitecore: 0 };
  services = await startDev({ ports, decisions, www: consumer.folder });
  browser = await launchBrowser();
  site = await new Site(consumer.folder).listen();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await services?.close();
  consumer?.remove();
});

const core = "node_modules/attune/dist/attune.wasm";
const pathOf = (name: string, entry: string): string =>
  `${name.replace(/\W+/g, "-")}-${entry.replace(".js", "")}`;

/** A folder of the site with the bundle and a page that loads it. */
async function place(name: string, entry: string, bundler: Bundler): Promise<string> {
  const path = pathOf(name, entry);
  const to = join(consumer.folder, path);
  mkdirSync(to);
  await bundler.build({ folder: consumer.folder, entry, to });
  writeFileSync(join(to, "index.html"), pageFor(bundler.form));
  return path;
}

const pageFor = (form: Form): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A bundle</title><link rel="icon" href="data:,">
</head><body><h1 id="headline">Welcome</h1><p id="outcome"></p><div id="root"></div>
<script ${form === "es" ? 'type="module"' : ""} src="bundle.js"></script></body></html>`;

const emitted = (path: string): string[] =>
  readdirSync(join(consumer.folder, path), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".wasm"),
  );

/** What the page shows in the end, how many cores it asked for, and what it said. */
async function visit(path: string) {
  const page = await browser.newPage();
  const cores: string[] = [];
  const said: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".wasm")) cores.push(request.url());
  });
  page.on("pageerror", (error) => said.push(error.message));
  page.on("console", (message) => said.push(message.text()));
  const query = new URLSearchParams({
    endpoint: services.salesforce,
    appSourceId: tenant.appSourceId,
  });
  await page.goto(`${site.origin}/${path}/?${query}`);
  const outcome = page.locator("#outcome");
  await expect.poll(() => outcome.textContent(), { timeout: 20_000 }).not.toBe("");
  const seen = { outcome: await outcome.textContent(), cores: cores.length, said };
  await page.close();
  return seen;
}

describe("attune/inline needs no settings:", () => {
  test.each(all)("%s", async (name) => {
    const path = await place(name, "inside.js", bundlers[name]);
    expect(emitted(path)).toEqual([]);
    expect(await visit(path)).toEqual({ outcome: "decided", cores: 0, said: [] });
  });
});

describe("attune, with the core in a file,", () => {
  test.each(taking)("is taken along by %s", async (name) => {
    const path = await place(name, "beside.js", bundlers[name]);
    expect(emitted(path)).toHaveLength(1);
    expect(await visit(path)).toEqual({ outcome: "decided", cores: 1, said: [] });
  });

  test.each(leaving)("is left behind by %s, and the error says what to do", async (name) => {
    const path = await place(name, "beside.js", bundlers[name]);
    expect(emitted(path)).toEqual([]);
    const { outcome, said } = await visit(path);
    expect(outcome).toMatch(/^wasm-unavailable: .*attune\.wasm.*init as "core".*"attune\/inline"/);
    if (placed.includes(name)) {
      const address = `${site.origin}/${path}/attune.wasm`;
      expect(outcome).toContain(`${address} answered text/html, which is no WebAssembly`);
      expect(outcome).toContain("optimizeDeps.exclude");
    }
    expect(said.filter((line) => line.startsWith("[attune] The start failed."))).toHaveLength(1);
  });

  test.each(placed)("works with %s where it is copied beside the bundle", async (name) => {
    const path = pathOf(name, "beside.js");
    copyFileSync(join(consumer.folder, core), join(consumer.folder, path, "attune.wasm"));
    expect(await visit(path)).toEqual({ outcome: "decided", cores: 1, said: [] });
  });

  test.each(unplaced)("works with %s where init is given its address", async (name) => {
    const path = await place(name, "given.js", bundlers[name]);
    mkdirSync(join(consumer.folder, "given"), { recursive: true });
    copyFileSync(join(consumer.folder, core), join(consumer.folder, "given/core.wasm"));
    expect(await visit(path)).toEqual({ outcome: "decided", cores: 1, said: [] });
  });
});

describe("a bundle that asks for the guard alone is below 1 KB:", () => {
  test.each(all)("%s", async (name) => {
    const path = await place(name, "guard.js", bundlers[name]);
    const bundle = readFileSync(join(consumer.folder, path, "bundle.js"), "utf8");
    expect(bundle.length).toBeLessThan(1024);
    expect(bundle).toContain("attune.error");
  });
});

describe("in React, a handler that is a new closure in each render", () => {
  interface Counts {
    renders: number;
    answers: number;
    observed: number;
  }

  async function drive(path: string, how: string, more = ""): Promise<Counts & { shown: string }> {
    const page = await browser.newPage();
    const { salesforce: endpoint } = services;
    const query = new URLSearchParams({ endpoint, appSourceId: tenant.appSourceId, how });
    await page.goto(`${site.origin}/${path}/?${query}${more}`);
    await page.locator("#root h1").filter({ hasText: "Boots" }).waitFor();
    // An element is seen after a second.
    await page.waitForTimeout(1500);
    const counts = await page.evaluate(() => (globalThis as unknown as { counts: Counts }).counts);
    const shown = await page.locator("#root h1").innerText();
    await page.close();
    return { ...counts, shown };
  }

  const impressions = async (): Promise<number> => {
    const events = await new Journal(services.site).of("event");
    const rows = JSON.stringify(events.map(({ body }) => body));
    return rows.split("personalization-view").length - 1;
  };

  test.each(["render", "effect", "undone"])("%s: one more render, one impression", async (how) => {
    const path = await place(how, "react.js", byEsbuildWithReact(root, "production"));
    await new Journal(services.site).clear();
    const { shown, renders, observed, answers } = await drive(path, how);
    expect({ shown, observed }).toEqual({ shown: "Boots for the first snow", observed: 1 });
    // Where the answer comes again, React calls the component once more to see that it is the same.
    expect([renders, answers]).toEqual(how === "undone" ? [3, 2] : [2, 1]);
    await expect.poll(impressions).toBe(1);
  });

  test("under StrictMode, which draws twice and undoes once", async () => {
    const path = await place("strict", "react.js", byEsbuildWithReact(root, "development"));
    const { renders, answers } = await drive(path, "undone", "&strict");
    expect(renders).toBeLessThanOrEqual(8);
    expect(answers).toBeLessThanOrEqual(10);
  });
});
