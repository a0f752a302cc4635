// From navigation to the decision in the page's callback: with nothing cached, and with everything.
import { openVisitor, view } from "./browser.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { openStage, pathOf } from "./stage.mjs";
import { summarize } from "./statistics.mjs";

/**
 * Bits per second and milliseconds a request. "fast 4G" is the preset of that name of Chromium's
 * DevTools, "slow 4G" what Lighthouse has DevTools do for its own; both stand for round trips of 60
 * and 150 ms with a connection's set-up in them.
 */
export const networks = {
  unlimited: null,
  "fast 4G": { latency: 165, down: 8_100_000, up: 1_350_000 },
  "slow 4G": { latency: 562.5, down: 1_509_949, up: 691_200 },
};

const kinds = [
  { name: "cold start", isWarm: false, cpus: [1, 4] },
  { name: "warm start", isWarm: true, cpus: [1] },
];

export const conditions = kinds.flatMap(({ name, isWarm, cpus }) =>
  Object.keys(networks).flatMap((network) =>
    cpus.map((cpu) => ({ name: `${name}, ${network}, CPU ${cpu}x`, isWarm, network, cpu })),
  ),
);

const deciding = contenders.filter(({ jobs }) => jobs.includes("decide"));

/** What a sample looks at. */
const typical = conditions.filter(({ name }) => /^cold start, fast 4G, CPU 1x$/.test(name));

/** @param like - what the name of a condition has to contain */
export async function measureStarts({ runs, isQuick, keys, say, like }) {
  const list = deciding.filter(({ key }) => !keys || keys.includes(key));
  const things = [];
  const wanted = (isQuick ? typical : conditions).filter(({ name }) => name.includes(like));
  for (const condition of wanted) {
    const stage = await openStage(list);
    try {
      say(`${condition.name}: ${runs} runs of ${list.length}`);
      things.push(...tell(condition, await measure(stage, list, condition, runs)));
    } finally {
      await stage.close();
    }
  }
  return things;
}

async function measure(stage, list, condition, runs) {
  const take = condition.isWarm ? await warmVisitors(stage, list) : coldVisitors(stage);
  const views = Object.fromEntries(list.map(({ key }) => [key, []]));
  // The first round is not counted: the browser and the servers are cold themselves.
  for (let run = -1; run < runs; run++) {
    for (const contender of list) {
      const seen = await take(contender, condition);
      if (run >= 0) views[contender.key].push(seen);
    }
  }
  return views;
}

function coldVisitors({ browser, site }) {
  return async (contender, { network, cpu }) => {
    const visitor = await openVisitor(browser);
    try {
      return await look(visitor, site, contender, { network: networks[network], cpu });
    } finally {
      await visitor.close();
    }
  };
}

/** Chromium writes compiled code down at the second view and uses it from the third on. */
const viewsBefore = 3;

async function warmVisitors({ browser, site }, list) {
  const visitors = new Map();
  for (const contender of list) {
    const visitor = await openVisitor(browser);
    visitors.set(contender.key, visitor);
    for (let count = 0; count < viewsBefore; count++) {
      await look(visitor, site, contender, { settle: 500 });
    }
  }
  return (contender, { network, cpu }) =>
    look(visitors.get(contender.key), site, contender, { network: networks[network], cpu });
}

async function look(visitor, site, contender, options) {
  const { report, complaints } = await view(
    visitor,
    `${site.origin}${pathOf(contender, "decide")}`,
    options,
  );
  if (!report.value?.Header) {
    throw new Error(`${contender.key} got no decision. ${complaints.join("; ")}`);
  }
  return phasesOf(report, site.origin);
}

/** When what happened, in milliseconds after navigation began. */
function phasesOf({ handed, evaluated, compiled, requests }, origin) {
  const toServices = requests.filter(({ url }) => !url.startsWith(origin));
  const before = toServices.filter(({ end }) => end > 0 && end <= handed);
  const last = before.toSorted((one, other) => one.end - other.end).at(-1);
  return {
    evaluated,
    compiled: compiled[0]?.[1],
    "first request": Math.min(...before.map(({ start }) => start)),
    "last request": last?.start,
    answered: last?.end,
    handed,
    requests: before.length,
  };
}

const phases = ["evaluated", "compiled", "first request", "last request", "answered", "handed"];

function summaryOf(views) {
  const known = (phase) => views.map((view) => view[phase]).filter(Number.isFinite);
  const summary = summarize(known("handed"));
  const medians = phases
    .filter((phase) => known(phase).length > 0)
    .map((phase) => [phase, summarize(known(phase)).median]);
  return {
    ...summary,
    phases: Object.fromEntries(medians),
    requests: summarize(known("requests")).median,
  };
}

function tell({ name }, views) {
  const figures = Object.fromEntries(
    Object.entries(views).map(([key, seen]) => [key, summaryOf(seen)]),
  );
  const peers = deciding.filter(({ script }) => script === "bundle").map(({ key }) => key);
  const all = [
    { name, attune: "attune", variants: ["attune-async", "attune-npm"], floor: "floor", peers },
    {
      name: `${name}, Sitecore`,
      attune: "attune-sitecore",
      floor: "floor-sitecore",
      peers: peers.filter((key) => key.startsWith("sitecore")),
    },
  ];
  return all
    .filter(({ attune }) => attune in figures)
    .map((thing) => measuredThing({ ...thing, unit: "ms", figures }));
}
