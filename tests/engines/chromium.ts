import { chromium, type Page } from "playwright-core";

import { findBrowser } from "../../tools/browser.mjs";
import { browserFlags } from "../support/browser_flags.js";
import { type Button, type Engine, type EnginePage, goBack, middleOf } from "./engine.js";

export async function startChromium(): Promise<Engine> {
  const browser = await chromium.launch({
    executablePath: String(findBrowser().chrome),
    args: browserFlags,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  // One context, as the other engines have one profile.
  const context = await browser.newContext({ viewport: { width: 1024, height: 730 } });
  return {
    name: "chromium",
    open: async () => new ChromiumPage(await context.newPage()),
    close: () => browser.close(),
  };
}

class ChromiumPage implements EnginePage {
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
    return this.#page.setViewportSize({ width, height });
  }

  back(): Promise<void> {
    return goBack(this);
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}
