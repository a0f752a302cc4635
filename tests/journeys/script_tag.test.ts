import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { answerTo, ask } from "./bare_page.js";
import { appSourceId, clientKey, contextId, pointOfSale, siteName } from "./provider.js";
import { openShop } from "./shop.js";

const shop = openShop();
const page = (head: string, body = "") =>
  `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Tag</title>
<link rel="icon" href="/images/mark.svg" type="image/svg+xml">${head}</head>
<body><h1 id="headline">The page's own content</h1>${body}</body></html>`;

/** The snippet a reader of the guide would copy. */
function stubOfTheGuide(): string {
  const guide = readFileSync(new URL("../../docs/script-tag.md", import.meta.url), "utf8");
  const found = /<script>\s*([\s\S]*?)<\/script>\s*<script async/.exec(guide)?.[1];
  if (!found) throw new Error("The guide holds no snippet for the page's head.");
  return `<script>${found}</script>`;
}

const salesforceTag = (more = "") =>
  `<script src="/attune.js" data-salesforce-endpoint="${shop.dev.salesforce}"
  data-salesforce-app-source-id="${appSourceId}" ${more}></script>`;

describe("attributes", () => {
  it("Salesforce: the tag starts it, and calls right behind the tag are carried out", async () => {
    const calls = `<script>
      Attune.updateConsents({ provider: "CMP", purpose: "Tracking", status: "Opt In" });
      window.kept = { heroes: [] };
      Attune.Personalization.fetch(["home_hero"]).then(
        ({ personalizations: [hero] }) => window.kept.heroes.push(hero.attributes.Header),
        (cause) => window.kept.heroes.push(cause.code));
    </script>`;
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("attributes.html", page(salesforceTag(), calls)));
    await expect
      .poll(() => shown.evaluate(() => window.kept["heroes"]))
      .toEqual(["Start with dry feet"]);
  });

  it("data-consent, data-dataspace and data-global mean what the guide says", async () => {
    const more =
      'data-consent="opt-in" data-dataspace="personalizationDemo" data-global="SalesforceInteractions"';
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("global.html", page(salesforceTag(more))));
    expect(await shown.evaluate(() => window.SalesforceInteractions === window.Attune)).toBe(true);
    const { outcomes } = await answerTo(shown, ["demo_hero"]);
    expect(outcomes).toEqual({ demo_hero: { status: "decided", source: "network" } });
    const [record] = await shop.journal.waitFor("decision");
    expect(record!.body).toMatchObject({ context: { dataspace: "personalizationDemo" } });
  });

  it("Sitecore, direct and by Edge", async () => {
    const direct = `<script src="/attune.js" data-consent="opt-in"
      data-sitecore-endpoint="${shop.dev.sitecore}" data-sitecore-client-key="${clientKey}"
      data-sitecore-point-of-sale="${pointOfSale}" data-sitecore-language="fr"
      data-sitecore-channel="mobile_web" data-sitecore-currency-code="NZD"`;
    const edge = `data-sitecore-edge-context-id="${contextId}" data-sitecore-edge-site-name="${siteName}"`;
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("direct.html", page(`${direct}></script>`)));
    await answerTo(shown, ["home_hero"]);
    await shown.goto(shop.dev.place("edge.html", page(`${direct} ${edge}></script>`)));
    await answerTo(shown, ["home_hero"]);
    const [first, second] = await shop.journal.waitFor("decision", 2);
    const base = { language: "FR", channel: "MOBILE_WEB", currencyCode: "NZD" };
    expect(first!.url).toBe("/v2/callFlows");
    expect(first!.body).toMatchObject({ ...base, clientKey, pointOfSale });
    expect(second!.url).toContain("/v1/personalize?");
    expect(second!.body).toMatchObject({ ...base, clientKey: "", pointOfSale: "" });
  });

  it("incomplete ones: the page is untouched, and a call says what is wrong", async () => {
    const tag = '<script src="/attune.js" data-sitecore-client-key="k"></script>';
    const shown = await shop.newPage();
    const said: string[] = [];
    shown.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    await shown.goto(shop.dev.place("incomplete.html", page(tag)));
    const { error } = await ask(shown, ["home_hero"]);
    expect(["invalid-config", "not-initialized"]).toContain(error?.code);
    expect(await shown.locator("#headline").innerText()).toBe("The page's own content");
    expect(await shop.journal.all()).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^error: \[attune\] The start failed\..*sitecore\.endpoint/s);
  });

  it("blank ones, as a CMS leaves them, count as absent", async () => {
    const more = `data-consent="opt-in" data-sitecore-endpoint="" data-sitecore-client-key=" "
      data-sitecore-language="" data-dataspace="" data-cookie-domain="" data-timeout-ms=""
      data-redaction="" data-logging="" data-global=""`;
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("blank.html", page(salesforceTag(more))));
    await answerTo(shown, ["home_hero"]);
    await shown.evaluate(() => window.Attune.sendEvent({ interaction: { name: "Blank" } }));
    const [record] = await shop.journal.waitFor("decision");
    expect(record!.service).toBe("salesforce");
  });

  it('data-redaction="none" switches redaction off; a blank one leaves it on', async () => {
    const addresses = [];
    for (const redaction of ["none", ""]) {
      await shop.journal.clear();
      const shown = await shop.newPage();
      const tag = salesforceTag(`data-consent="opt-in" data-redaction="${redaction}"`);
      await shown.goto(`${shop.dev.place("redacted.html", page(tag))}?who=jane@shop.example`);
      await answerTo(shown, ["home_hero"]);
      const [record] = await shop.journal.waitFor("decision");
      addresses.push(JSON.stringify(record!.body).includes("jane@shop.example"));
    }
    expect(addresses).toEqual([true, false]);
  });

  it("data-attune marks the tag where an earlier script has a similar address", async () => {
    const earlier = '<script>0</script><script type="text/plain" src="/attune-theme.js"></script>';
    const marked = salesforceTag('data-attune data-consent="opt-in" type="module"');
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("marked.html", page(earlier + marked)));
    await shown.waitForFunction(() => "Attune" in window);
    await answerTo(shown, ["home_hero"]);
  });
});

describe("before the file has arrived", () => {
  it("calls are kept by the stub, and carried out in order once it is there", async () => {
    const calls = `<script>
      window.kept = { log: [] };
      const log = (what) => (value) => window.kept.log.push([what, value]);
      const failed = (cause) => window.kept.log.push(["failed", cause.code]);
      log("early id")(Attune.getBrowserId());
      Attune.ContentZoneHandler.set({ contentZoneName: "zone", personalizationPoint: "home_hero",
        callback: () => log("zone")(true) });
      Attune.init({ salesforce: { endpoint: "${shop.dev.salesforce}",
        appSourceId: "${appSourceId}" } }).then(log("init"), failed);
      Attune.updateConsents({ provider: "CMP", purpose: "Tracking", status: "Opt In" });
      Attune.sendEvent({ interaction: { name: "EarlyBird" } }).then(log("event"), failed);
      Attune.Personalization.fetch(["home_hero"]).then(
        (response) => log("hero")(response.outcomes.home_hero.status), failed);
      Attune.Engagement.observe(document.body,
        { personalizationId: "81d2f0b4-0f0a-4d0e-8c77-55a1c0de0002" });
    </script><script async src="/attune.js"></script>`;
    const shown = await shop.newPage();
    let letThrough = () => {};
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await shown.route("**/attune.js", async (route) => {
      await held;
      await route.continue();
    });
    const address = shop.dev.place("stub.html", page(stubOfTheGuide(), calls));
    await shown.goto(address, { waitUntil: "commit" });
    const log = () =>
      shown.evaluate(() =>
        ((window.kept?.["log"] ?? []) as Array<[string, unknown]>).map(([what]) => what),
      );
    await expect.poll(log).toEqual(["early id"]);
    expect(await shop.journal.all()).toEqual([]);
    letThrough();
    await expect.poll(async () => (await log()).length, { timeout: 8000 }).toBe(5);
    const names = await log();
    expect(names.slice(0, 2)).toEqual(["early id", "init"]);
    expect([...names].sort()).toEqual(["early id", "event", "hero", "init", "zone"]);
    await shop.journal.until(
      (records) => records.filter(({ kind, status }) => kind === "event" && status === 202),
      (events) => JSON.stringify(events).includes("EarlyBird"),
      "the early event",
    );
    await shop.journal.until(
      (records) => JSON.stringify(records.filter(({ kind }) => kind === "event")),
      (text) => text.includes("personalization-view"),
      "the impression of the element observed early",
    );
  });

  it("a file that never arrives leaves the page as it is", async () => {
    shop.complaints.expectFailedRequests();
    const calls = `<script>window.kept = { calls: [typeof Attune.sendEvent({})] };</script>
      <script async src="/no-such-attune.js"></script>`;
    const shown = await shop.newPage();
    await shown.route("**/no-such-attune.js", (route) => route.abort());
    await shown.goto(shop.dev.place("lost.html", page(stubOfTheGuide(), calls)));
    expect(await shown.evaluate(() => window.kept["calls"])).toEqual(["object"]);
    expect(await shown.locator("#headline").innerText()).toBe("The page's own content");
  });
});

it("data-logging: at debug each question, decision and event has a line, without personal data", async () => {
  const lines: string[] = [];
  const profile = await shop.browser.newContext();
  const shown = await profile.newPage();
  shown.on("console", (message) => lines.push(message.text()));
  const tag = salesforceTag('data-consent="opt-in" data-logging="debug"');
  await shown.goto(`${shop.dev.place("debug.html", page(tag))}?who=jane@shop.example`);
  const { personalizations } = await answerTo(shown, ["home_hero"], { email: "jane@shop.example" });
  const { personalizationId } = personalizations[0]!;
  await shown.evaluate(async (id) => {
    await window.Attune.Engagement.impression({ personalizationId: id });
    await window.Attune.sendEvent({ interaction: { name: "Asked", email: "jane@shop.example" } });
    await window.Attune.flush();
  }, personalizationId);
  expect(lines).toEqual([
    "[attune] Started.",
    "[attune] decide: home_hero",
    "[attune] home_hero: decided, network",
    `[attune] impression: ${personalizationId}`,
    "[attune] track: Asked",
  ]);
  await profile.close();
});

describe("in the company of others", () => {
  it("included twice: the first one stays, and everything happens once", async () => {
    const remember = "<script>window.kept = { first: [window.Attune] };</script>";
    const twice = `${salesforceTag('data-consent="opt-in"')}${remember}${salesforceTag('data-consent="opt-in"')}`;
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("twice.html", page(twice)));
    expect(await shown.evaluate(() => window.kept["first"]![0] === window.Attune)).toBe(true);
    await answerTo(shown, ["home_hero"]);
    expect(await shop.journal.of("decision")).toHaveLength(1);
  });

  it("a name that is taken already is left alone", async () => {
    const taken = "<script>window.SalesforceInteractions = { mine: true };</script>";
    const tag = salesforceTag('data-global="SalesforceInteractions"');
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("taken.html", page(taken + tag)));
    expect(await shown.evaluate(() => ({ ...window.SalesforceInteractions }))).toEqual({
      mine: true,
    });
    expect(await shown.evaluate(() => typeof window.Attune.init)).toBe("function");
  });

  it("an element whose id is the name does not stand in its way", async () => {
    const shown = await shop.newPage();
    const body = `<div id="Attune"></div>${salesforceTag('data-consent="opt-in"')}`;
    await shown.goto(shop.dev.place("element.html", page("", body)));
    expect((await ask(shown, ["home_hero"])).error).toBeUndefined();
  });

  it("including it stores nothing and sends nothing", async () => {
    const shown = await shop.newPage();
    await shown.goto(shop.dev.place("idle.html", page('<script src="/attune.js"></script>')));
    expect(
      await shown.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]),
    ).toEqual([0, 0, ""]);
    expect(await shop.journal.all()).toEqual([]);
    const { error } = await ask(shown, ["home_hero"]);
    expect(error).toMatchObject({ code: "not-initialized", known: true });
  });
});
