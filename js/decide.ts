import { readAccessToken } from "./access_token.js";
import { AttuneError, invalid } from "./error.js";
import { inNextTurn } from "./host.js";
import { isRecord, ownMembers } from "./own_members.js";
import { copyPlain, readRecord, readSafely, settleLate, type Late } from "./plain.js";
import { renewToken } from "./renew_token.js";
import type { Begin, Early } from "./requests.js";
import type { Session } from "./session.js";
import type { PersonalizationApi } from "./surface.js";
import { whenActivated } from "./when_activated.js";
import { readName } from "./zone_handlers.js";

/** `Personalization.fetch`. */
export function createDecide(session: Session): PersonalizationApi["fetch"] {
  return (points, context, options) =>
    session.request_(
      (call) => {
        const own = readSafely("options", () => ownMembers(options));
        const { timeoutMs, signal, accessToken, identity, reload } = own;
        const chosen = timeoutMs == null ? undefined : readTimeout(timeoutMs);
        const ms = (): number => chosen ?? session.timeoutMs_();
        let isAsked = false;
        const left = bound(session, {
          call_: call,
          ms_: ms,
          signal_: signal,
          isAsked_: () => isAsked,
        });

        const names = readPoints(copyPlain(points, "points"));
        const late: Late[] = [];
        const facts = readRecord(context ?? {}, "context", late);
        const asked = copyPlain({ identity, reload }, "options") as Record<string, unknown>;
        const begin: Begin = () => {
          isAsked = true;
          const how = ownMembers({ ...asked, timeoutMs: left() });
          return ["decide", call, names, facts, how];
        };

        // Half of the deadline: a context that takes all of it leaves no time for the decision.
        const waits = late.length > 0 ? [settleLate(late, ms() / 2)] : [];
        const token = tokenFor(session, accessToken);
        const bear = (text: string): void => {
          asked["accessToken"] = text;
        };
        if (typeof token === "object") waits.push(token.then(bear));
        else if (token) bear(token);
        renewToken(session, call, accessToken, asked, begin);
        // Without anything to wait for, the question is asked in this very turn, with its others.
        return waits.length > 0 ? Promise.all(waits).then(() => begin) : begin;
      },
      false,
      waitWithinDeadline,
    );
}

/** A decision that comes before any `init` has its own deadline to wait within. */
const waitWithinDeadline: Early = { wait_: () => undefined };

/** Before the start, and in one turn, all questions leave together, with one token. */
function tokenFor({ start_ }: Session, source: unknown): string | undefined | Promise<string> {
  return readAccessToken(source, (act) => {
    const go = (): void => inNextTurn(act);
    start_.whenRunning_({ isAwaited_: () => true, go_: go, fail_: act });
  });
}

interface Bounds {
  call_: number;
  /** The deadline; an `init` that is yet to come may change it. */
  ms_: () => number;
  signal_: unknown;
  isAsked_: () => boolean;
}

/**
 * Ends a call at its deadline or at the caller's signal, whatever the core does.
 *
 * @returns how many milliseconds are left of the deadline, one at least
 */
function bound(session: Session, { call_, ms_, signal_, isAsked_ }: Bounds): () => number {
  const { calls_, start_, tell_ } = session;
  let since = 0;
  let watched = 0;
  if (signal_ != null) readSafely("signal", () => heed(signal_));
  whenActivated(() => {
    since = performance.now();
    watch();
  });
  return () => {
    // All of it by a clock that the page has broken.
    const left = Math.max(since + ms_() - performance.now(), 1) || ms_();
    if (ms_() < watched) calls_.limit_(call_, left, expire);
    return left;
  };

  function watch(): void {
    const more = ms_() - watched;
    watched += more;
    calls_.limit_(call_, more, expire);
  }

  function expire(): void {
    if (ms_() > watched) {
      watch();
      return;
    }
    // The core may settle it here, with the points that did get an answer.
    if (isAsked_()) tell_("expire", call_);
    const message = `No decision within ${ms_()} ms: keep the default content.`;
    calls_.reject_(call_, start_.missing_() ?? new AttuneError("timeout", message));
  }

  function heed(signal: unknown): void {
    if (!isSignal(signal)) throw invalid("signal must be an AbortSignal.");
    if (signal.aborted) throw aborted(signal);
    calls_.heed_(call_, signal, () => {
      calls_.reject_(call_, aborted(signal));
      if (isAsked_()) tell_("abandon", call_);
    });
  }
}

function isSignal(value: unknown): value is AbortSignal {
  return isRecord(value) && typeof value["addEventListener"] === "function";
}

function aborted(signal: AbortSignal): AttuneError {
  return new AttuneError("aborted", "The caller gave the decision up.", { cause: signal.reason });
}

function readTimeout(value: unknown): number {
  if (typeof value === "number" && value > 0 && value < Infinity) return value;
  throw invalid("timeoutMs must be a number of milliseconds above 0.");
}

function readPoints(points: unknown): string[] {
  if (!Array.isArray(points) || points.length === 0) {
    throw invalid("points must be a list of at least one personalization point's name.");
  }
  return points.map((point, index) => readName(point, `points[${index}]`));
}
