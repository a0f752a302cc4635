import type { Log } from "./log.js";

/** What the core asked for, done in order and outside of every Rust frame. */
export interface Effects {
  readonly add_: (effect: () => unknown) => void;
  readonly run_: () => void;
}

export function createEffects(log: Log): Effects {
  const waiting: Array<() => unknown> = [];
  let isRunning = false;
  return {
    add_: (effect) => waiting.push(effect),
    run_() {
      // Page code run by an effect may enter the core; what that asks for then waits its turn.
      if (isRunning) return;
      isRunning = true;
      for (let effect = waiting.shift(); effect; effect = waiting.shift()) {
        try {
          effect();
        } catch (thrown) {
          log.write_(1, "An effect failed.", thrown);
        }
      }
      isRunning = false;
    },
  };
}
