import { ownMembers } from "./own_members.js";

// Another tab holds the lock for no longer than its own start takes; one that is stuck in it, in a
// debugger for instance, must not keep this one from starting. A start is over within a second.
const patienceMs = 900;

/**
 * Does something while no other tab of the site does the like: of eight tabs opened at once one
 * makes the visitor's id, and the others find it. Where there are no locks (plain http), or where
 * they are refused (a sandboxed frame), it is done at once; and done it is, whatever a page has put
 * in the place of locks.
 */
export async function whileAlone(work: () => unknown): Promise<void> {
  const begin = onlyOnce(work);
  try {
    await locked(begin);
  } catch {
    // What it was has no bearing: the work's own failure is what the work gives.
  }
  await begin();
}

/** The same outcome, of work that is done at the first call only. */
export function onlyOnce(work: () => unknown): () => Promise<unknown> {
  let outcome: Promise<unknown> | undefined;
  return () => (outcome ??= new Promise((resolve) => resolve(work())));
}

/** @throws DOMException, or anything, where there are no locks, where they are refused, or where patience has ended */
export async function locked(work: () => unknown): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  const request = ownMembers({ signal });
  await new Promise((resolve, reject) => {
    // The browser's own locks heed the signal; those of a page may never settle.
    signal.addEventListener("abort", reject);
    navigator.locks.request("attune.id", request, work).then(resolve, reject);
  });
}
