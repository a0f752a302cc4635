import type { Calls } from "./calls.js";
import type { Entry } from "./core.js";
import { internalError, typed } from "./error.js";
import type { Guard } from "./guard.js";
import type { Start } from "./start.js";

/** What to ask of the core, read at the moment it is asked. */
export type Begin = () => Entry;

/**
 * A call that the core settles by its number, and that waits for an `init` in progress.
 *
 * @param prepare - reads the arguments; may throw, and may take its time
 * @param repeat - begin the call again if a trap interrupts it at any time; else only if one
 *   interrupts its very beginning
 */
export type Request = <T>(
  prepare: (call: number) => Begin | Promise<Begin>,
  repeat: boolean,
) => Promise<T>;

export interface RequestPorts {
  calls_: Calls;
  start_: Start;
  /** The way into the core, once started. */
  readonly guard_: () => Guard | undefined;
}

export function createRequest({ calls_: calls, start_, guard_ }: RequestPorts): Request {
  function attempt(call: number, begin: Begin): void {
    const guard = guard_();
    try {
      const entry = begin();
      if (!guard || (guard.isLost_() && entry[0] !== "forget")) throw internalError();
      guard.enter_(entry);
    } catch (fault) {
      calls.reject_(call, fault);
    }
  }

  function deliver(call: number, begin: Begin, repeat: boolean): void {
    // Its deadline has passed, or the caller gave it up.
    if (!calls.isOpen_(call)) return;
    const again = (): void => attempt(call, begin);
    calls.repeat_(call, again);
    again();
    if (!repeat) calls.repeat_(call, undefined);
  }

  return <T>(prepare: (call: number) => Begin | Promise<Begin>, repeat: boolean) => {
    const { call_: call, promise_ } = calls.open_<T>();
    const fail = (error: unknown): void => calls.reject_(call, typed(error));
    const go = (begin: Begin): void => {
      start_.whenRunning_(() => deliver(call, begin, repeat), fail);
    };
    try {
      start_.require_();
      const prepared = prepare(call);
      if (typeof prepared === "function") go(prepared);
      else prepared.then(go, fail);
    } catch (error) {
      fail(error);
    }
    return promise_;
  };
}
