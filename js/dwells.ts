import { createDwell, never } from "./dwell.js";
import type { Log } from "./log.js";
import { lookAt } from "./look.js";
import { monotonicNow } from "./monotonic_now.js";
import { runOnce } from "./run_once.js";
import { isBoxless, shareSeen } from "./sight.js";

/** How much is to be seen, and for how many milliseconds without a break. */
export interface Measure {
  readonly ratio_: number;
  readonly dwellMs_: number;
}

export interface Wanted extends Measure {
  /** The reference, as a text: in whichever element it is, the time is its own. */
  readonly key_: string;
  readonly seen_: () => void;
}

const lookMs = 50;
/** While nothing dwells: what no event tells of (a style, a dialog, a verdict) is asked for. */
const waitMs = 250;
/** Browsers round what they say by half a pixel. */
const rounding = 0.005;

/** @param isOpen - whether the visitor has opted in: what was seen before never counts */
export function createDwells(isOpen: () => boolean, log: Log) {
  const dwells = new Map<string, ReturnType<typeof createDwell>>();
  let shownAt = never;
  const listen = runOnce(() =>
    document.addEventListener("visibilitychange", () => (shownAt = monotonicNow())),
  );

  function whyNot(share: number, ratio: number): string {
    const { visibilityState, prerendering } = document as { prerendering?: boolean } & Document;
    if (share < 0 || visibilityState !== "visible" || prerendering) return "hidden";
    if (share < ratio - rounding) return `${Math.round(share * 100)} % seen`;
    return isOpen() ? "" : "no opt-in";
  }

  /** Says why something does not count yet, each cause once. */
  function createExplain() {
    const said = new Set<string>();
    return ({ localName, id }: Element, why: string): void => {
      const cause = why.replace(/\d+/, "");
      if (said.has(cause)) return;
      log.write_(4, () => {
        said.add(cause);
        return `No impression of ${localName}#${id} yet: ${why}`;
      });
    };
  }

  return (element: Element, { key_, ratio_, dwellMs_, seen_ }: Wanted): (() => void) => {
    const dwell = dwells.get(key_) ?? createDwell();
    dwells.set(key_, dwell);
    const explain = createExplain();
    let missedAt = -Infinity;
    let end: (() => void) | undefined;

    function stop(): void {
      end?.();
      dwell.leave_(stop, monotonicNow());
    }

    function judge(element: Element, entries: IntersectionObserverEntry[]): number {
      const now = monotonicNow();
      const why = whyNot(shareSeen(element, entries), ratio_);
      if (why) {
        missedAt = now;
        dwell.leave_(stop, now);
        explain(element, why);
        if (dwell.isRecent_(now)) return lookMs;
        const isNear = entries.some(({ isIntersecting }) => isIntersecting);
        return isNear || isBoxless(element) ? waitMs : 0;
      }
      const left = Math.max(dwell.stay_(stop, now, missedAt), shownAt) + dwellMs_ - now;
      if (left > 0) return Math.min(left, lookMs);
      dwell.end_();
      seen_();
      return 0;
    }

    try {
      listen();
      // It may be what was here a moment ago, rendered again.
      const now = monotonicNow();
      if (dwell.isRecent_(now)) dwell.stay_(stop, now, now);
      end = lookAt(element, ratio_, judge);
    } catch {
      // The browser has no observer, or the page has put something else in its place.
    }
    return stop;
  };
}
