import { AttuneError, typed } from "./error.js";
import type { Log } from "./log.js";
import { quiet } from "./quiet.js";
import { difference, readConfig, type ReadConfig } from "./read_config.js";
import { type Prepared, startInTurn } from "./start_in_turn.js";

/** Whether Attune is started, and what waits for it. */
export interface Start {
  readonly init_: (given: unknown) => Promise<void>;
  readonly isRunning_: () => boolean;
  /** @throws AttuneError `unavailable` outside a page, or the error of a start that has failed */
  readonly require_: () => void;
  /** What is wrong where no `init` has succeeded and none is in progress. */
  readonly missing_: () => AttuneError | undefined;
  /**
   * Acts now if started, after an `init` in progress or yet to come, or not at all: then `fail` says
   * why. One that has nobody waiting for it any more is given up.
   */
  readonly whenRunning_: (act: Waiting) => void;
  /** Acts now if started, else once an `init` succeeds, whenever that is. */
  readonly onceRunning_: (act: () => void) => void;
  /** The config of the `init` that is in progress or has succeeded. */
  readonly config_: () => ReadConfig | undefined;
}

/** A call that waits for the start. */
export interface Waiting {
  readonly isAwaited_: () => boolean;
  readonly go_: () => void;
  readonly fail_: (error: unknown) => void;
}

/** What a start needs of the rest. */
export interface StartPorts {
  /** Does what takes time; again from nothing after a failure. */
  readonly prepare_: (config: ReadConfig) => Promise<Prepared>;
  /** Whether the start may make an id of the visitor, once its preparation is under way. */
  readonly mightMakeId_: (config: ReadConfig) => boolean;
  /** Told once the calls that waited for the start have been handed on. */
  readonly begun_: () => void;
  readonly log_: Log;
}

export function createStart({ prepare_, mightMakeId_, begun_, log_ }: StartPorts): Start {
  let config: ReadConfig | undefined;
  let starting: Promise<void> | undefined;
  /** Why the last start has failed. */
  let failure: AttuneError | undefined;
  let isRunning = false;
  let isAwaited = false;
  let waiting: Array<() => void> = [];
  /** What has come before any `init`. */
  let early: Waiting[] = [];

  function run({ go_: go }: Prepared): void {
    // Before the core is told everything: what the page says meanwhile must not fall in between.
    isRunning = true;
    try {
      go();
    } catch (error) {
      isRunning = false;
      throw error;
    }
  }

  async function attempt(next: ReadConfig): Promise<void> {
    try {
      await startInTurn(
        () => prepare_(next),
        () => mightMakeId_(next),
        run,
      );
    } catch (error) {
      // The page may call init again.
      starting = undefined;
      throw (failure = typed(error));
    }
    for (const act of waiting) act();
    waiting = [];
  }

  function begin(next: ReadConfig): Promise<void> {
    config = next;
    starting = quiet(attempt(next));
    // Behind those who wait for this promise, and have just said what they ask for. Where nobody
    // does, the page may be about to ask.
    starting.then(
      () => isAwaited && queueMicrotask(begun_),
      () => undefined,
    );
    admitEarly();
    return starting;
  }

  function admitEarly(): void {
    early.splice(0).forEach(whenRunning);
  }

  function whenRunning(act: Waiting): void {
    if (isRunning) act.go_();
    else if (starting) {
      isAwaited = true;
      starting.then(act.go_, act.fail_);
    } else if (failure) act.fail_(failure);
    else early = [...early.filter(({ isAwaited_ }) => isAwaited_()), act];
  }

  return {
    init_(given) {
      try {
        requirePage();
        const next = readConfig(given);
        const another = starting && difference(config?.plain_, next.plain_);
        if (another !== undefined) throw startedOtherwise(another);
        log_.setLevel_(next.plain_["logging"]);
        return starting ?? begin(next);
      } catch (thrown) {
        const error = typed(thrown);
        if (!starting) {
          failure = error;
          admitEarly();
        }
        return quiet(Promise.reject(error));
      }
    },
    isRunning_: () => isRunning,
    require_() {
      requirePage();
      if (!starting && failure) throw failure;
    },
    missing_: () => (starting ? undefined : (failure ?? notInitialized())),
    whenRunning_: whenRunning,
    onceRunning_(act) {
      if (isRunning) act();
      else waiting.push(act);
    },
    config_: () => config,
  };
}

function startedOtherwise(field: string): AttuneError {
  return new AttuneError(
    "invalid-config",
    `Attune is started already, with another ${field}: call init once, or with equal configs.`,
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
