import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

/** The browser itself logs a request that failed; no page can prevent that. */
const networkLine = /^Failed to load resource: |has been blocked by CORS policy|net::ERR_/;

/** Everything a page said that a silent SDK must not cause. */
export class Complaints {
  readonly #heard: string[] = [];
  #networkExpected = false;
  #failedStarts = 0;

  constructor(context: BrowserContext) {
    context.on("page", (page) => this.#listenTo(page));
  }

  /** For journeys that take a service down, or ask for what it refuses. */
  expectFailedRequests(): void {
    this.#networkExpected = true;
  }

  /** For journeys in which the page makes a mistake in starting, which is said once, and no more. */
  expectFailedStarts(count = 1): void {
    this.#failedStarts = count;
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
    const isOfStart = text.startsWith("[attune] The start failed.");
    if (isOfStart && message.type() === "error" && this.#failedStarts-- > 0) return;
    this.#heard.push(`console.${message.type()}: ${text}`);
  }
}
