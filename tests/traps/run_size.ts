/** The long run (`npm run test:faults`), or the short sample that `npm test` has time for. */
export const isFull = process.env["ATTUNE_FULL"] === "1";

export function runSize<T>(full: T, sample: T): T {
  return isFull ? full : sample;
}

/** A time limit for a test that gets longer with the run. */
export function timeLimit(fullMinutes: number, sampleMinutes = 2): number {
  return runSize(fullMinutes, sampleMinutes) * 60_000;
}
