import { randomUUID } from "node:crypto";

import type { DecisionFile } from "../decision-file.js";

/** One browser as the service knows it. */
export interface Browser {
  ref: string;
  guest: string;
  /** An IDENTITY event was seen. */
  identified: boolean;
  /** What was put into the cart, by item id. */
  cart: Set<string>;
}

export class Guests {
  readonly #browsers = new Map<string, Browser>();
  readonly #file: () => DecisionFile;

  constructor(file: () => DecisionFile) {
    this.#file = file;
  }

  create(ref: string = randomUUID()): Browser {
    const browser: Browser = {
      ref,
      guest: randomUUID(),
      identified: false,
      cart: new Set(),
    };
    this.#browsers.set(ref, browser);
    return browser;
  }

  find(ref: string): Browser | undefined {
    const known = this.#browsers.get(ref);
    if (known) return known;
    const isGiven = this.#file().sitecore.browserIds?.includes(ref) ?? false;
    return isGiven ? this.create(ref) : undefined;
  }
}
