import type { Engine, EngineName, EnginePage } from "../engines/engine.js";
import type { Told } from "./tab.js";
import { until } from "./until.js";
import type { AnyTab, Browser } from "./visitor.js";

/** A window of any engine, with what a visitor does with a tab. The host needs the script `tell`. */
export class EngineTab implements AnyTab {
  readonly told: Told[] = [];
  readonly #page: EnginePage;
  #isGone = false;

  constructor(page: EnginePage) {
    this.#page = page;
  }

  async evaluate<T>(expression: string): Promise<T> {
    const value = await this.#run<T>(expression);
    await this.listen();
    return value;
  }

  /** Takes in what pages of this tab have told since the last time. */
  async listen(): Promise<void> {
    const take = `(() => {
      const told = sessionStorage.getItem("told") ?? "";
      sessionStorage.removeItem("told");
      return told;
    })()`;
    const told = await this.#run<string>(take).catch(() => "");
    for (const text of told.split("\n").filter(Boolean)) this.told.push(JSON.parse(text) as Told);
  }

  /** Begins something, and does not wait for it: the page may leave by it. */
  async begin(expression: string): Promise<void> {
    await this.#run(`void setTimeout(() => { ${expression}; })`);
  }

  goto(address: string): Promise<void> {
    return this.#page.goto(address);
  }

  async isAt(address: string): Promise<void> {
    const look = "`${location.href} ${document.readyState}`";
    await until(`the tab shows ${address}`, async () => {
      return (await this.#run<string>(look).catch(() => "")) === `${address} complete`;
    });
  }

  back(): Promise<void> {
    return this.#page.back();
  }

  async close(): Promise<void> {
    if (this.#isGone) return;
    this.#isGone = true;
    await this.listen();
    await this.#page.close();
  }

  #run<T>(expression: string): Promise<T> {
    // The engine wants a function, of which it takes the text.
    const act = Object.assign(() => undefined as T, { toString: () => `() => (${expression})` });
    return this.#page.evaluate(act) as Promise<T>;
  }
}

/** An engine as a visitor knows browsers. */
export function browserOf(engine: Engine): Browser<EngineTab> & { name: EngineName } {
  return { name: engine.name, open: async () => new EngineTab(await engine.open()) };
}
