import { expect } from "vitest";

import type { Exchange } from "./collector.js";
import type { FaultCase } from "./fault_case.js";
import { judge, type Verdict } from "./oracle.js";
import type { Stage } from "./stage.js";
import type { Tab } from "./tab.js";
import { becomes } from "./until.js";
import {
  type DeliveryStatus,
  isBalanced,
  type Service,
  statusOf,
  track,
  Visitor,
} from "./visitor.js";

export interface FaultRun {
  readonly service: Service;
  readonly fault: FaultCase;
  readonly promised: number;
  /** After the fault, before and after the collector was well again, and on the next page. */
  readonly status: { sick: DeliveryStatus; well: DeliveryStatus; next: DeliveryStatus };
  readonly attemptsWhileSick: number;
  readonly verdict: Verdict;
  readonly imbalances: DeliveryStatus[];
  readonly visitor: Visitor;
}

const isOfEvents = ({ kind }: Exchange): boolean => kind === "events";

/** A 2xx is an acknowledgement even where its body is broken: the status had been said. */
function isTaken({ exchange: { status } }: { exchange: Exchange }): boolean {
  return status >= 200 && status < 300;
}

function breakCollector({ collector }: Visitor, fault: FaultCase): void {
  const { door = "open", plan = {}, refusesPreflight = false } = fault;
  collector.door = door;
  collector.answers((_, kind) => {
    if (kind === "preflight") return refusesPreflight ? { status: 403 } : {};
    return kind === "events" ? plan : {};
  });
}

function mendCollector({ collector }: Visitor): void {
  collector.door = "open";
  collector.answers({});
}

/**
 * Events meet a collector that is out of order, which then gets well; and what is still waiting
 * after a while gets another page. On a clock that skips the waiting.
 *
 * @param count - of events; they are tracked in one turn, so that they travel together
 */
export async function meetFault(
  { chromium, site }: Stage,
  service: Service,
  fault: FaultCase,
  count: number,
): Promise<FaultRun> {
  const visitor = await Visitor.come(chromium, site, service, { before: ["clock"] });
  const tab = await visitor.open("/page.html", { window: "own" });
  // Not where it is the preflight that fails: this one would be remembered.
  if (!fault.refusesPreflight) await visitor.warmUp(tab, "mk-warm");
  breakCollector(visitor, fault);
  const before = visitor.collector.exchanges.filter(isOfEvents).length;
  const attempts = () => visitor.collector.exchanges.filter(isOfEvents).length - before;
  const names = Array.from({ length: count }, (_, n) => `mk-fault-${n}`);
  await Promise.all(names.map((marker) => track(tab, { marker })));
  const isEmpty = async () => (await statusOf(tab)).queued === 0;
  const isEnough = () => !fault.meetsAll && attempts() >= 3;
  await becomes(async () => isEnough() || (await isEmpty()), 2500);
  const sick = await statusOf(tab);
  const attemptsWhileSick = attempts();
  mendCollector(visitor);
  await becomes(isEmpty, 4000);
  const well = await statusOf(tab);
  const imbalances = await imbalancesIn(tab);
  const next = await goOn(visitor, tab);
  imbalances.push(...(await imbalancesIn(tab)));
  await visitor.leave();
  const verdict = judge(visitor.promised(), visitor.collector, isTaken);
  const promised = visitor.promised().length;
  const status = { sick, well, next };
  return { service, fault, promised, status, attemptsWhileSick, verdict, imbalances, visitor };
}

async function goOn(visitor: Visitor, tab: Tab): Promise<DeliveryStatus> {
  await tab.goto(visitor.address("/later.html"));
  await tab.evaluate("window.started.then(() => true)");
  const isDone = async () =>
    (await statusOf(tab)).queued === 0 &&
    (await tab.evaluate<string[]>("probe.stored()")).length === 0;
  await becomes(isDone, 8000);
  return statusOf(tab);
}

function imbalancesIn(tab: Tab): Promise<DeliveryStatus[]> {
  return tab.evaluate("clock.imbalances");
}

export function expectBalance({ service, fault, imbalances, status }: FaultRun): void {
  const what = `${service}, ${fault.name}: tracked is not delivered + queued + dropped`;
  expect(imbalances.length, `${what}: ${JSON.stringify(imbalances[0])}`).toBe(0);
  for (const one of Object.values(status)) expect(isBalanced(one), JSON.stringify(one)).toBe(true);
}
