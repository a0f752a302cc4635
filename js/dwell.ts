/** For how long a reference is seen, in whichever elements. */
export interface Dwell {
  /** Whether it is seen, or was a moment ago. */
  readonly isRecent_: (now: number) => boolean;
  /**
   * It is seen in a place, which is known by what ends the looking there.
   *
   * @param missedAt - when it was last looked for there in vain; before all time if it never was
   * @returns since when it is seen without a break
   */
  readonly stay_: (place: () => void, now: number, missedAt: number) => number;
  readonly leave_: (place: () => void, now: number) => void;
  /** Ends the looking wherever it is seen. */
  readonly end_: () => void;
}

/** A gap of up to so much is none. */
const gapMs = 100;
export const never = -1e9;

export function createDwell(): Dwell {
  const places = new Set<() => void>();
  let since = 0;
  let goneAt = never;
  return {
    isRecent_: (now) => places.size > 0 || now - goneAt <= gapMs,
    stay_(place, now, missedAt) {
      // For how long it was gone at least: browsers may take their time to tell that it is back.
      const gap = (missedAt < goneAt ? now : missedAt) - goneAt;
      if (!places.size && gap > gapMs) since = now;
      places.add(place);
      return since;
    },
    leave_(place, now) {
      if (places.delete(place) && !places.size) goneAt = now;
    },
    end_() {
      for (const stop of places) stop();
      goneAt = never;
    },
  };
}
