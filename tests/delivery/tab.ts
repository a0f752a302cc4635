import type { Json, Pipe } from "./pipe.js";
import { until } from "./until.js";

/** What a page told through its binding, in the order in which it was told. */
export type Told = Json & { about: string };

/** A page of the browser, over the protocol alone. */
export class Tab {
  readonly told: Told[] = [];
  readonly #pipe: Pipe;
  readonly #target: string;
  readonly #session: string;
  readonly #undo: Array<() => void> = [];
  #isGone = false;

  private constructor(pipe: Pipe, target: string, session: string) {
    this.#pipe = pipe;
    this.#target = target;
    this.#session = session;
    this.#listen();
  }

  static async attach(pipe: Pipe, target: string): Promise<Tab> {
    const how = { targetId: target, flatten: true };
    const { sessionId } = await pipe.send("Target.attachToTarget", how);
    const tab = new Tab(pipe, target, String(sessionId));
    await tab.send("Page.enable");
    await tab.send("Runtime.enable");
    await tab.send("Runtime.addBinding", { name: "tellHarness" });
    return tab;
  }

  #listen(): void {
    const off = this.#pipe.on("Runtime.bindingCalled", ({ payload }, session) => {
      if (session === this.#session) this.told.push(JSON.parse(String(payload)) as Told);
    });
    const leave = ({ targetId }: Json) => {
      if (targetId !== this.#target) return;
      this.#isGone = true;
      this.#pipe.end(this.#session);
      for (const undo of this.#undo) undo();
    };
    this.#undo.push(off, this.#pipe.on("Target.targetDestroyed", leave));
    this.#undo.push(this.#pipe.on("Target.targetCrashed", leave));
  }

  get isGone(): boolean {
    return this.#isGone || this.#pipe.isEnded;
  }

  send(method: string, params: Json = {}): Promise<Json> {
    return this.#pipe.send(method, params, this.#session);
  }

  /** The value of an expression in the page; a promise is awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const how = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", how);
    if (exceptionDetails) {
      const { exception, text } = exceptionDetails as { exception?: Json; text: string };
      throw new Error(`In the page: ${String(exception?.["description"] ?? text)}`);
    }
    return (result as { value: T }).value;
  }

  /** Begins something in the page and does not wait for its end: the page may not see it either. */
  async begin(expression: string): Promise<void> {
    const how = { expression: `void (${expression})`, userGesture: true };
    await this.send("Runtime.evaluate", how).catch(() => undefined);
  }

  async goto(address: string): Promise<void> {
    const { errorText } = await this.send("Page.navigate", { url: address });
    if (errorText) throw new Error(`${address}: ${String(errorText)}`);
    await this.isAt(address);
  }

  /** As with the browser's button; ends when the page has been loaded anew. */
  async reload(): Promise<void> {
    const before = await this.evaluate<number>("performance.timeOrigin");
    await this.send("Page.reload");
    await until("the page is loaded anew", async () => {
      const look = "[performance.timeOrigin, document.readyState]";
      const [origin, state] = await this.evaluate<[number, string]>(look).catch(() => []);
      return origin !== before && state === "complete";
    });
  }

  /** Waits until that address is there and has finished loading. */
  async isAt(address: string): Promise<void> {
    const look = "location.href + ' ' + document.readyState";
    const asked = async () => (await this.evaluate<string>(look).catch(() => "")).split(" ");
    await until(`the tab shows ${address}`, async () => {
      const [href, state] = await asked();
      return href === address && state === "complete";
    });
  }

  /** Closes the tab as its user would; its window, too, if it was the last one there. */
  async close(): Promise<void> {
    if (this.isGone) return;
    await this.#pipe.send("Target.closeTarget", { targetId: this.#target }).catch(() => undefined);
    await until("the tab is closed", () => this.isGone);
  }

  /** Its renderer process ends at once. The tab that is left is of no more use. */
  async crash(): Promise<void> {
    this.send("Page.crash").catch(() => undefined);
    await until("the renderer has crashed", () => this.isGone);
    await this.#pipe.send("Target.closeTarget", { targetId: this.#target }).catch(() => undefined);
  }

  /** Closes what the page itself has opened. */
  async closeOpened(): Promise<void> {
    const { targetInfos } = await this.#pipe.send("Target.getTargets");
    const opened = (targetInfos as Json[]).filter(({ openerId }) => openerId === this.#target);
    for (const { targetId } of opened) {
      await this.#pipe.send("Target.closeTarget", { targetId }).catch(() => undefined);
    }
  }

  /** In front of the other tabs of its window, which are hidden by that. */
  async show(): Promise<void> {
    await this.#pipe.send("Target.activateTarget", { targetId: this.#target });
  }

  async setLifecycle(state: "frozen" | "active"): Promise<void> {
    await this.send("Page.setWebLifecycleState", { state });
  }
}
