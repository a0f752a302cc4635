import { ownMembers } from "./own_members.js";

// Another tab holds the lock for no longer than its own start takes; one that is stuck in it, in a
// debugger for instance, must not keep this one from starting.
const patienceMs = 1000;

/**
 * Does something while no other tab of the site does the like: of eight tabs opened at once one
 * makes the visitor's id, and the others find it. Where there are no locks (plain http), or where
 * they are refused (a sandboxed frame), it is done at once.
 */
export async function whileAlone(work: () => unknown): Promise<void> {
  let hasBegun = false as boolean;
  const begin = (): unknown => {
    hasBegun = true;
    return work();
  };
  try {
    await locked(begin);
  } catch (error) {
    if (hasBegun) throw error;
    await begin();
  }
}

/** @throws DOMException where there are no locks, where they are refused, or where patience has ended */
export async function locked(work: () => unknown): Promise<void> {
  const options = ownMembers({ signal: AbortSignal.timeout(patienceMs) });
  await navigator.locks.request("attune.id", options, work);
}
