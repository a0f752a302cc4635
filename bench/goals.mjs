// What Attune sets out to reach, and whether it does: each goal reads its figure from what was
// measured.

const kilobyte = 1000;

const goals = [
  goal("script tag, everything inside, in brotli", "size, brotli", {
    figure: ({ attune }) => attune.median,
    limit: 28 * kilobyte,
    write: kilobytes,
  }),
  goal("the WebAssembly in it, in brotli", "size, brotli", {
    figure: ({ variants }) => variants["attune-wasm"].median,
    limit: 22 * kilobyte,
    write: kilobytes,
  }),
  goal("what must run before the first paint, in brotli", "size, brotli", {
    figure: ({ variants }) => variants["attune-stub"].median,
    limit: kilobyte,
    write: kilobytes,
  }),
  goal("cold start to decision, over the floor, fast 4G", "cold start, fast 4G, CPU 1x", {
    figure: ({ ratio }) => ratio.floor,
    limit: 1.25,
    write: times,
  }),
  goal("warm start to decision, over the floor, fast 4G", "warm start, fast 4G, CPU 1x", {
    figure: ({ ratio }) => ratio.floor,
    limit: 1.05,
    write: times,
  }),
  goal(
    "script and compile of a start on the main thread, without a decision",
    "main thread, start alone, script and compile",
    { figure: ({ attune }) => attune.median, limit: 6, write: milliseconds },
  ),
  goal("fetch of 1 MiB, over the bare request", "call, fetch, 1 MiB in 2,000 items", {
    figure: ({ ratio }) => ratio.floor,
    limit: 1.3,
    write: times,
  }),
  goal(
    "fetch of one small decision, main thread beyond the bare request",
    "call, fetch, one small decision, main thread",
    { figure: ({ overhead }) => overhead, limit: 0.3, write: milliseconds },
  ),
  goal("sendEvent, until it is safely queued", "call, sendEvent, until it is safely queued", {
    figure: ({ attune }) => attune.median,
    limit: 0.2,
    write: milliseconds,
  }),
  goal("one zone of 1,000, against one of 10", "call, 1,000 zones", {
    figure: ({ each }, all) => each / all.get("call, 10 zones").each,
    limit: 1,
    write: times,
  }),
  goal("one event of 10,000, against one of 10", "call, 10,000 events", {
    figure: ({ each }, all) => each / all.get("call, 10 events").each,
    limit: 1,
    write: times,
  }),
];

function goal(text, name, { figure, limit, write }) {
  return { text, name, figure, limit, write };
}

/** @returns `{ text, figure, limit, isReached }`, the figures as text; only of what was measured */
export function judgeGoals(things) {
  const all = new Map(things.map((thing) => [thing.name, thing]));
  return goals.flatMap(({ text, name, figure, limit, write }) => {
    if (!all.has(name)) return [];
    const reached = figure(all.get(name), all);
    return [{ text, figure: write(reached), limit: write(limit), isReached: reached <= limit }];
  });
}

function kilobytes(bytes) {
  return `${(bytes / kilobyte).toFixed(1)} KB`;
}

function times(ratio) {
  return `${ratio.toFixed(2)} x`;
}

function milliseconds(time) {
  return `${time.toFixed(2)} ms`;
}
