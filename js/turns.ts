import { ownMembers } from "./own_members.js";

/** Which of the tabs of an origin sends. */
export interface Turns {
  /** Whether it is this tab's turn under a name. Never rejects, and never waits for another tab. */
  readonly take_: (name: string) => Promise<boolean>;
  /** Ends the turn, or the wish for one. */
  readonly end_: () => void;
}

/**
 * By Web Locks, which the browser takes from a tab that dies; by a lease in storage where there are
 * none, as on plain http. A lock is asked for only if it is free, since a page that waits for one,
 * like one that holds one, cannot enter the back/forward cache.
 */
export function createTurns(): Turns {
  let end = (): void => undefined;
  return {
    take_(name) {
      end();
      let isOver = false;
      return new Promise((resolve) => {
        const begin = (isOurs: boolean): Promise<void> | undefined => {
          resolve(isOurs && !isOver);
          if (!isOurs || isOver) return undefined;
          return new Promise((release) => (end = release));
        };
        end = () => {
          isOver = true;
        };
        const lease = (): void => takeLease(name, begin);
        const locks = navigator.locks as LockManager | undefined;
        if (!locks) {
          lease();
          return;
        }
        const request = ownMembers({ ifAvailable: true });
        let isAnswered = false;
        const ask = async (): Promise<unknown> =>
          locks.request(`attune.send.${name}`, request, (lock) => {
            if (isAnswered) return undefined;
            isAnswered = true;
            return begin(lock !== null);
          });
        // Refused where storage is; what the page has put in its place may throw at once, give
        // nothing, or never settle.
        const orLease = (): void => {
          if (!isAnswered) lease();
          isAnswered = true;
        };
        ask().then(orLease, orLease);
        setTimeout(orLease, patienceMs);
      });
    },
    end_: () => end(),
  };
}

const patienceMs = 1000;
/** A lease nobody renews is over after so many milliseconds. */
const leaseTime = 8000;
const settling = 50;

/** Several tabs may write at the same moment: what stands there a moment later counts. */
function takeLease(name: string, begin: (isOurs: boolean) => Promise<void> | undefined): void {
  const key = `attune.lease.${name}`;
  const own = Math.random().toString(36);
  const held = read(key);
  if (held && Math.abs(Date.now() - held.at) < leaseTime) {
    void begin(false);
    return;
  }
  const write = (): void => {
    try {
      localStorage.setItem(key, JSON.stringify({ own, at: Date.now() }));
    } catch {
      // Without storage every tab has events of its own only.
    }
  };
  // Never written again once it is gone: the visitor may have been forgotten meanwhile.
  const isOurs = (): boolean => read(key)?.own === own;
  write();
  const isRefused = !isOurs();
  setTimeout(() => {
    const over = begin(isRefused || isOurs());
    if (!over) return;
    const renewal = setInterval(() => isOurs() && write(), leaseTime / 4);
    void over.then(() => {
      clearInterval(renewal);
      if (isOurs()) remove(key);
    });
  }, settling);
}

function read(key: string): { own: string; at: number } | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as { own: string; at: number };
  } catch {
    return undefined;
  }
}

function remove(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // It runs out.
  }
}
