import type { Owner, Time } from "./time.js";

type Begin = (lock: object | null) => unknown;

/** How a lock is asked for; of a signal only its time counts. */
interface Wish {
  readonly ifAvailable?: boolean;
  readonly signal?: { readonly patience: number };
}

/** Somebody who waits for a lock. */
interface Waiting {
  readonly owner: Owner;
  readonly go: () => void;
}

/** The Web Locks of an origin. */
export class Locks {
  readonly #held = new Map<string, Owner>();
  readonly #queues = new Map<string, Waiting[]>();
  /** Asked for, and not answered yet: like a lock that is held, that keeps a page out of the cache. */
  readonly #pending = new Map<Owner, number>();

  constructor(readonly time: Time) {}

  facadeFor(owner: Owner, isGone: () => boolean): object {
    const request = (name: string, wish: Wish, begin: Begin): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (isGone()) return;
        this.#count(owner, 1);
        const settle = (lock: object | null): void => {
          this.#count(owner, -1);
          this.#hold(name, owner, lock, begin).then(resolve, reject);
        };
        this.time.post(owner, 1, () => this.#answer(name, owner, wish, settle, reject));
      });
    return { request };
  }

  #count(owner: Owner, more: number): void {
    this.#pending.set(owner, Math.max(0, (this.#pending.get(owner) ?? 0) + more));
  }

  #answer(
    name: string,
    owner: Owner,
    { ifAvailable, signal }: Wish,
    settle: (lock: object | null) => void,
    reject: (error: Error) => void,
  ): void {
    if (!this.#held.has(name)) {
      this.#held.set(name, owner);
      return settle({ name });
    }
    if (ifAvailable) return settle(null);
    const queue = this.#queues.get(name) ?? [];
    const waiting = { owner, go: () => settle({ name }) };
    this.#queues.set(name, [...queue, waiting]);
    if (!signal) return;
    this.time.post(owner, signal.patience, () => {
      const left = this.#queues.get(name) ?? [];
      if (!left.includes(waiting)) return;
      this.#queues.set(name, left.toSpliced(left.indexOf(waiting), 1));
      this.#count(owner, -1);
      reject(new Error("TimeoutError"));
    });
  }

  async #hold(name: string, owner: Owner, lock: object | null, begin: Begin): Promise<unknown> {
    if (!lock) return begin(null);
    try {
      return await begin(lock);
    } finally {
      if (this.#held.get(name) === owner) this.#pass(name);
    }
  }

  /** A lock is free: the next one in the queue has it. */
  #pass(name: string): void {
    this.#held.delete(name);
    const [next, ...rest] = this.#queues.get(name) ?? [];
    if (!next) return;
    this.#queues.set(name, rest);
    this.#held.set(name, next.owner);
    this.time.post(next.owner, 0, next.go);
  }

  blocksCache(owner: Owner): boolean {
    return [...this.#held.values()].includes(owner) || (this.#pending.get(owner) ?? 0) > 0;
  }

  /** A tab is gone: what it held is free. */
  release(owner: Owner): void {
    this.#pending.delete(owner);
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((waiting) => waiting.owner !== owner),
      );
    }
    for (const [name, holder] of this.#held) if (holder === owner) this.#pass(name);
  }
}
