// Which pictures docs/performance.md has.
import { barPlot, growthPlot } from "./plots.mjs";

const kilobyte = 1000;

const bars = [
  {
    file: "size",
    name: "size, brotli",
    title: "What a visitor downloads for a decision, in brotli",
    divisor: kilobyte,
    unit: "KB",
    goal: 28 * kilobyte,
    note: "Dashed: the goal. Peers: the smallest page that asks, through the same bundler.",
    without: ["attune-wasm", "attune-stub"],
  },
  start("cold start, fast 4G, CPU 1x", "start-fast-4g", "Cold start on fast 4G"),
  start(
    "cold start, slow 4G, CPU 4x",
    "start-slow-4g",
    "Cold start on slow 4G, processor 4 times slower",
  ),
  start("warm start, fast 4G, CPU 1x", "start-warm", "Warm start on fast 4G"),
  {
    file: "main-thread",
    name: "main thread, start to one decision, script and compile",
    title: "Script on the main thread, until the decision and shortly after",
    unit: "ms",
    note: "Thread time: other programs do not count.",
    without: [],
  },
  {
    file: "six-zones",
    name: "main thread, first page with 6 zones, task",
    title: "Everything on the main thread, of a first page with six zones",
    unit: "ms",
    note: "Script, layout, painting. Attune alone also watches its zones for impressions.",
    without: [],
  },
];

function start(name, file, title) {
  return {
    file,
    name,
    title: `${title}: navigation to the decision in the page's hands`,
    unit: "ms",
    note: "Thin line: the middle half of the runs.",
    without: [],
  };
}

const growths = [
  { file: "zones", pattern: /^call, ([\d,]+) zones$/, title: "Zones: set, asked for, called" },
  {
    file: "events",
    pattern: /^call, ([\d,]+) events$/,
    title: "Events: queued, sent, acknowledged",
  },
];

/** @returns `[file name, SVG]` of each that was measured */
export function drawPlots(things, labels) {
  return [...drawBars(things, labels), ...drawGrowths(things)];
}

function drawBars(things, labels) {
  return bars.flatMap(({ file, name, without, ...plot }) => {
    const thing = things.find((one) => one.name === name);
    if (!thing) return [];
    const kept = Object.entries(thing.variants).filter(([key]) => !without.includes(key));
    const shown = { ...thing, variants: Object.fromEntries(kept) };
    return [[file, barPlot({ ...plot, thing: shown, labels })]];
  });
}

function drawGrowths(things) {
  return growths.flatMap(({ file, pattern, title }) => {
    const found = things.filter(({ name }) => pattern.test(name));
    if (found.length < 2) return [];
    const counts = found.map(({ name }) => Number(pattern.exec(name)[1].replace(/,/g, "")));
    const note = "Both axes by powers of ten: what grows in proportion is a straight line.";
    return [[file, growthPlot({ things: found, counts, title, note })]];
  });
}
