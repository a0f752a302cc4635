import type { Calls } from "./calls.js";
import type { Core, CoreModule, Entry } from "./core.js";
import { createEffects } from "./effects.js";
import { errorOf, internalError, isFault } from "./error.js";
import { createHost, type Generation } from "./host.js";
import type { Log } from "./log.js";
import { tellCall } from "./tell_calls.js";

/** The one way into the core. */
export interface Guard {
  /**
   * Calls an export, mends the core if it traps, then carries out what it asked for.
   *
   * @param repeat - call it once more after a trap
   * @returns what the export returned; nothing after a trap, or in safe mode, where the core is
   *   entered for an erasure alone
   */
  readonly enter_: (entry: Entry, repeat?: boolean) => unknown;
  /** As `enter_`, for what nobody waits for. */
  readonly tell_: (...entry: Entry) => void;
  /**
   * Starts an instance and configures it.
   *
   * @throws AttuneError what the core finds wrong with the config; `internal` where it traps too often
   */
  readonly begin_: () => void;
  /**
   * Tells it all the rest, from which on it acts.
   *
   * @throws AttuneError `internal` where it traps too often
   */
  readonly tellAll_: () => void;
  /** Nothing is under way on the stack, whatever it seems: the browser has ended a script of ours. */
  readonly revive_: () => void;
  /** Safe mode: the core has trapped too often in this page and stays away. */
  readonly isLost_: () => boolean;
}

export interface GuardPorts {
  module_: CoreModule;
  calls_: Calls;
  log_: Log;
  readonly configure_: (core: Core) => void;
  /** Tells a configured instance what the page has told so far. */
  readonly replay_: (core: Core) => void;
  /** Whether this is to erase what is stored of the visitor, who has said so. */
  readonly erases_: (entry: Entry) => boolean;
}

// A trap may be an accident; the third in a page is a pattern.
const trapLimit = 3;

// What has come of these before the trap is kept: answers are paid for, and no new instance has them.
// All other entries are done again, by the page's call or by the replay, and must not count twice.
const isPaidFor = /^(turn|expire|set)/;

const ballast = new Array(10_000).fill(0) as [number];
const isFirst = (one?: number): boolean => one === 0;

/**
 * Whether the page has left us some 80 KB of stack, by handing over so many arguments. With less,
 * storage would seem to hold nothing and a visitor to be forgotten, since a built-in without room
 * fails as one that is forbidden.
 */
function hasRoom(): boolean {
  try {
    return isFirst(...ballast);
  } catch {
    return false;
  }
}

export function createGuard(ports: GuardPorts): Guard {
  const { module_, calls_, log_ } = ports;
  const { core_: core } = module_;
  const effects = createEffects(log_);
  let generation: Generation | undefined;
  let isInside = false;
  let isToldAll = false;
  let traps = 0;

  const isLost = (): boolean => traps >= trapLimit;

  /** @param again - what to do once a trap is mended */
  function guarded(work: () => unknown, isPaid = false, again?: () => unknown): unknown {
    const putOff = (): void => effects.add_(() => guarded(work, isPaid, again));
    // Only a built-in that the page has replaced could call us from below a Rust frame.
    if (isInside) {
      putOff();
      return undefined;
    }
    if (!hasRoom()) {
      queueMicrotask(() => {
        putOff();
        effects.run_();
      });
      return undefined;
    }
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
      return again?.();
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

  function enter(entry: Entry, repeat = false): unknown {
    const [name, ...args] = entry;
    tellCall(log_, entry);
    const act = (): unknown => (core[name] as (...args: unknown[]) => unknown)(...args);
    const work = (): unknown => {
      if (!isLost()) return act();
      if (ports.erases_(entry)) lastly(act);
      return undefined;
    };
    return guarded(work, isPaidFor.test(name), repeat ? () => enter(entry) : undefined);
  }

  /** What the visitor has said counts in safe mode too: one more instance lives for this alone. */
  function lastly(act: () => unknown): void {
    start();
    act();
    // Behind what it asks for.
    effects.add_(() => generation?.end_());
  }

  const tell = (...entry: Entry): void => void enter(entry);

  function start(): void {
    if (generation) {
      generation.end_();
      module_.reset_();
    }
    generation = createHost({ calls_, log_, tell_: tell, after_: effects.add_ });
    core.start(generation.host_);
    ports.configure_(core);
    if (isToldAll) ports.replay_(core);
  }

  function orExplain(work: () => void): void {
    if (!isLost()) guarded(work);
    if (isLost()) throw internalError();
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
      isToldAll = false;
      orExplain(start);
    },
    tellAll_() {
      isToldAll = true;
      orExplain(() => ports.replay_(core));
      log_.write_(3, "Started.");
    },
    revive_() {
      isInside = false;
      effects.revive_();
    },
    isLost_: isLost,
  };
}
