// What the main thread does until the decision is there, in its own time: another program that
// takes the processor meanwhile does not count.
import { openVisitor, view } from "./browser.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { openStage, pathOf } from "./stage.mjs";
import { summarize } from "./statistics.mjs";

const jobs = [
  { job: "track", name: "start alone" },
  { job: "decide", name: "start to one decision" },
  { job: "zones", name: "first page with 6 zones" },
];

/** What is compiled while it runs is part of "script" for Chromium; "task" is all the thread does. */
const measures = {
  "script and compile": ({ script, compile }) => script + compile,
  task: ({ task }) => task,
};

/** Long enough for what a start leaves for later: events, storage, observers. */
const settle = 700;

export async function measureThreads({ runs, isQuick, say, keys }) {
  const things = [];
  for (const { job, name } of isQuick ? jobs.slice(1, 2) : jobs) {
    const list = contenders.filter(
      (one) => one.jobs.includes(job) && (keys?.includes(one.key) ?? true),
    );
    const stage = await openStage(list.map((one) => ({ ...one, jobs: [job] })));
    try {
      say(`main thread, ${name}: ${runs} runs of ${list.length}`);
      const views = await measure(stage, list, job, runs);
      things.push(...Object.keys(measures).map((measure) => tell(name, measure, views)));
    } finally {
      await stage.close();
    }
  }
  return things;
}

async function measure({ browser, site }, list, job, runs) {
  const paths = { empty: "/empty.html" };
  for (const contender of list) paths[contender.key] = pathOf(contender, job);
  const views = Object.fromEntries(Object.keys(paths).map((key) => [key, []]));
  for (let run = -1; run < runs; run++) {
    for (const [key, path] of Object.entries(paths)) {
      const visitor = await openVisitor(browser);
      const { thread } = await view(visitor, `${site.origin}${path}`, { settle });
      await visitor.close();
      if (run >= 0) views[key].push(thread);
    }
  }
  return views;
}

function tell(name, measure, views) {
  const figures = Object.fromEntries(
    Object.entries(views).map(([key, seen]) => [key, summarize(seen.map(measures[measure]))]),
  );
  return measuredThing({
    name: `main thread, ${name}, ${measure}`,
    unit: "ms of thread time",
    figures,
    attune: "attune",
    variants: ["attune-async", "attune-npm", "attune-sitecore", "empty"],
    floor: "floor",
    peers: contenders.filter(({ script }) => script === "bundle").map(({ key }) => key),
  });
}
