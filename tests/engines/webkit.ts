import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";

import { findBrowser } from "../../tools/browser.mjs";
import { type Display, endProcess, openDisplay } from "./display.js";
import { type Button, type Engine, type EnginePage, goBack, middleOf } from "./engine.js";
import { WebDriverSession } from "./webdriver.js";

/** WebKitGTK: the small browser that comes with it, by its WebDriver, on a screen of its own. */
export async function startWebKit(): Promise<Engine> {
  const display = await openDisplay();
  const port = await findFreePort();
  const driver = spawn(String(findBrowser().webkitDriver), [`--port=${port}`, "--host=127.0.0.1"], {
    env: { ...process.env, DISPLAY: display.name, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" },
    stdio: "ignore",
  });
  const close = async (): Promise<void> => {
    await endProcess(driver);
    await display.close();
  };
  try {
    const session = await WebDriverSession.begin(`http://127.0.0.1:${port}`);
    const windows = new Windows(session, display);
    return {
      name: "webkit",
      open: () => windows.open(),
      async close() {
        await session.delete().catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** A session speaks to one window at a time: who has something to say takes a turn. */
class Windows {
  readonly #session: WebDriverSession;
  readonly #screen: Display;
  #turn: Promise<unknown> = Promise.resolve();
  #first: string | undefined;

  constructor(session: WebDriverSession, screen: Display) {
    this.#session = session;
    this.#screen = screen;
  }

  async open(): Promise<EnginePage> {
    const { handle } = await this.#inTurn(async () => {
      // A session opens a window out of one that is there; the one it began with always is.
      this.#first ??= await this.#session.get<string>("window");
      await this.#session.post("window", { handle: this.#first });
      return this.#session.post<{ handle: string }>("window/new", { type: "window" });
    });
    return new WebKitPage((act) => this.#inWindow(handle, act), this.#screen);
  }

  #inWindow<T>(handle: string, act: (session: WebDriverSession) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#session.post("window", { handle });
      return act(this.#session);
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act, act);
    this.#turn = done;
    return done;
  }
}

type InWindow = <T>(act: (session: WebDriverSession) => Promise<T>) => Promise<T>;

class WebKitPage implements EnginePage {
  readonly #in: InWindow;
  readonly #screen: Display;

  constructor(inWindow: InWindow, screen: Display) {
    this.#in = inWindow;
    this.#screen = screen;
  }

  async goto(url: string): Promise<void> {
    await this.#in((session) => session.post("url", { url }));
  }

  async evaluate<Args extends unknown[], Result>(
    act: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    // A promise is waited for outside of the turn: the other windows go on meanwhile.
    const script =
      `const act = ${act.toString()}; const key = "told" + Math.random();` +
      `const tell = (told) => { (window.tellings ??= {})[key] = told; };` +
      `const given = act(...arguments);` +
      `if (typeof given?.then !== "function") return { value: given };` +
      `given.then((value) => tell({ value }), (error) => tell({ error: String(error) }));` +
      `return { key };`;
    const run = <T>(script: string, args: unknown[]): Promise<T> =>
      this.#in((session) => session.post("execute/sync", { script, args }));
    const answer = await run<{ value?: unknown; key?: string }>(script, args);
    if (answer.key === undefined) return answer.value as Awaited<Result>;
    for (;;) {
      await new Promise((next) => setTimeout(next, 50));
      const look = "return window.tellings?.[arguments[0]] ?? null";
      const told = await run<{ value?: unknown; error?: string } | null>(look, [answer.key]);
      if (told?.error !== undefined) throw new Error(told.error);
      if (told) return told.value as Awaited<Result>;
    }
  }

  async press(selector: string, button: Button = "left"): Promise<void> {
    const { x, y } = await this.evaluate(middleOf, selector);
    if (button === "middle") return this.#pressOnScreen(x, y);
    const actions = [
      { type: "pointerMove", x, y, duration: 0 },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const mouse = { type: "pointer", id: "mouse", actions };
    await this.#in((session) => session.post("actions", { actions: [mouse] }));
  }

  /** The driver lets go of another button than it pressed: only the mouse of the screen does it. */
  async #pressOnScreen(x: number, y: number): Promise<void> {
    const mark = `attune-${randomUUID()}`;
    const [title, bar] = await this.evaluate((mark) => {
      const title = document.title;
      document.title = mark;
      return [title, outerHeight - innerHeight] as const;
    }, mark);
    await this.#screen.press(mark, x, y + bar, 2);
    await this.evaluate((title) => void (document.title = title), title);
  }

  async resize(width: number, height: number): Promise<void> {
    // The window has a bar, which the page does not count.
    const bar = await this.evaluate(() => outerHeight - innerHeight);
    await this.#in((session) => session.post("window/rect", { width, height: height + bar }));
    const isResized = (wanted: number): boolean => Math.abs(innerWidth - wanted) < 2;
    while (!(await this.evaluate(isResized, width))) {
      await new Promise((next) => setTimeout(next, 30));
    }
  }

  back(): Promise<void> {
    return goBack(this);
  }

  async close(): Promise<void> {
    await this.#in((session) => session.delete("window"));
  }
}
