import type { Calls } from "./calls.js";
import type { Entry } from "./core.js";
import { type AttuneError, internalError, typed } from "./error.js";
import type { Guard } from "./guard.js";
import type { Start } from "./start.js";

/** What to ask of the core, read at the moment it is asked. */
export type Begin = () => Entry;

/** What becomes of a call that waits for an `init`, or for one that is yet to come. */
export interface Early {
  /** There has been none: it is told what is missing, or waits. */
  readonly wait_: (call: number, missing: AttuneError) => void;
  /** What it will tell the core. */
  readonly hold_?: (call: number, begin: Begin) => void;
  /** The core is there. Says whether it is still this page's to tell. */
  readonly release_?: (call: number) => boolean;
}

/**
 * A call that the core settles by its number, and that waits for an `init` in progress.
 *
 * @param prepare - reads the arguments; may throw, and may take its time
 * @param repeat - begin the call again if a trap interrupts it at any time; else only if one
 *   interrupts its very beginning
 * @param early - by default, the call is refused
 */
export type Request = <T>(
  prepare: (call: number) => Begin | Promise<Begin>,
  repeat: boolean,
  early?: Early,
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

  return <T>(
    prepare: (call: number) => Begin | Promise<Begin>,
    repeat: boolean,
    early: Early = refusing,
  ) => {
    const { call_: call, promise_ } = calls.open_<T>();
    const fail = (error: unknown): void => calls.reject_(call, typed(error));
    const go = (begin: Begin): void => {
      early.hold_?.(call, begin);
      start_.whenRunning_({
        isAwaited_: () => calls.isOpen_(call),
        go_() {
          if (early.release_?.(call) === false) calls.resolve_(call, undefined);
          else deliver(call, begin, repeat);
        },
        fail_: fail,
      });
    };
    try {
      start_.require_();
      const missing = start_.missing_();
      if (missing) early.wait_(call, missing);
      const prepared = prepare(call);
      if (typeof prepared === "function") go(prepared);
      else prepared.then(go, fail);
    } catch (error) {
      fail(error);
    }
    return promise_;
  };
}

const refusing: Early = {
  wait_(_, missing) {
    throw missing;
  },
};
