import puppeteer, { type Page } from "puppeteer-core";

import { findBrowser } from "../../tools/browser.mjs";
import { type Button, type Engine, type EnginePage, goBack, middleOf } from "./engine.js";

/** Firefox, driven over WebDriver BiDi: it needs no driver of its own. */
export async function startFirefox(): Promise<Engine> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: String(findBrowser().firefox),
    defaultViewport: { width: 1024, height: 730 },
  });
  return {
    name: "firefox",
    // A window: a tab behind another one is hidden.
    open: async () => new FirefoxPage(await browser.newPage({ type: "window" })),
    close: () => browser.close(),
  };
}

class FirefoxPage implements EnginePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async goto(address: string): Promise<void> {
    await this.#page.goto(address);
  }

  async evaluate<Args extends unknown[], Result>(
    act: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    const call = `(${act.toString()})(...${JSON.stringify(args)})`;
    return (await this.#page.evaluate(call)) as Awaited<Result>;
  }

  async press(selector: string, button: Button = "left"): Promise<void> {
    const { x, y } = await this.evaluate(middleOf, selector);
    await this.#page.mouse.click(x, y, { button });
  }

  resize(width: number, height: number): Promise<void> {
    return this.#page.setViewport({ width, height });
  }

  back(): Promise<void> {
    return goBack(this);
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}
