// How a consent management platform (CMP) is found in the page and listened to, whichever its API.

/** The function a CMP puts into the page. */
export type CmpFunction = (...args: unknown[]) => unknown;

/** What a CMP calls: its answer, and whether it could give one. */
export type CmpListener = (answer: unknown, success: unknown) => void;

/** The part in which the APIs differ. */
export interface CmpApi {
  /** The global the function is under. */
  readonly name_: string;
  readonly add_: (cmp: CmpFunction, listener: CmpListener) => void;
  readonly remove_: (cmp: CmpFunction, listenerId: unknown) => void;
  /** What the CMP says of itself: a stub that speaks for it knows nothing yet. */
  readonly statusOf_: (answer: unknown) => unknown;
}

/** Who listens. */
export interface CmpEars {
  readonly hear_: (answer: unknown) => void;
  /** No CMP has given a sign of life in time. One that comes later is heard all the same. */
  readonly giveUp_: () => void;
}

const shortMs = 200;
// A CMP may come late or be replaced at any time. Looking for it must not cost anything then.
const longMs = 2000;

/** @returns a function that ends it */
export function listenToCmp(api: CmpApi, patienceMs: number, ears: CmpEars): () => void {
  let known: unknown;
  let listenerId: unknown;
  let looks = 0;
  let isAlive = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function remove(): void {
    const cmp = findCmp(api);
    // A listener without an id still waits in a stub; it is removed when it is first called.
    if (cmp && listenerId != null) attempt(() => api.remove_(cmp, listenerId));
  }

  function hear(answer: unknown, success: unknown): void {
    const status = api.statusOf_(answer);
    if (isStopped || !success || status === "stub" || status === "error") return;
    isAlive = true;
    ears.hear_(answer);
  }

  function add(cmp: CmpFunction): void {
    listenerId = undefined;
    api.add_(cmp, (answer, success) => {
      attempt(() => {
        // Ids of a CMP that was replaced mean somebody else's listener in the new one.
        if (known === cmp) listenerId = memberOf(answer, "listenerId") ?? listenerId;
        if (isStopped && known === cmp) remove();
        hear(answer, success);
      });
    });
  }

  function look(): void {
    // Counted, not timed: a page that sleeps uses up no patience.
    const isPatient = looks * shortMs < patienceMs;
    looks += 1;
    const cmp = findCmp(api);
    // A CMP may drop what its stub was told, so whoever is new is told again.
    if (cmp && cmp !== known) {
      known = cmp;
      const isTold = attempt(() => add(cmp));
      if (!isTold && isPatient) known = undefined;
    }
    if (!isPatient && !isAlive) ears.giveUp_();
    timer = setTimeout(look, isPatient ? shortMs : longMs);
  }

  look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    remove();
  };
}

function findCmp({ name_ }: CmpApi): CmpFunction | undefined {
  const found = memberOf(globalThis, name_);
  return typeof found === "function" ? (found as CmpFunction) : undefined;
}

/** A CMP is somebody else's code: what it throws is its own trouble and not the page's. */
function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** A member, however deep, of what somebody else's code has given; nothing where there is none. */
export function memberOf(value: unknown, ...path: Array<string | number>): unknown {
  let found = value;
  for (const name of path) found = (found as Record<string, unknown> | null | undefined)?.[name];
  return found;
}
