import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import { until } from "../delivery/until.js";
import { type Service, services } from "../delivery/visitor.js";
import { Caller } from "./caller.js";

const stage = setStage(import.meta.url);
let tab: Tab;
let caller: Caller;

/** A page that has begun to start the SDK, and whose core never comes. */
async function begin(service: Service, config: object = {}): Promise<void> {
  caller = await Caller.come(stage.site, service, { config, before: ["hold_core"] });
  tab = await stage.chromium.open({ window: "own" });
  await tab.goto(caller.address());
}

const verdict = (status: string) => ({ provider: "Example CMP", purpose: "Tracking", status });

afterEach(async () => {
  expect(await tab.evaluate("[...witness.errors, ...witness.spoken]")).toEqual([]);
  await tab.close();
  await caller.leave();
});

describe.each(services)("the connection to %s", (service) => {
  test("is opened while the core compiles, and leaves nothing in the page", async () => {
    await begin(service);
    await until("it is open", () => caller.server.connections > 0);
    expect(caller.server.asks).toEqual([]);
    expect(await tab.evaluate("document.querySelectorAll('[rel=preconnect]').length")).toBe(0);
  });

  test.each([
    ["nobody has opted in", []],
    ["somebody has opted out", [verdict("Opt In"), { ...verdict("Opt Out"), provider: "Other" }]],
  ])("is left alone where %s", async (_, consents) => {
    await begin(service, { consents });
    await sleep(500);
    expect(caller.server.connections).toBe(0);
  });
});
