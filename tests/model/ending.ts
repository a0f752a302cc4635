import { audit, auditStatus } from "./audit.js";
import { accepted, lost } from "./collector.js";
import type { Tracked } from "./tracked.js";
import type { World } from "./world.js";

/** What a run has shown, for the figures. */
export interface Outcome {
  readonly tracked: number;
  /** Arrivals of what had arrived before. */
  readonly repeated: number;
  /** Counted as delivered by the claim of a page that was left, and not arrived. */
  readonly trusted: number;
}

const step = 30_000;
const mostSteps = 60;

/**
 * The faults are over, one more page is opened, and time passes until all is quiet: then everything
 * tracked has arrived or is accounted for.
 */
export async function endWell(world: World): Promise<Outcome> {
  const { time, collector, storage, reference } = world;
  storage.isFull = false;
  collector.manner = { verdict: accepted, latency: 20 };
  for (const delivery of [...collector.open]) collector.decide(delivery, lost);
  for (const tab of [...world.tabs]) {
    if (tab.phase === "cached") world.close(tab);
    else if (tab.phase === "frozen") await world.resume(tab);
  }
  const last = await world.open(true);
  for (let steps = 0; steps < mostSteps && hasMore(world); steps += 1) await time.pass(step);
  audit(world);
  auditStatus(world, last);
  reference.list.forEach((tracked) => checkFate(world, tracked));
  return outcomeOf(world);
}

function checkFate({ collector, tabs }: World, tracked: Tracked): void {
  const { fate, name, tab, ids } = tracked;
  if (!fate && tracked.isStored) throw new Error(`${name} of tab ${tab.number} is never done with`);
  // What was never stored leaves no trace when it is dropped, except in the counts of its tab.
  if (!fate && !tracked.answeredTo && !tracked.refusal && tabs.includes(tab)) {
    const { overflow = 0 } = tab.attune.getDeliveryStatus().dropped;
    if (overflow === 0) throw new Error(`${name} of tab ${tab.number} is nowhere`);
  }
  if (fate === "delivered" && !collector.arrivals.has(ids[0] ?? "")) {
    throw new Error(`${name} counts as delivered, and the collector does not have it`);
  }
}

function hasMore({ reference, tabs }: World): boolean {
  return (
    reference.list.some(({ fate, isStored }) => !fate && isStored) ||
    tabs.some(({ attune }) => attune.getDeliveryStatus().queued > 0)
  );
}

function outcomeOf({ reference, collector }: World): Outcome {
  const trusted = reference.list.filter(
    ({ fate, ids }) => fate === "sure" && !collector.arrivals.has(ids[0] ?? ""),
  );
  const counts = [...collector.arrivals.values()];
  return {
    tracked: reference.list.length,
    repeated: counts.reduce((sum, count) => sum + count - 1, 0),
    trusted: trusted.length,
  };
}
