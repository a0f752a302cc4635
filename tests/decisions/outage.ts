import { until } from "../delivery/until.js";
import type { Stage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import type { Service } from "../delivery/visitor.js";
import { Caller } from "./caller.js";
import { type Ask, type Door, type Script, wellScript } from "./decision_server.js";
import type { FastTime } from "./fast_time.js";

/** A way for a service to be dead. */
export interface Death {
  readonly name: string;
  readonly door?: Door;
  readonly script?: Script;
}

interface Answer {
  at: number;
  settledAt: number;
  status: string;
  code: string;
}

/** What became of an outage. All times are milliseconds on the clock of the pages. */
export interface Outage {
  readonly service: Service;
  readonly name: string;
  /** When requests were made in the outage, by any tab, after its beginning. */
  readonly requests: number[];
  /** How often pages asked meanwhile. */
  readonly asked: number;
  /** Pauses of the breaker that ended in the outage, each with a probe. */
  readonly rests: number;
  /** After the end of the outage: the first decision, and the first of the last tab to have one. */
  readonly seenAfter: number;
  readonly seenByAllAfter: number;
  /** From the last request that failed to the first decision. */
  readonly rested: number;
  /** The pause that was running when the service was well again. */
  readonly interval: number;
  /** Most requests that were under way together once the breaker was open. */
  readonly together: number;
  /** How long at most a page stood still. */
  readonly heldUp: number;
}

/** No pause of the breaker is shorter: requests that far apart are probes. */
const shortestPause = 20_000;

async function openTabs({ chromium }: Stage, caller: Caller): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let n = 0; n < 4; n++) tabs.push(await caller.open(chromium));
  return tabs;
}

/** Four tabs ask every second while a service is dead, and until it is seen again. */
export async function suffer(
  stage: Stage,
  time: FastTime,
  service: Service,
  death: Death,
  milliseconds: number,
): Promise<Outage> {
  const caller = await Caller.come(stage.site, service, time.options());
  const tabs = await openTabs(stage, caller);
  await caller.warmUp(tabs[0] as Tab);
  await Promise.all(tabs.map((tab) => tab.evaluate("void persist.start(1000)")));
  await time.pass(3000);
  const diedAt = await kill(caller, death, time);
  await time.pass(milliseconds);
  // Not by the requests that pages made: one of the first moment may never have arrived.
  const arrived = caller.server.asks.length;
  const wellAt = await mend(caller, time);
  const requests = (await requestsOf(tabs)).filter((at) => at >= diedAt && at < wellAt);
  const rests = pausesOf(requests);
  const interval = 30_000 * 2 ** rests;
  const firsts = await firstDecisions(tabs, wellAt, (interval + 30_000) / time.speed);
  const answers = (await answersOf(tabs)).flat();
  const pauses = await Promise.all(tabs.map((tab) => tab.evaluate<number>("persist.heldUp()")));
  await Promise.all(tabs.map((tab) => tab.close()));
  await caller.leave();
  return {
    service,
    name: death.name,
    requests: requests.map((at) => Math.round(at - diedAt)),
    asked: answers.filter(({ at }) => at >= diedAt && at < wellAt).length,
    rests,
    seenAfter: Math.round(Math.min(...firsts) - wellAt),
    seenByAllAfter: Math.round(Math.max(...firsts) - wellAt),
    rested: Math.round(Math.min(...firsts) - Math.max(...requests)),
    interval,
    together: mostTogether(caller.server.asks.slice(0, arrived).slice(-rests)),
    heldUp: Math.round(Math.max(...pauses)),
  };
}

async function kill({ server }: Caller, death: Death, time: FastTime): Promise<number> {
  server.asks.length = 0;
  server.dropConnections();
  if (death.script) server.script = death.script;
  await server.setDoor(death.door ?? "open");
  return time.now();
}

async function mend({ server }: Caller, time: FastTime): Promise<number> {
  server.script = wellScript;
  await server.setDoor("open");
  return time.now();
}

async function requestsOf(tabs: Tab[]): Promise<number[]> {
  const look = "witness.requests.map(({ at }) => at)";
  const all = await Promise.all(tabs.map((tab) => tab.evaluate<number[]>(look)));
  return all.flat().sort((a, b) => a - b);
}

function answersOf(tabs: Tab[]): Promise<Answer[][]> {
  return Promise.all(tabs.map((tab) => tab.evaluate<Answer[]>("persist.answers")));
}

/** When each tab got its first decision again. */
async function firstDecisions(tabs: Tab[], wellAt: number, patienceMs: number): Promise<number[]> {
  const look = async (): Promise<number[]> => {
    const all = await answersOf(tabs);
    return all.flatMap((answers) => {
      const first = answers.find(({ at, status }) => at > wellAt && status === "decided");
      return first ? [first.settledAt] : [];
    });
  };
  await until(
    "every tab has a decision again",
    async () => (await look()).length === tabs.length,
    patienceMs,
  );
  return look();
}

function pausesOf(requests: number[]): number {
  return requests.filter((at, n) => n > 0 && at - Number(requests[n - 1]) > shortestPause).length;
}

function mostTogether(asks: Ask[]): number {
  const overlaps = asks.map(
    (ask) => asks.filter(({ at, endedAt = at }) => at <= ask.at && endedAt > ask.at).length,
  );
  return Math.max(0, ...overlaps);
}
