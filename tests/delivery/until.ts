import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a condition; what never holds is an error that says what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 30_000,
): Promise<void> {
  if (!(await becomes(holds, patienceMs))) {
    throw new Error(`Not within ${patienceMs} ms: ${what}`);
  }
}

/** Waits for a condition that may also stay away; says whether it came. */
export async function becomes(
  holds: () => boolean | Promise<boolean>,
  patienceMs: number,
): Promise<boolean> {
  const end = performance.now() + patienceMs;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await sleep(20);
  }
}
