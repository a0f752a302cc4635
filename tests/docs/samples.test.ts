// Every sample of README and docs/ does what it shows: in a real browser, against the emulators.
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { findBrowser } from "../../tools/browser.mjs";
import { browserFlags } from "../support/browser_flags.js";
import { documents, type Fence, fences, fencesIn, proseOf } from "./fences.js";
import { filledIn, pageOf, SamplePage, serve, type Server } from "./sample_page.js";

const OPT_IN = '{ provider: "My CMP", purpose: "Tracking", status: "Opt In" }';

let at: Server;
let browser: Browser;

beforeAll(async () => {
  at = await serve();
  browser = await chromium.launch({
    executablePath: String(findBrowser().chrome),
    args: browserFlags,
  });
});
afterAll(async () => {
  await browser?.close();
  await at?.close();
});

const isDone = ({ page }: SamplePage) =>
  page.evaluate(() => (window as unknown as { isDone?: boolean }).isDone === true);

/** Runs it to its end, and tells what speaks against it. */
async function faultsOf(fence: Fence): Promise<string[]> {
  const sample = await SamplePage.open(browser, at, pageOf(fence, at));
  const hasEnded = async () => sample.complaints.length > 0 || (await isDone(sample));
  await expect.poll(hasEnded, { timeout: 15_000 }).toBe(true);
  // What is observed is to be reported, too, and accepted.
  if (/\.observe\(/.test(fence.text)) await sample.journal.waitFor("event");
  const faults = [...sample.complaints, ...(await sample.refusals())];
  await sample.close();
  return faults;
}

describe("scripts", () => {
  it.each(fencesIn("js"))("$where", async (fence) => {
    expect(await faultsOf(fence)).toEqual([]);
  });

  it("a planted fault is found", async () => {
    const planted = (text: string) =>
      faultsOf({ where: "", file: "README.md", language: "js", notRun: undefined, text });
    expect(await planted("Attune.nothing();")).toEqual([expect.stringContaining("not a function")]);
    const config = `{ sitecore: { ...sitecore, clientKey: "another" }, consents: ${OPT_IN} }`;
    const question = 'Attune.Personalization.fetch(["home_hero"])';
    const refused = await planted(
      `await Attune.init(${config}); await ${question}.catch(() => {});`,
    );
    expect(refused.join()).toContain("failed");
  });
});

describe("markup", () => {
  const markup = fencesIn("html");
  const hasScript = ({ text }: Fence) => text.includes("<script");

  it.each(markup.filter(hasScript))("$where", async (fence) => {
    const sample = await SamplePage.open(browser, at, pageOf(fence, at));
    const version = () => sample.page.evaluate(() => typeof window.Attune.version);
    await expect.poll(version, { timeout: 15_000 }).toBe("string");
    // What the sample asks is answered before this is, in the order of the calls.
    const ask = () => window.Attune.Personalization.fetch(["home_hero"]).catch(() => undefined);
    if (/data-salesforce-|\.init\(/.test(fence.text)) await sample.page.evaluate(ask);
    expect([...sample.complaints, ...(await sample.refusals())]).toEqual([]);
    await sample.close();
  });

  it.each(markup.filter((fence) => !hasScript(fence)))("$where", async (fence) => {
    const sample = await SamplePage.open(browser, at, pageOf(fence, at));
    await expect.poll(() => isDone(sample), { timeout: 15_000 }).toBe(true);
    expect([...sample.complaints, ...(await sample.refusals())]).toEqual([]);
    expect(sample.cores).toBe(1);
    await sample.close();
  });

  it("README's script tag shows the decision", async () => {
    const [fence] = fencesIn("html").filter(({ file }) => file === "README.md");
    const sample = await SamplePage.open(browser, at, pageOf(fence!, at));
    const header = () => sample.page.locator("#hero h1").textContent();
    await expect.poll(header, { timeout: 15_000 }).not.toBe("Default");
    await sample.close();
  });
});

describe("headers", () => {
  it.each(fencesIn("http"))("$where", async ({ text }) => {
    const [name = "", value = ""] = filledIn(text, at).trim().split(": ", 2);
    // Which folder of a CDN the script lies in is the reader's affair.
    const policy = value.replaceAll(`${at.site}/dist`, at.site);
    const html = `<!doctype html><title>Sample</title><meta http-equiv="${name}" content="${policy}">
      <link rel="icon" href="data:,"><script src="${at.site}/attune.js"></script>`;
    const sample = await SamplePage.open(browser, at, html);
    const config = { salesforce: { endpoint: at.salesforce, appSourceId: crypto.randomUUID() } };
    await sample.page.evaluate((given) => window.Attune.init(given), config);
    expect(sample.complaints).toEqual([]);
    await sample.close();
  });
});

describe("no sample escapes", () => {
  const known = ["js", "html", "http", "json", "sh"];

  it("each is in a language that is run, or says why it is not", () => {
    const others = fences.filter(({ language, notRun }) => !known.includes(language) && !notRun);
    expect(others.map(({ where, language }) => `${where} ${language}`)).toEqual([]);
    expect(fencesIn(...known).length).toBeGreaterThan(20);
  });

  it("these are not run", () => {
    const marked = fences.filter(({ notRun }) => notRun !== undefined);
    expect(marked.map(({ file, notRun }) => `${file}: ${notRun}`)).toEqual([
      "docs/architecture.md: a drawing",
    ]);
  });

  it.each(documents)("%s has none without a fence", (file) => {
    expect(proseOf(file).match(/^\n {4}\S.*$/gm) ?? []).toEqual([]);
  });
});
