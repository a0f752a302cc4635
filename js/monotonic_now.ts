/** Milliseconds by the clock that nobody sets; by the wall clock where the page has taken that away. */
export function monotonicNow(): number {
  try {
    return performance.now();
  } catch {
    return Date.now();
  }
}
