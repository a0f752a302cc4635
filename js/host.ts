import type { Calls } from "./calls.js";
import type { Entry, Host } from "./core.js";
import { errorOf } from "./error.js";
import { exchange } from "./exchange.js";
import type { Log } from "./log.js";
import { tellOutcomes } from "./tell_calls.js";
import { createTimers } from "./timers.js";
import { createTurns } from "./turns.js";
import { whileAlone } from "./while_alone.js";

/** What a host needs of the guard around the core. */
export interface HostPorts {
  calls_: Calls;
  log_: Log;
  /** Enters the core; nothing comes out, and nothing is thrown. */
  readonly tell_: (...entry: Entry) => void;
  /** Does something once no Rust frame is left on the stack. */
  readonly after_: (effect: () => unknown) => void;
}

/** A host for one instance of the core. */
export interface Generation {
  readonly host_: Host;
  /** The instance is gone: timers stop, and what was under way reaches nobody. */
  readonly end_: () => void;
}

export function createHost({ calls_, log_, tell_, after_ }: HostPorts): Generation {
  let isLive = true;
  const tell = (...entry: Entry): void => {
    if (isLive) tell_(...entry);
  };
  const timers = createTimers((id) => tell("tick", id));
  const turns = createTurns();
  const host: Host = {
    wake: once(queueMicrotask, () => tell("turn")),
    soon: once(inNextTurn, () => tell("turn_ended")),
    timer: timers.set_,
    send: (url, init) => outside(() => exchange(url, init)),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    takeTurn: (name) => outside(() => turns.take_(name)),
    endTurn: turns.end_,
    alone: () =>
      outside(
        () =>
          new Promise<void>((resolve) => {
            void whileAlone(() => {
              resolve();
              // What waits for the promise acts in this turn, and the lock outlasts that.
              return new Promise<void>(inNextTurn);
            });
          }),
      ),
    settle: (call, value) => {
      after_(() => {
        // The core says "nothing" as null; the page was promised undefined.
        calls_.resolve_(call, value ?? undefined);
        tellOutcomes(log_, value);
      });
    },
    fail: (call, fault) =>
      after_(() => {
        log_.write_(3, () => `failed: ${fault.code}`);
        calls_.reject_(call, errorOf(fault));
      }),
    invoke: (callback, args) =>
      after_(() => {
        freezeDeep(args[0]);
        void invoke(log_, () => callback(...args));
      }),
    log: (level, text) => after_(() => log_.write_(level, text)),
  };

  /**
   * The page may have replaced what is asked with code of its own, which must not run below a Rust
   * frame. An answer for an instance that is gone would call into it: it is left unsaid.
   */
  function outside<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const whileLive =
        <A>(settle: (answer: A) => void) =>
        (answer: A): void => {
          if (isLive) settle(answer);
        };
      after_(() => {
        if (isLive) ask().then(whileLive(resolve), whileLive(reject));
      });
    });
  }

  return {
    host_: host,
    end_() {
      isLive = false;
      timers.clear_();
      turns.end_();
    },
  };
}

/** Several calls before the work is done are one. */
function once(schedule: (work: () => void) => void, work: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      work();
    });
  };
}

/** By a message: a timer would wait 4 ms where timers are nested, and a second in a hidden tab. */
export function inNextTurn(work: () => void): void {
  try {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      work();
    };
    port2.postMessage(0);
  } catch {
    // There is none, or the page has put one that fails in its place.
    setTimeout(work);
  }
}

/** A response is that of all handlers: none of them can change what another one sees. */
function freezeDeep(value: unknown): void {
  if (!Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freezeDeep);
}

/** A handler that throws, or whose promise rejects, harms only itself. */
async function invoke(log: Log, callback: () => unknown): Promise<void> {
  try {
    await callback();
  } catch (thrown) {
    log.write_(1, "A content zone handler of the page failed.", thrown);
  }
}
