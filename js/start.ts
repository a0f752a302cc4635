import { AttuneError, typed } from "./error.js";
import { quiet } from "./quiet.js";
import { readConfig, type ReadConfig } from "./read_config.js";
import { type Prepared, startInTurn } from "./start_in_turn.js";

/** Whether Attune is started, and what waits for it. */
export interface Start {
  readonly init_: (given: unknown) => Promise<void>;
  readonly isRunning_: () => boolean;
  /** @throws AttuneError `not-initialized` where no `init` has succeeded and none is in progress */
  readonly require_: () => void;
  /** Acts now if started, after an `init` in progress, or not at all: then `fail` says why. */
  readonly whenRunning_: (go: () => void, fail: (error: unknown) => void) => void;
  /** Acts now if started, else once an `init` succeeds, whenever that is. */
  readonly onceRunning_: (act: () => void) => void;
  /** The config of the `init` that is in progress or has succeeded. */
  readonly config_: () => ReadConfig | undefined;
}

/**
 * @param prepare - does what takes time; again from nothing after a failure
 * @param mightMakeId - whether the start may make an id of the visitor, once its preparation is under way
 * @param begun - told once the calls that waited for the start have been handed on
 */
export function createStart(
  prepare: (config: ReadConfig) => Promise<Prepared>,
  mightMakeId: (config: ReadConfig) => boolean,
  begun: () => void,
): Start {
  let config: ReadConfig | undefined;
  let starting: Promise<void> | undefined;
  let isRunning = false;
  let isAwaited = false;
  let waiting: Array<() => void> = [];

  function run({ go_: go }: Prepared): void {
    // Before the core is told everything: what the page says meanwhile must not fall in between.
    isRunning = true;
    try {
      go();
    } catch (error) {
      isRunning = false;
      throw typed(error);
    }
  }

  async function attempt(next: ReadConfig): Promise<void> {
    requirePage();
    await startInTurn(
      () => prepare(next),
      () => mightMakeId(next),
      run,
    );
    for (const act of waiting) act();
    waiting = [];
  }

  function begin(next: ReadConfig): Promise<void> {
    const promise = attempt(next);
    config = next;
    starting = promise;
    // A failure is not remembered: the page may call init again.
    promise.then(
      // Behind those who waited for this promise, and have just said what they ask for. Where
      // nobody did, the page may be about to ask.
      () => isAwaited && queueMicrotask(begun),
      () => (starting = undefined),
    );
    return promise;
  }

  return {
    init_(given) {
      try {
        const next = readConfig(given);
        if (!starting) return begin(next);
        if (config?.text_ === next.text_) return starting;
        throw startedOtherwise();
      } catch (error) {
        return quiet(Promise.reject(error as AttuneError));
      }
    },
    isRunning_: () => isRunning,
    require_() {
      if (!starting) throw notInitialized();
    },
    whenRunning_(go, fail) {
      if (isRunning) go();
      else if (starting) {
        isAwaited = true;
        starting.then(go, fail);
      } else fail(notInitialized());
    },
    onceRunning_(act) {
      if (isRunning) act();
      else waiting.push(act);
    },
    config_: () => config,
  };
}

function startedOtherwise(): AttuneError {
  return new AttuneError(
    "invalid-config",
    "Attune is started already, with another config. A page has one: call init once, or with equal configs.",
  );
}

function notInitialized(): AttuneError {
  return new AttuneError("not-initialized", "Call Attune.init(config) first.");
}

function requirePage(): void {
  if (typeof document === "object") return;
  throw new AttuneError(
    "unavailable",
    "Attune runs in a page, and there is no document here: call init in the browser only.",
  );
}
