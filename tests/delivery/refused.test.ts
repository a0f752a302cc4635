import { expect, test } from "vitest";

import { setStage } from "./stage.js";
import { becomes } from "./until.js";
import { services, statusOf, track, Visitor } from "./visitor.js";

const stage = setStage();
const mostWords = 200;
const words = `pointOfSale is unknown. ${"y".repeat(mostWords)}`;

test.each(services)("what %s refuses is said once, in its own words", async (service) => {
  const visitor = await Visitor.come(stage.chromium, stage.site, service, { starts: false });
  visitor.collector.answers((_, kind) => (kind === "events" ? { status: 400, body: words } : {}));
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
  const told = said.filter((line) => line.includes("pointOfSale is unknown."));
  expect(dropped["rejected"], JSON.stringify(said)).toBeGreaterThan(0);
  expect(told.length, JSON.stringify(said)).toBeGreaterThan(0);
  for (const line of told) {
    expect(line).toMatch(/^warn: .*\b400\b/s);
    expect(line).toContain(words.slice(0, mostWords));
    expect(line).not.toContain(words.slice(0, mostWords + 1));
  }
});
