import { vi } from "vitest";

type Listener = (answer: object | null, success: boolean) => void;

/** A consent platform: what a test makes it say, in the form of either API. */
export interface FakeCmp {
  readonly cmp: (...args: unknown[]) => unknown;
  /** How the platform was called, functions left out. */
  readonly calls: unknown[][];
  readonly listeners: Map<number, Listener>;
  /** Answers every listener. */
  say(answer: object | null, success?: boolean): void;
}

// Never the same for two platforms, so that a mix-up of them is seen.
let lastId = 0;

export function createCmp(): FakeCmp {
  const listeners = new Map<number, Listener>();
  const calls: unknown[][] = [];
  return {
    calls,
    listeners,
    cmp(...args) {
      const [command] = args;
      calls.push(args.filter((arg) => typeof arg !== "function"));
      if (command === "removeEventListener") return listeners.delete(args.at(-1) as number);
      const listener = args.find((arg) => typeof arg === "function") as Listener;
      lastId += 1;
      return listeners.set(lastId, listener);
    },
    say(answer, success = true) {
      for (const [listenerId, listener] of listeners) {
        listener(answer && { ...answer, listenerId }, success);
      }
    },
  };
}

/** What a page has before its platform has loaded: calls are kept, nothing is answered. */
export function createStub() {
  const kept: unknown[][] = [];
  return {
    kept,
    cmp: (...args: unknown[]) => void kept.push(args),
    /** The platform carries out what its stub was told. */
    handOver: ({ cmp }: FakeCmp) => kept.splice(0).forEach((args) => cmp(...args)),
  };
}

/** Puts a platform into the page, or a value that is none; `undefined` takes it away. */
export function place(name: "__tcfapi" | "__gpp", value: unknown): void {
  vi.stubGlobal(name, value);
}

/** Everything that has come to light by now; a promise that has not settled is `"pending"`. */
export async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([promise, Promise.resolve("pending")]);
}
