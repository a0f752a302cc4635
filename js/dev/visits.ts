interface OpenVisit {
  number: number;
  lastSeen: number;
}

/**
 * Both services count visits themselves; nothing about it travels. A visit is open as long as the
 * next request comes within the idle time.
 */
export class Visits {
  readonly #idleSeconds: () => number;
  readonly #now: () => number;
  readonly #open = new Map<string, OpenVisit>();
  readonly #counts = new Map<string, number>();

  constructor(idleSeconds: () => number, now: () => number = Date.now) {
    this.#idleSeconds = idleSeconds;
    this.#now = now;
  }

  #current(session: string): OpenVisit | undefined {
    const visit = this.#open.get(session);
    if (visit === undefined) return undefined;
    return this.#now() - visit.lastSeen < this.#idleSeconds() * 1000 ? visit : undefined;
  }

  /** Which visit of this person it is; a person may have several sessions, one per channel for example. */
  touch(person: string, session = person): number {
    const current = this.#current(session);
    const number = current?.number ?? (this.#counts.get(person) ?? 0) + 1;
    this.#open.set(session, { number, lastSeen: this.#now() });
    if (!current) this.#counts.set(person, number);
    return number;
  }

  /** The number a request would count as, without counting it. */
  peek(person: string, session = person): number {
    return this.#current(session)?.number ?? (this.#counts.get(person) ?? 0) + 1;
  }

  end(session: string): void {
    this.#open.delete(session);
  }

  endAll(): void {
    this.#open.clear();
  }
}
