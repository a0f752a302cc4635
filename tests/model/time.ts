/** Something to be done at a moment, for a tab or for the world outside. */
export interface Task {
  readonly at: number;
  readonly n: number;
  readonly owner: Owner | undefined;
  readonly run: () => void;
}

/** Whose tasks may have to wait, or are never run. */
export interface Owner {
  readonly runs: () => boolean;
}

/** Virtual time: nothing happens but what is due, in order, and microtasks between. */
export class Time {
  /** Milliseconds on the clock that nobody can set. */
  now = 0;
  /** What the wall clock shows beyond that. */
  wall = 1_700_000_000_000;
  #tasks: Task[] = [];
  #count = 0;

  wallNow(): number {
    return Math.floor(this.now + this.wall);
  }

  post(owner: Owner | undefined, delay: number, run: () => void): Task {
    const task = { at: this.now + Math.max(0, delay), n: this.#count++, owner, run };
    this.#tasks.push(task);
    return task;
  }

  cancel(task: Task | undefined): void {
    const place = task ? this.#tasks.indexOf(task) : -1;
    if (place >= 0) this.#tasks.splice(place, 1);
  }

  /** What a tab that is gone had still to do. */
  drop(owner: Owner): void {
    this.#tasks = this.#tasks.filter((task) => task.owner !== owner);
  }

  /** Runs everything that falls due within so many milliseconds. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await microtasks();
    for (let task = this.#take(end); task; task = this.#take(end)) {
      this.now = Math.max(this.now, task.at);
      task.run();
      await microtasks();
    }
    this.now = end;
  }

  #take(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks) {
      if (task.at > end || (task.owner && !task.owner.runs())) continue;
      if (!first || task.at < first.at || (task.at === first.at && task.n < first.n)) first = task;
    }
    this.cancel(first);
    return first;
  }
}

/** Lets every promise that can go on go on. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
