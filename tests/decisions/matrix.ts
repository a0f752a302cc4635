import type { Site } from "../delivery/site.js";
import type { Tab } from "../delivery/tab.js";
import type { Service } from "../delivery/visitor.js";
import { ask, Caller, defaultContent, type Told } from "./caller.js";
import { contentOf } from "./content.js";
import { wellScript } from "./decision_server.js";
import { expectedOf, type Fault } from "./fault.js";

/** The SDK's own deadline. */
const usualTimeoutMs = 2000;
/** How much later than its deadline a call may settle. */
export const graceMs = 100;

export interface Cell {
  readonly fault: Fault;
  readonly service: Service;
  /** By how much the page's processor is slowed down. */
  readonly cpu: 1 | 6;
}

export interface Run extends Cell {
  readonly told: Told;
  readonly timeoutMs: number;
  /** Points charged for by the service. */
  readonly billed: number;
  /** What is not as it has to be. */
  readonly problems: string[];
  /** How often it was made again because the page was held up. */
  readonly repeats: number;
}

/**
 * Two points, and so two requests at Sitecore; but one where a second attempt is looked for, since
 * two requests that fail together are two failures in a row, after which nothing is tried again.
 */
export function pointsOf({ fault, service }: Pick<Cell, "fault" | "service">): string[] {
  const isOne = service === "sitecore" && fault.attempts > 1;
  return isOne ? ["home_hero"] : ["home_hero", "home_recs"];
}

/** A page that stands still for longer may miss what it is tested for, and be none the worse. */
const longestPauseMs = 50;
/** For so long, on a processor of full speed, a bad body may hold up the page. */
const longestTaskMs = 50;

/**
 * One visitor, who meets one fault. On a machine that is busy with something else, a page may be
 * held up: then a run that shows a problem is made again, twice at most. What is the SDK's own
 * fault comes again.
 */
export async function meet(site: Site, tab: Tab, cell: Cell): Promise<Run> {
  for (let repeats = 0; ; repeats++) {
    const run = await meetOnce(site, tab, cell);
    const isDisturbed = run.problems.length > 0 && run.told.heldUpMs > longestPauseMs;
    if (!isDisturbed || repeats === 2) return { ...run, repeats };
  }
}

async function meetOnce(site: Site, tab: Tab, cell: Cell): Promise<Omit<Run, "repeats">> {
  const { fault, service, cpu } = cell;
  const caller = await Caller.come(site, service);
  try {
    await caller.visit(tab);
    await caller.warmUp(tab);
    await tab.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    await breakServer(caller, fault);
    const { timeoutMs } = fault;
    const told = await ask(tab, pointsOf(cell), {}, timeoutMs ? { timeoutMs } : {});
    const errors = await tab.evaluate<string[]>("[...witness.errors, ...witness.spoken]");
    const { billed, asks, complaints } = caller.server;
    const run = { ...cell, told, timeoutMs: timeoutMs ?? usualTimeoutMs, billed };
    const problems = [...problemsOf(run, asks.length), ...errors, ...complaints];
    return { ...run, problems };
  } finally {
    await tab.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await caller.leave();
  }
}

async function breakServer({ server }: Caller, fault: Fault): Promise<void> {
  // A browser repeats by itself what fails on a connection that it has kept: here it has none.
  server.dropConnections();
  server.script = fault.begin?.() ?? wellScript;
  if (fault.preflight) server.preflight = fault.preflight;
  await server.setDoor(fault.door ?? "open");
}

function problemsOf(run: Omit<Run, "problems" | "repeats">, arrived: number): string[] {
  const { fault, service, cpu, told, timeoutMs } = run;
  const problems: string[] = [];
  const check = (what: string, is: unknown, wanted: unknown) => {
    if (is !== wanted) problems.push(`${what}: ${String(is)} instead of ${String(wanted)}`);
  };
  if (told.tookMs > timeoutMs + graceMs) problems.push(`settled after ${told.tookMs} ms`);
  if (fault.isBadBody && cpu === 1 && told.longestTaskMs > longestTaskMs) {
    problems.push(`the page was held up for ${told.longestTaskMs} ms`);
  }
  const expected = expectedOf(fault, service);
  const points = pointsOf({ fault, service });
  check("outcomes", Object.keys(told.outcomes).join(), points.join());
  for (const [point, outcome] of Object.entries(told.outcomes)) {
    check(`${point}: status`, outcome.status, expected.status);
    check(`${point}: code`, outcome.code, expected.code);
    check(`${point}: retryable`, outcome.retryable, expected.retryable);
  }
  check("rejected", told.isRejected, expected.status === "failed");
  if (arrived > told.requests) problems.push(`${arrived} requests arrived, ${told.requests} made`);
  const perCall = service === "salesforce" ? 1 : points.length;
  check("requests made", told.requests, fault.attempts * perCall);
  const title = contentOf("home_hero").title;
  if (expected.status !== "decided") check("zone", told.shown, defaultContent);
  else if (!told.shown.endsWith(title)) problems.push(`zone: ${told.shown}`);
  return problems;
}
