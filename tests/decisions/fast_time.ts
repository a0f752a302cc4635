import { setTimeout as sleep } from "node:timers/promises";

import { isFull } from "../delivery/run_size.js";
import type { CallerOptions } from "./caller.js";

/**
 * How much faster than real time a page's clock runs. What is tested reads dates and sets timers,
 * and all tabs get the same clock, so only the network is relatively slower than it would be: a
 * request to this machine then takes a twentieth of a second or so, as in the field. The browser's
 * own virtual time was no choice, since it stops for each tab by itself, and tabs that share a
 * breaker would not agree about what time it is. The full run is in real time for the outages.
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
  return new FastTime(isFull ? 1 : 30);
}
