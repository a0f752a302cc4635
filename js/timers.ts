/** setTimeout takes 31 bits; anything longer would fire at once. */
export const longestTimer = 2 ** 31 - 1;

/** Timers by number. */
export interface Timers {
  /** Starts a timer in place of the one of that number; a negative time only stops that. */
  readonly set_: (id: number, ms: number) => void;
  readonly clear_: () => void;
}

export function createTimers(fire: (id: number) => void): Timers {
  const running = new Map<number, ReturnType<typeof setTimeout>>();
  const stop = (id: number): void => {
    clearTimeout(running.get(id));
    running.delete(id);
  };
  return {
    set_(id, ms) {
      stop(id);
      if (!(ms >= 0)) return;
      const expire = (): void => {
        running.delete(id);
        fire(id);
      };
      running.set(id, setTimeout(expire, Math.min(ms, longestTimer)));
    },
    clear_() {
      for (const id of running.keys()) stop(id);
    },
  };
}
