import type { Calls } from "./calls.js";
import type { Entry } from "./core.js";
import type { Moment } from "./moment.js";
import { isRecord } from "./own_members.js";
import type { Begin, Early } from "./requests.js";
import type { Start } from "./start.js";
import { whileAlone } from "./while_alone.js";

/** Events that have happened before the core is there. */
export interface EarlyEvents extends Early {
  /** The page is hidden or left, and may not live to tell the core: the next page is to. */
  readonly write_: () => void;
  /** Tells the core what earlier pages have left. */
  readonly takeUp_: () => void;
}

export interface EarlyEventsPorts {
  calls_: Calls;
  start_: Start;
  /** Whether an opt-in stands: nothing is written, and nothing is told, without one. */
  readonly isOptedIn_: () => boolean;
  readonly tell_: (...entry: Entry) => void;
}

// What happens before any start is worth keeping for a page that is still loading, and no longer.
const most = 50;
const patienceMs = 10_000;

/** A key each, so that an erasure finds them. */
const prefix = "attune.early.";

export function createEarlyEvents(ports: EarlyEventsPorts): EarlyEvents {
  const { calls_: calls, start_, isOptedIn_, tell_ } = ports;
  const own = `${prefix}${Math.random()}.`;
  const written = new Set<number>();
  let waiting: Array<[call: number, begin: Begin]> = [];

  const drop = (over: number): void => {
    waiting = waiting.filter(([call]) => call !== over && calls.isOpen_(call));
  };
  const foreign = (): string[] =>
    Object.keys(localStorage).filter((key) => key.startsWith(prefix) && !key.startsWith(own));
  const take = (key: string): void => {
    const entry = readEntry(localStorage.getItem(key));
    localStorage.removeItem(key);
    if (entry) tell_(...entry);
  };
  const safely = (work: () => void): void => {
    try {
      work();
    } catch {
      // Without storage an event goes with its page.
    }
  };

  return {
    wait_(call, missing) {
      drop(call);
      if (waiting.length >= most) throw missing;
      calls.limit_(call, patienceMs, () => {
        const stillMissing = start_.missing_();
        if (stillMissing) calls.reject_(call, stillMissing);
      });
    },
    hold_(call, begin) {
      if (!start_.isRunning_()) waiting.push([call, begin]);
    },
    release_(call) {
      drop(call);
      if (!written.has(call)) return true;
      const key = `${own}${call}`;
      // Another page may have taken it up, or erased it.
      const isOurs = localStorage.getItem(key) !== null;
      localStorage.removeItem(key);
      return isOurs;
    },
    write_() {
      for (const [call, begin] of isOptedIn_() ? waiting : []) {
        if (written.has(call) || !calls.isOpen_(call)) continue;
        safely(() => {
          localStorage.setItem(`${own}${call}`, write(begin()));
          written.add(call);
        });
      }
    },
    takeUp_() {
      safely(() => {
        // One tab of those that are opened at once.
        if (isOptedIn_() && foreign().length > 0) void whileAlone(() => foreign().forEach(take));
      });
    },
  };
}

function write([name, , about, moment]: Entry): string {
  const { referrer, documentElement } = document;
  const language = documentElement.lang || navigator.language;
  return JSON.stringify([name, about, { ...(moment as Moment), referrer, language }]);
}

/** What is written there may be anybody's: the core counts on addresses. */
function readEntry(text: string | null): Entry | undefined {
  try {
    const [name, about, moment] = JSON.parse(text ?? "") as [string, unknown, Moment];
    const address = new URL(moment.address).href;
    if (!/^(track|impression|click)$/.test(name) || !isRecord(about)) return undefined;
    // There is no call of number 0.
    return [name, 0, about, { ...moment, address }] as Entry;
  } catch {
    return undefined;
  }
}
