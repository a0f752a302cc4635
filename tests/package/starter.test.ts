// The first minute of somebody who has just installed the package: init, dev, and the page.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";

import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { findBrowser } from "../../tools/browser.mjs";
import { complaintsOf } from "../support/accessible.js";
import { browserFlags } from "../support/browser_flags.js";
import { type Consumer, installConsumer, strangersEnvironment } from "./consumer.js";

let consumer: Consumer;
let program: ChildProcess;
let browser: Browser;
let said = "";
let site: string;

beforeAll(async () => {
  consumer = installConsumer();
  const options = { cwd: consumer.folder, env: strangersEnvironment() };
  said = execFileSync("npx", ["attune", "init"], { ...options, encoding: "utf8" });
  program = spawn("npx", ["attune", "dev", "--port", "0"], { ...options, detached: true });
  program.stdout?.on("data", (chunk) => (said += chunk));
  browser = await chromium.launch({
    executablePath: String(findBrowser().chrome),
    args: browserFlags,
  });
  await vi.waitFor(() => expect(said).toContain("Ctrl+C stops it."), { timeout: 30_000 });
  site = /site +(\S+)\//.exec(said)?.[1] ?? "";
});

afterAll(async () => {
  await browser?.close();
  // npx starts the program as its child: the whole group is ours.
  if (program?.pid !== undefined) process.kill(-program.pid, "SIGTERM");
  consumer?.remove();
});

async function open(search = "", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${site}/${search}`);
  expect(complaints).toEqual([]);
  return page;
}

const headerOf = (page: Page) => page.locator("h1").textContent();
const headerIs = (page: Page, text: string) => expect.poll(() => headerOf(page)).toBe(text);

interface Told {
  service: string;
  kind: string;
  status: number;
  events?: unknown[];
}

async function events(service: string): Promise<string> {
  const journal = (await (await fetch(`${site}/__attune/journal`)).json()) as Told[];
  const theirs = journal.filter((each) => each.service === service && each.kind === "event");
  expect(theirs.filter(({ status }) => status >= 300)).toEqual([]);
  return JSON.stringify(theirs.map(({ events }) => events));
}

test("init writes two files, and dev serves them", () => {
  expect(said).toMatch(/decisions\.json +written\n.*index\.html +written\n/s);
  expect(said).toMatch(/decisions +decisions\.json /);
  expect(readdirSync(consumer.folder)).toEqual(
    expect.arrayContaining(["decisions.json", "index.html"]),
  );
});

describe.each([
  ["salesforce", "", /personalization-view/],
  ["sitecore", "?service=sitecore", /PERSONALIZATION_VIEW/],
])("by %s", (service, search, impression) => {
  test("the page is personalized, and the impression arrives", async () => {
    const page = await open(search);
    await headerIs(page, "Begin with a cup you will keep");
    expect(await page.locator("#shelf li").count()).toBe(3);
    expect(await page.locator("#told").textContent()).toContain("home_hero: decided");
    await expect.poll(() => events(service), { timeout: 15_000 }).toMatch(impression);
    await page.context().close();
  });
});

test("a reader of the newsletter is shown something else", async () => {
  const page = await open("?utm_source=newsletter");
  await headerIs(page, "The winter kiln is open");
  expect(await page.locator("#hero").getAttribute("data-glaze")).toBe("iron");
  expect(await page.locator("#shelf li").first().textContent()).toContain("Long-neck jug");
  await page.context().close();
});

test("the example for servers runs against it, from where it lies in the package", () => {
  const example = "node_modules/attune/docs/examples/ask-from-a-server.mjs";
  const endpoint = /Salesforce +(\S+)/.exec(said)?.[1];
  const env = { ...strangersEnvironment(), SALESFORCE_ENDPOINT: endpoint };
  const told = execFileSync(process.execPath, [example], { cwd: consumer.folder, env });
  expect(String(told)).toContain("account_offer");
});

test("without scripts, and without services, the default content stays", async () => {
  const plain = await open("", { javaScriptEnabled: false });
  expect(await headerOf(plain)).toBe("Stoneware for every day");
  await plain.context().close();
  const context = await browser.newContext();
  const alone = await context.newPage();
  await alone.route(/environment\.js|attune\.js/, (route) => route.abort());
  await alone.goto(site);
  await expect
    .poll(() => alone.locator("#told").textContent())
    .toMatch(/^Default content\. npx attune dev /);
  expect(await headerOf(alone)).toBe("Stoneware for every day");
  await context.close();
});

test.each([
  ["ltr", 1280],
  ["rtl", 360],
])("it reads well from %s, %i wide", async (direction, width) => {
  const page = await open("", { viewport: { width, height: 700 } });
  await headerIs(page, "Begin with a cup you will keep");
  await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(await complaintsOf(page)).toEqual([]);
  await page.context().close();
});
