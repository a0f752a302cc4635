import { invalid } from "./error.js";
import { isRecord, ownMembers } from "./own_members.js";
import type { Attune } from "./surface.js";

/** A call kept by the stub (stub.js): the path of its name, its arguments, and who waits for it. */
type KeptCall = [
  path: string[],
  args: unknown[],
  resolve: (result: unknown) => void,
  reject: (error: unknown) => void,
];

/** The queue of the stub that has stood in for us; `undefined` where the value is no stub. */
export function queueOf(value: unknown): KeptCall[] | undefined {
  const queue = typeof value === "function" ? (value as { q?: unknown }).q : undefined;
  return Array.isArray(queue) ? (queue as KeptCall[]) : undefined;
}

/** Carries out what the stub has kept, in order, and from now on what still reaches the stub. */
export function adoptQueue(queue: KeptCall[], attune: Attune): void {
  const carryOut = ([path, args, resolve, reject]: KeptCall): void => {
    try {
      resolve(call(attune, path, args));
    } catch (error) {
      reject(error);
    }
  };
  queue.splice(0).forEach(carryOut);
  // Not by "=": where the page has frozen the lists' own "push", that would throw.
  const push = (...calls: KeptCall[]): void => calls.forEach(carryOut);
  Object.defineProperty(queue, "push", ownMembers({ value: push }));
}

function call(attune: Attune, path: string[], args: unknown[]): unknown {
  let found: unknown = attune;
  for (const name of path) found = isRecord(found) ? found[name] : undefined;
  if (typeof found === "function") return (found as (...args: unknown[]) => unknown)(...args);
  throw invalid(`There is no Attune.${path.join(".")}().`);
}
