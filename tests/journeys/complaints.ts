import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

/** The browser itself logs a request that failed; no page can prevent that. */
const networkLine = /^Failed to load resource: |has been blocked by CORS policy|net::ERR_/;

/** A page's own mistake in starting is said by design (script_tag.test.ts looks at how); all else is silent. */
const ownMistake = /^\[attune\] The start failed\./;

/** Everything a page said that a silent SDK must not cause. */
export class Complaints {
  readonly #heard: string[] = [];
  #networkExpected = false;

  constructor(context: BrowserContext) {
    context.on("page", (page) => this.#listenTo(page));
  }

  /** For journeys that take a service down, or ask for what it refuses. */
  expectFailedRequests(): void {
    this.#networkExpected = true;
  }

  get heard(): string[] {
    return [...this.#heard];
  }

  #listenTo(page: Page): void {
    page.on("pageerror", (error) => this.#heard.push(`uncaught: ${String(error)}`));
    page.on("console", (message) => this.#note(message));
  }

  #note(message: ConsoleMessage): void {
    const text = message.text();
    if (this.#networkExpected && message.type() === "error" && networkLine.test(text)) return;
    if (message.type() === "error" && ownMistake.test(text)) return;
    this.#heard.push(`console.${message.type()}: ${text}`);
  }
}
