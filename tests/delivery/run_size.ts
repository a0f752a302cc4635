/** The long run (`npm run test:faults`), or the short sample that `npm test` has time for. */
export const isFull = process.env["ATTUNE_FULL"] === "1";

export function runSize(full: number, sample: number): number {
  return isFull ? full : sample;
}

/** A time limit for a test that gets longer with the run. */
export function timeLimit(fullMinutes: number, sampleMinutes = 2): number {
  return runSize(fullMinutes, sampleMinutes) * 60_000;
}

/** How long an event may take on the next visit: the page first waits for who may have sent it. */
export const patienceMs = Number(process.env["ATTUNE_PATIENCE_MS"] ?? 25_000);

/** Does the work for every item, so many at a time, and keeps the order of the results. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const place = next++;
      results[place] = await work(items[place] as T, place);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
