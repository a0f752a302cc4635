import { expect, test } from "vitest";

import { setStage } from "./stage.js";
import { becomes } from "./until.js";
import { services, statusOf, track, Visitor } from "./visitor.js";

const stage = setStage();
const mostWords = 200;
const reason = "The pointOfSale is unknown.";
const long = `${reason} ${"y".repeat(mostWords)}`;
/** As each service says such a thing. */
const refusals = {
  salesforce: { body: long, headers: { "Content-Type": "text/plain" } },
  sitecore: { body: JSON.stringify({ status: 400, message: long }), headers: {} },
};

test.concurrent.each(services)(
  "what %s refuses is said once, in its own words",
  async (service) => {
    const visitor = await Visitor.come(stage.chromium, stage.site, service, { starts: false });
    visitor.collector.answers((_, kind) =>
      kind === "events" ? { status: 400, ...refusals[service] } : {},
    );
    const tab = await visitor.open("/page.html", { window: "own" });
    await tab.evaluate(`(() => {
    window.said = [];
    for (const level of ["error", "warn", "info", "log", "debug"]) {
      console[level] = (...texts) => said.push(level + ": " + texts.join(" "));
    }
    start();
    Attune.setLoggingLevel("warn");
  })()`);
    await track(tab, { marker: "mk-refused" });
    await becomes(async () => Boolean((await statusOf(tab)).dropped["rejected"]), 10_000);
    const said = await tab.evaluate<string[]>("said");
    const { dropped } = await statusOf(tab);
    await visitor.leave();
    const told = said.filter((line) => line.includes(reason));
    expect(dropped["rejected"], JSON.stringify(said)).toBeGreaterThan(0);
    expect(told.length, JSON.stringify(said)).toBeGreaterThan(0);
    const words = refusals[service].body;
    for (const line of told) {
      expect(line).toMatch(/^warn: .*\b400\b/s);
      expect(line).toContain(words.slice(0, mostWords));
      expect(line).not.toContain(words.slice(0, mostWords + 1));
    }
  },
);
