import { setTimeout as sleep } from "node:timers/promises";

import { isFull } from "../delivery/run_size.js";
import type { CallerOptions } from "./caller.js";

/**
 * A clock for pages that runs faster than real time. What is tested reads dates and sets timers, and
 * all tabs get the same clock; but the network and the browser's own storage are as slow as they
 * are. The browser's virtual time was no choice: it stops for each tab by itself, and tabs that
 * share a breaker would not agree about what time it is. Where tabs compete, time runs at most
 * twice as fast, since what one has stored reaches the others only after some milliseconds; and in
 * the full run it is real.
 */
export class FastTime {
  readonly epoch = Date.now();
  readonly speed: number;

  constructor(speed: number) {
    this.speed = speed;
  }

  /** Milliseconds since 1970 on the clock of the pages. */
  now(): number {
    return this.epoch + (Date.now() - this.epoch) * this.speed;
  }

  async pass(milliseconds: number): Promise<void> {
    await sleep(milliseconds / this.speed);
  }

  options(more: CallerOptions = {}): CallerOptions {
    const before = ["fast_clock", "persist", ...(more.before ?? [])];
    return { ...more, before, harness: { speed: this.speed, epoch: this.epoch } };
  }
}

/** Real time in the full run. */
export function outageTime(): FastTime {
  return new FastTime(isFull ? 1 : 2);
}
