import type { Calls } from "./calls.js";
import type { Core, CoreModule, Entry } from "./core.js";
import { createEffects } from "./effects.js";
import { errorOf, internalError, isFault } from "./error.js";
import { createHost, type Generation } from "./host.js";
import type { Log } from "./log.js";

/** The one way into the core. */
export interface Guard {
  /**
   * Calls an export, mends the core if it traps, then carries out what it asked for.
   *
   * @param repeat - call it once more after a trap
   * @returns what the export returned; nothing after a trap or in safe mode
   * @throws AttuneError a fault the core told
   */
  readonly enter_: (entry: Entry, repeat?: boolean) => unknown;
  /** As `enter_`, for what nobody waits for: a fault is logged. */
  readonly tell_: (...entry: Entry) => void;
  /** Starts an instance and tells it everything. */
  readonly begin_: () => void;
  /** Safe mode: the core has trapped too often in this page and stays away. */
  readonly isLost_: () => boolean;
}

export interface GuardPorts {
  module_: CoreModule;
  calls_: Calls;
  log_: Log;
  /** Tells a new instance what the page has told so far. */
  readonly replay_: (core: Core) => void;
}

// A trap may be an accident; the third in a page is a pattern.
const trapLimit = 3;

// What has come of these before the trap is kept: answers are paid for, and no new instance has them.
// All other entries are done again, by the page's call or by the replay, and must not count twice.
const isPaidFor = /^(turn|expire|set)/;

/**
 * Whether the page has left us so many frames of stack. With less, storage would seem to hold nothing
 * and a visitor to be forgotten, since a built-in without room fails as one that is forbidden.
 */
function hasRoom(frames: number): boolean {
  try {
    return frames === 0 || hasRoom(frames - 1);
  } catch {
    return false;
  }
}

export function createGuard({ module_, calls_, log_, replay_ }: GuardPorts): Guard {
  const { core_: core } = module_;
  const effects = createEffects(log_);
  let generation: Generation | undefined;
  let isInside = false;
  let traps = 0;

  const isLost = (): boolean => traps >= trapLimit;

  function guarded(work: () => unknown, repeat: boolean, isPaid = false): unknown {
    const putOff = (): void => effects.add_(() => guarded(work, repeat, isPaid));
    // Only a built-in that the page has replaced could call us from below a Rust frame.
    if (isInside) {
      putOff();
      return undefined;
    }
    if (!hasRoom(1000)) {
      queueMicrotask(() => {
        putOff();
        effects.run_();
      });
      return undefined;
    }
    if (isLost()) return undefined;
    const before = effects.count_();
    try {
      return inside(work);
    } catch (thrown) {
      if (isFault(thrown)) throw errorOf(thrown);
      if (!isPaid) {
        module_.takeBack_();
        effects.drop_(before);
      }
      recover(thrown);
      return repeat ? guarded(work, false, isPaid) : undefined;
    } finally {
      effects.run_();
    }
  }

  function inside(work: () => unknown): unknown {
    isInside = true;
    try {
      return work();
    } finally {
      isInside = false;
    }
  }

  const enter = ([name, ...args]: Entry, repeat = false): unknown =>
    guarded(
      () => (core[name] as (...args: unknown[]) => unknown)(...args),
      repeat,
      isPaidFor.test(name),
    );

  function tell(...entry: Entry): void {
    try {
      enter(entry);
    } catch (fault) {
      log_.write_(1, "The core refused what it was told.", fault);
    }
  }

  function start(): void {
    if (generation) {
      generation.end_();
      module_.reset_();
    }
    generation = createHost({ calls_, log_, tell_: tell, after_: effects.add_ });
    core.start(generation.host_);
    replay_(core);
  }

  // Nothing of a trapped instance can be trusted, also where its next call would work: it is
  // replaced at once (delivery-and-security.md 6).
  function recover(trap: unknown): void {
    const interrupted = calls_.interrupted_();
    traps += 1;
    log_.write_(1, isLost() ? "The core stopped for good." : "The core is started again.", trap);
    restart();
    // Behind the effects from before the trap: what was settled there is settled.
    effects.add_(() => {
      for (const { call_, again_ } of interrupted) {
        if (!calls_.isOpen_(call_)) continue;
        if (again_ && !isLost()) again_();
        else calls_.reject_(call_, internalError(trap));
      }
    });
  }

  function restart(): void {
    try {
      if (!isLost()) inside(start);
      else generation?.end_();
    } catch (trap) {
      module_.takeBack_();
      recover(trap);
    }
  }

  return {
    enter_: enter,
    tell_: tell,
    begin_() {
      guarded(start, false);
      if (isLost()) throw internalError();
    },
    isLost_: isLost,
  };
}
