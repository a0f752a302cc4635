import type { Attune } from "../../js/surface.js";
import { idsInBody, type Delivery, type Verdict } from "./collector.js";
import { sessionStorageOver, type Session } from "./storage.js";
import type { Owner, Task } from "./time.js";
import type { World } from "./world.js";

type Listener = (event: object) => void;

/** A tab: visible or hidden, frozen, kept in the back/forward cache, or gone for good. */
export type Phase = "visible" | "hidden" | "frozen" | "cached" | "gone";

const mostKeepaliveBytes = 65_536;

/** One page and the browser around it, as far as Attune looks at them. */
export class Tab implements Owner {
  #phase: Phase = "visible";
  readonly openedAt: number;
  readonly attune: Attune;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #timers = new Map<number, Task>();
  #timerCount = 0;

  constructor(
    readonly world: World,
    readonly number: number,
    /** What outlives the page, in its tab. */
    readonly session: Session,
  ) {
    this.openedAt = world.time.now;
    this.attune = world.sdk(this.#globals());
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What is gone stays gone. */
  set phase(phase: Phase) {
    if (this.#phase !== "gone") this.#phase = phase;
  }

  /** Whether its tasks are run. */
  runs(): boolean {
    return this.phase === "visible" || this.phase === "hidden";
  }

  isGone = (): boolean => this.phase === "gone";

  /** Dispatches an event to the listeners at the document or the window, which are one list here. */
  dispatch(type: string, members: object = {}): void {
    if (this.isGone()) return;
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, ...members });
  }

  hears(type: string): boolean {
    return this.#listeners.has(type);
  }

  /** It is gone without a word. */
  vanish(): void {
    this.phase = "gone";
    this.world.time.drop(this);
    this.world.locks.release(this);
    this.world.collector.abort(this);
  }

  #globals() {
    const { world } = this;
    const listen = (type: string, listener: Listener): void => {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    };
    const locks = world.hasLocks ? world.locks.facadeFor(this, this.isGone) : undefined;
    return {
      globalThis: { document: {} } as { Attune?: Attune },
      localStorage: world.storage.facadeFor(this, this.isGone),
      sessionStorage: sessionStorageOver(this.session),
      // What the browser has made, as the SDK asks; here both are proxies.
      Storage: { [Symbol.hasInstance]: () => true },
      document: this.#document(listen),
      location: new URL("https://shop.example/page.html"),
      navigator: { language: "en", onLine: true, locks },
      performance: { now: () => world.time.now - this.openedAt },
      crypto: { getRandomValues: (bytes: Uint8Array) => bytes.map(() => world.chance() * 256) },
      Math: Object.create(Math, { random: { value: world.chance } }) as Math,
      addEventListener: listen,
      MessageChannel: this.#messageChannel(),
      AbortSignal: { timeout: (patience: number) => ({ patience }) },
      Date: clockOf(world),
      ...this.#network(),
      ...this.#timerFunctions(),
    };
  }

  #document(addEventListener: (type: string, listener: Listener) => void) {
    const { cookies } = this.world;
    const isVisible = (): boolean => this.phase === "visible";
    return {
      referrer: "",
      documentElement: { lang: "en" },
      currentScript: null,
      querySelector: () => null,
      addEventListener,
      get visibilityState() {
        return isVisible() ? "visible" : "hidden";
      },
      get cookie() {
        return cookies.text;
      },
      set cookie(text: string) {
        cookies.text = text;
      },
    };
  }

  #timerFunctions() {
    const { time } = this.world;
    const set = (run: () => void, delay = 0): number => {
      const id = ++this.#timerCount;
      // In a hidden tab, timers go off once a second.
      const due =
        this.phase === "hidden" ? Math.ceil((time.now + delay) / 1000) * 1000 : time.now + delay;
      this.#timers.set(id, time.post(this, due - time.now, run));
      return id;
    };
    const clear = (id: number): void => {
      time.cancel(this.#timers.get(id));
      this.#timers.delete(id);
    };
    const setInterval = (run: () => void, period: number): number => {
      const id = ++this.#timerCount;
      const again = (): void => {
        this.#timers.set(id, time.post(this, period, again));
        run();
      };
      this.#timers.set(id, time.post(this, period, again));
      return id;
    };
    return { setTimeout: set, clearTimeout: clear, setInterval, clearInterval: clear };
  }

  #messageChannel() {
    const post = (run: () => void) => this.world.time.post(this, 0, run);
    return class {
      port1 = { onmessage: () => undefined as void, close: () => undefined };
      port2 = { postMessage: () => post(() => this.port1.onmessage()) };
    };
  }

  #network() {
    type Init = { body?: string; keepalive?: boolean; signal?: AbortSignal };
    const fetch = (url: string, init: Init = {}): Promise<object> =>
      new Promise((resolve, reject) => {
        if (this.isGone()) return;
        const { body = "", keepalive = false } = init;
        const bytes = Buffer.byteLength(body);
        if (keepalive && bytes + this.#bytesUnderWay() > mostKeepaliveBytes) {
          return reject(new TypeError("Failed to fetch"));
        }
        const answer = (verdict: Verdict, onSeen: () => void): void => {
          if (verdict.status === 0) reject(new TypeError("Failed to fetch"));
          else resolve(responseOf(verdict, onSeen));
        };
        const delivery: Delivery = {
          tab: this,
          at: this.world.time.now,
          bytes,
          keepalive,
          ids: idsInBody(body),
          isDetached: false,
          isForgotten: false,
          isAborted: () => init.signal?.aborted ?? false,
          reply: (verdict, onSeen) => {
            if (!this.isGone()) this.world.time.post(this, 0, () => answer(verdict, onSeen));
          },
        };
        this.world.reference.onSend(delivery, url);
        this.world.collector.take(delivery);
      });
    return { fetch };
  }

  #bytesUnderWay(): number {
    return this.world.collector.keptAlive(this).reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** The answer to a request; it is seen as soon as its headers are looked at. */
function responseOf({ status, retryAfter }: Verdict, onSeen: () => void): object {
  const get = (name: string): string | null => {
    onSeen();
    return name === "retry-after" ? (retryAfter ?? null) : null;
  };
  const isOk = status >= 200 && status < 300;
  return { status, ok: isOk, headers: { get }, body: null, text: () => Promise.resolve("") };
}

function clockOf({ time }: World): DateConstructor {
  return class extends Date {
    static override now(): number {
      return time.wallNow();
    }
  } as DateConstructor;
}
