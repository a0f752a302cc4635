import type { Log } from "./log.js";

/** What the core asked for, done in order and outside of every Rust frame. */
export interface Effects {
  readonly add_: (effect: () => unknown) => void;
  /** How many wait. */
  readonly count_: () => number;
  /** Drops those that came after so many others. */
  readonly drop_: (after: number) => void;
  readonly run_: () => void;
  /** No effect is under way, whatever it seems: the browser has ended a script of ours. */
  readonly revive_: () => void;
}

export function createEffects(log: Log): Effects {
  const waiting: Array<() => unknown> = [];
  let isRunning = false;
  return {
    add_: (effect) => waiting.push(effect),
    count_: () => waiting.length,
    drop_: (after) => waiting.splice(after),
    run_() {
      // Page code run by an effect may enter the core; what that asks for then waits its turn.
      if (isRunning) return;
      isRunning = true;
      try {
        // A browser that ends the script does so where a loop begins anew: none is taken out there.
        while (waiting.length > 0) {
          const effect = waiting.shift();
          try {
            effect?.();
          } catch (thrown) {
            log.write_(1, "An effect failed.", thrown);
          }
        }
      } finally {
        // Also where the page calls with its last bit of stack: the rest is for the next entry.
        isRunning = false;
      }
    },
    revive_() {
      isRunning = false;
    },
  };
}
