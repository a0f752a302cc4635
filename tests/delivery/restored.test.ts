import { afterAll, beforeAll, expect, test } from "vitest";

import type { Engine } from "../engines/engine.js";
import { inEngine } from "../engines/engines.js";
import { Collector } from "./collector.js";
import { browserOf, type EngineTab } from "./engine_tab.js";
import { publish } from "./figures.js";
import { expectNoComplaint, expectNothingLost, expectOneIdEach } from "./oracle.js";
import { inParallel, patienceMs, runSize, timeLimit } from "./run_size.js";
import { setSite } from "./stage.js";
import { becomes } from "./until.js";
import { type Service, services, Visitor } from "./visitor.js";

const stage = setSite();
const trips = runSize(16, 2);
/** An answer takes so long: whatever is sent is under way when the page is left. */
const latencyMs = 1500;

/** What a page without the SDK sends, at any speed, and what nobody reads. */
let other: Collector;
beforeAll(async () => {
  other = await Collector.start();
  other.answers({ latencyMs });
});
afterAll(() => other.close());

/** Does something and follows the link at once, comes back, and says whether it is the same page. */
async function isRestored(tab: EngineTab, act: string, trip: number, away: string) {
  const here = await tab.evaluate<string>("location.href");
  await tab.begin(`window.stayed = ${trip}; ${act}; location.href = ${JSON.stringify(away)}`);
  await tab.isAt(away);
  await tab.back();
  await tab.isAt(here);
  return tab.evaluate<boolean>(`window.stayed === ${trip}`);
}

async function tripBesides(service: Service, engine: Engine) {
  const visitor = await Visitor.come(browserOf(engine), stage.site, service, { before: ["tell"] });
  visitor.collector.answers({ latencyMs: 0 });
  const bare = await visitor.openEmpty();
  await bare.goto(visitor.address("/plain.html"));
  const tab = await visitor.open();
  await visitor.warmUp(tab, "mk-warm");
  visitor.collector.answers((_, kind) => (kind === "preflight" ? {} : { latencyMs }));
  const restored = { bare: 0, attune: 0 };
  const keepalive = `void fetch("${other.origin}", { method: "POST", body: "bare", keepalive: true })`;
  for (let trip = 0; trip < trips; trip++) {
    const away = visitor.address(trip % 2 === 0 ? "/next.html" : "/plain.html?away");
    if (await isRestored(bare, keepalive, trip, away)) restored.bare += 1;
    const click = `probe.track({ kind: "click", marker: "mk-trip-${trip}" })`;
    if (await isRestored(tab, click, trip, away)) restored.attune += 1;
    await tab.evaluate("started.then(() => true)");
  }
  await becomes(() => visitor.isSettled(tab), patienceMs);
  await visitor.leave();
  return { service, trips, restored, visitor };
}

inEngine("firefox", (engine) => {
  test(
    "takes a page that is left in the middle of a click as one with a bare keepalive fetch",
    async () => {
      const runs = await inParallel(services, 2, (service) => tripBesides(service, engine()));
      const rows = runs.map(({ visitor, ...row }) => {
        const { lost, repeats } = visitor.verdict();
        return { ...row, lost: lost.length, repeats: repeats.length };
      });
      publish("restored", rows);
      for (const { service, restored, visitor } of runs) {
        expect(restored.bare, `${service}: a page without the SDK`).toBe(trips);
        expect(restored.attune, service).toBe(restored.bare);
        expectNothingLost(service, visitor.verdict());
        expectOneIdEach(service, visitor.verdict());
        expectNoComplaint([visitor.collector]);
      }
    },
    timeLimit(6, 2),
  );
});
