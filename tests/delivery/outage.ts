import { setTimeout as sleep } from "node:timers/promises";

import type { Engine, EngineName } from "../engines/engine.js";
import { browserOf, type EngineTab } from "./engine_tab.js";
import { isAcknowledged, judge, type Verdict } from "./oracle.js";
import type { Plan } from "./plan.js";
import { runSize } from "./run_size.js";
import type { Site } from "./site.js";
import { becomes } from "./until.js";
import { type DeliveryStatus, type Service, statusOf, Visitor } from "./visitor.js";

/** The collector is out of order while a visitor clicks through a site, and then well again. */
export interface Outage {
  readonly engine: EngineName;
  readonly service: Service;
  readonly fault: keyof typeof outageFaults;
  /** How long each page is open: an answer takes 300 ms. */
  readonly pageLifeMs: number;
}

export const outageFaults = {
  "500": { status: 500 },
  "connection cut": { fault: "close" },
  "429, 30 s": { status: 429, headers: { "Retry-After": "30" }, expose: ["Retry-After"] },
} as const satisfies Record<string, Plan>;

const latencyMs = 300;
const pages = runSize(12, 6);
/** At least so long; the sample ends it when the last page has been left. */
const outageMs = runSize(16_000, 0);
// Longer than a rest the collector has wished for. What rests longer still is hurried by a flush.
const patienceMs = runSize(32_000, 6000);

const markers = Array.from({ length: pages }, (_, n) => `mk-outage-${n}`);
const addressOf = (n: number) => (n < pages ? `/outage-${n}.html` : "/plain.html");

/** Each page goes on by itself: nothing but the visitor's own haste is in the way. */
function bodies({ pageLifeMs }: Outage): Record<string, string> {
  const link = (n: number) => `<a id="on" href="${addressOf(n)}">On</a>`;
  const page = (n: number) => `${link(n + 1)}<script>
    started.then(() => setTimeout(() => {
      probe.track({ kind: "click", marker: "mk-outage-${n}" });
      document.getElementById("on").click();
    }, ${pageLifeMs}));
  </script>`;
  const all = markers.map((_, n) => [addressOf(n), page(n)] as const);
  return { "/page.html": link(0), ...Object.fromEntries(all) };
}

export interface OutageRun extends Outage {
  readonly verdict: Verdict;
  readonly stored: string[];
  /** On the page after the outage, when it had done what it could. */
  readonly status: DeliveryStatus;
  /** Events the collector said it had taken, each counted once, and how many came again. */
  readonly accepted: number;
  readonly acceptedTwice: number;
  /** Until all was settled, from the last page's start. */
  readonly recoveredMs: number;
  readonly isHurried: boolean;
  readonly visitor: Visitor<EngineTab>;
}

export async function liveThrough(outage: Outage, engine: Engine, site: Site): Promise<OutageRun> {
  const more = { before: ["tell"], bodies: bodies(outage) };
  const visitor = await Visitor.come(browserOf(engine), site, outage.service, more);
  const { collector } = visitor;
  collector.answers({ latencyMs });
  const tab = await visitor.open();
  await visitor.warmUp(tab, "mk-warm");
  const plan: Plan = { ...outageFaults[outage.fault], latencyMs };
  collector.answers((_, kind) => (kind === "events" ? plan : { latencyMs }));
  const mended = sleep(outageMs);
  await tab.begin(`document.getElementById("on").click()`);
  await tab.isAt(visitor.address("/plain.html"));
  await mended;
  await becomes(() => collector.open().length === 0, 2000);
  collector.answers({ latencyMs });
  const began = performance.now();
  await tab.goto(visitor.address("/later.html"));
  await tab.evaluate("started.then(() => true)");
  const isHurried = !(await becomes(() => visitor.isSettled(tab), patienceMs));
  if (isHurried) {
    await tab.evaluate("Attune.flush().then(() => true)");
    await becomes(() => visitor.isSettled(tab), 15_000);
  }
  const recoveredMs = Math.round(performance.now() - began);
  return { ...outage, ...(await judgeOutage(visitor, tab)), recoveredMs, isHurried, visitor };
}

async function judgeOutage(visitor: Visitor<EngineTab>, tab: EngineTab) {
  const status = await statusOf(tab);
  const stored = await tab.evaluate<string[]>("probe.stored()");
  await visitor.leave();
  const verdict = judge(markers, visitor.collector, isAcknowledged);
  const taken = visitor.collector.arrivals.filter(isAcknowledged).map(({ id }) => id);
  const accepted = new Set(taken).size;
  return { verdict, stored, status, accepted, acceptedTwice: taken.length - accepted };
}
