import { createCalls, type Calls } from "./calls.js";
import { createConsents, isOptedIn, type Consents } from "./consents.js";
import type { Core, Entry, LoadCore } from "./core.js";
import { createEarlyEvents } from "./early_events.js";
import { createGuard, type Guard } from "./guard.js";
import { onLeave } from "./leave_page.js";
import type { Log } from "./log.js";
import { cameBy } from "./moment.js";
import { openConnection } from "./open_connection.js";
import type { ReadConfig } from "./read_config.js";
import { createRequest, type Early, type Request } from "./requests.js";
import { runOnce } from "./run_once.js";
import { createStart, type Start } from "./start.js";
import type { Prepared } from "./start_in_turn.js";
import { hasStoredId } from "./stored_id.js";
import { whenActivated } from "./when_activated.js";
import { createZoneHandlers, type ZoneHandlers } from "./zone_handlers.js";

type Question =
  | "accounts"
  | "browser_id"
  | "campaign"
  | "consent_records"
  | "consents"
  | "delivery_status"
  | "leave"
  | "storage_changed";

/** The life of Attune in one page: before the core is there, while it is, and across its traps. */
export interface Session {
  readonly start_: Start;
  /** The configured deadline of a decision, in milliseconds. */
  readonly timeoutMs_: () => number;
  readonly calls_: Calls;
  readonly log_: Log;
  readonly consents_: Consents;
  readonly zones_: ZoneHandlers;
  readonly request_: Request;
  /** For what has happened before any `init`. */
  readonly early_: Early;
  /** Enters the core, if it is there. */
  readonly tell_: (...entry: Entry) => void;
  /** What the core answers, if it is there. */
  readonly ask_: <Name extends Question>(
    name: Name,
    ...args: Parameters<Core[Name]>
  ) => ReturnType<Core[Name]> | undefined;
  readonly personalize_: (config: unknown) => void;
}

const defaultTimeoutMs = 2000;

/** @param load - brings the core: at the first `init`, and again after a failure */
export function createSession(load: LoadCore, log_: Log): Session {
  let guard: Guard | undefined;
  let personalization: unknown;
  let came: string[] = [];
  const calls_ = createCalls();
  // The turn in which the page asked is long over: its questions need not wait for another's end.
  const start = createStart({
    prepare_: prepare,
    mightMakeId_: mightMakeId,
    begun_: () => tell("turn_ended"),
    log_,
  });

  async function prepare(config: ReadConfig): Promise<Prepared> {
    came = cameBy();
    listen();
    const loading = load(config.core_);
    consents.begin_(config.consents_);
    const activated = new Promise<void>(whenActivated).then(() =>
      openConnection(config.plain_, consents.given_()),
    );
    const module = await loading;
    await activated;
    const configure = (core: Core): void => core.configure(start.config_()?.plain_, came);
    const told = { configure_: configure, replay_: replay, erases_: erases };
    const ready = (guard ??= createGuard({ module_: module, calls_, log_, ...told }));
    ready.begin_();
    return {
      // Without an opt-in the core looks for no id and makes none.
      makesId_: isOptedIn(consents.given_()) && ready.enter_(["makes_id"], true) === true,
      go_() {
        // What an instance after a trap needs to know of it has been written down, if anything may.
        came = [];
        ready.tellAll_();
        early.takeUp_();
      },
    };
  }

  /** Only Salesforce leaves the making of ids to us. */
  function mightMakeId({ plain_ }: ReadConfig): boolean {
    return isOptedIn(consents.given_()) && "salesforce" in plain_ && !hasStoredId();
  }

  function replay(core: Core): void {
    if (personalization !== undefined) core.personalize(personalization);
    zones.replay_(core);
    // Last: from here on questions leave, and their answers find every handler in place.
    core.consents(consents.given_(), consents.isPending_());
  }

  const erases = ([name]: Entry): boolean =>
    name === "forget" || (name === "consents" && !isOptedIn(consents.given_()));

  /** The guard, once everything behind it is there. */
  const running = (): Guard | undefined => (start.isRunning_() ? guard : undefined);

  const tell = (...entry: Entry): void => running()?.tell_(...entry);
  const ask = <Name extends Question>(name: Name, ...args: Parameters<Core[Name]>) =>
    running()?.enter_([name, ...args] as unknown as Entry, true) as
      ReturnType<Core[Name]> | undefined;

  const listen = runOnce(() => {
    onLeave(
      (isParting) => (start.isRunning_() ? ask("leave", isParting) : early.write_()),
      () => tell("come_back"),
      () => running()?.revive_(),
    );
    // Another tab removed something: the visitor may have been forgotten there. Or it added an
    // event, and may die before it has sent it.
    addEventListener("storage", ({ key, newValue }) => {
      if (!/^attune\./.test(key ?? "attune.")) return;
      if (ask("storage_changed", newValue !== null)) consents.forget_();
    });
    // What waits for a better connection need not wait for its timer. There is no call of number 0.
    addEventListener("online", () => tell("flush", 0));
  });
  const zones = createZoneHandlers(tell);
  const consents = createConsents((news, isPending) => {
    ask("consents", news, isPending);
    if (start.isRunning_()) early.takeUp_();
  });
  const early = createEarlyEvents({
    calls_,
    start_: start,
    isOptedIn_: () => isOptedIn(consents.given_()),
    tell_: tell,
  });

  return {
    start_: start,
    timeoutMs_() {
      const configured = start.config_()?.plain_["timeoutMs"];
      return typeof configured === "number" && configured > 0 ? configured : defaultTimeoutMs;
    },
    calls_,
    log_,
    consents_: consents,
    zones_: zones,
    early_: early,
    request_: createRequest({ calls_, start_: start, guard_: running }),
    tell_: tell,
    ask_: ask,
    personalize_(config) {
      running()?.enter_(["personalize", config], true);
      personalization = config;
    },
  };
}
