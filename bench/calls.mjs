// What a call costs on a started SDK, over the bare request, and how that grows.
import { openPage, openVisitor } from "./browser.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { openStage, pathOf } from "./stage.mjs";
import { round, summarize } from "./statistics.mjs";

const attune = contenders.find(({ key }) => key === "attune");

/** How many times each is done: `[quick, full]`. */
const answers = [
  { name: "fetch, one small decision", points: ["home_hero"], times: [20, 300] },
  { name: "fetch, 100 points x 20 items", points: manyPoints(), times: [4, 60] },
  { name: "fetch, 1 MiB in 2,000 items", points: ["list_2000_430"], times: [4, 60] },
];

const growths = [
  { name: "zones", work: "compareZones", counts: [1, 10, 100, 1000], times: [2, 5] },
  { name: "events", work: "compareEvents", counts: [1, 10, 100, 1000, 10_000], times: [1, 3] },
];

function manyPoints() {
  return Array.from({ length: 100 }, (_, place) => `list_20_0_${place}`);
}

export async function measureCalls({ isQuick, say }) {
  const stage = await openStage([attune], { preflightSeconds: 600 });
  const visitor = await openVisitor(stage.browser);
  try {
    const { page, thread } = await openPage(
      visitor,
      `${stage.site.origin}${pathOf(attune, "track")}`,
    );
    await page.addScriptTag({ path: new URL("calls_page.js", import.meta.url).pathname });
    const call = (name, ...args) =>
      page.evaluate(([name, args]) => calls[name](...args), [name, args]);
    const often = ([quick, full]) => (isQuick ? quick : full);
    return [
      ...(await measureAnswers(call, often, say)),
      await measureSending(call, often, say),
      ...(await measureThread(call, thread, often, say)),
      ...(await measureGrowth(call, often, isQuick, say)),
    ];
  } finally {
    await visitor.close();
    await stage.close();
  }
}

async function measureAnswers(call, often, say) {
  const things = [];
  for (const { name, points, times } of answers) {
    say(name);
    const [own, bare] = await call("compareFetch", points, often(times));
    things.push(thing(name, own, bare));
  }
  return things;
}

async function measureSending(call, often, say) {
  say("sendEvent");
  return thing("sendEvent, until it is safely queued", await call("timeEvents", often([3, 40])));
}

const works = [
  { name: "fetch, one small decision", own: "ask", bare: "askBare" },
  { name: "sendEvent", own: "send", bare: "sendBare" },
];

/** What a call costs the main thread, in its own time: all of it, the network's callbacks too. */
async function measureThread(call, thread, often, say) {
  const things = [];
  for (const { name, own, bare } of works) {
    say(`${name}, main thread`);
    const times = { [own]: [], [bare]: [] };
    for (let run = -1; run < often([2, 15]); run++) {
      for (const work of [own, bare]) {
        const time = await threadTimeOf(call, thread, work);
        if (run >= 0) times[work].push(time);
      }
    }
    things.push(thing(`${name}, main thread`, times[own], times[bare]));
  }
  return things;
}

const repeats = 50;

async function threadTimeOf(call, thread, work) {
  const before = await thread();
  await call("repeat", work, repeats);
  await call("drained");
  const after = await thread();
  return (after.task - before.task) / repeats;
}

/** From the smallest number to the largest: the time of each, and what one more costs at either end. */
async function measureGrowth(call, often, isQuick, say) {
  const things = [];
  for (const { name, work, counts, times } of growths) {
    for (const count of isQuick ? counts.slice(0, 3) : counts) {
      say(`${count} ${name}`);
      // Of few there is little to see in one go.
      const runs = often(times) * (count < 1000 && !isQuick ? 3 : 1);
      const [own, bare] = await call(work, count, runs);
      things.push(thing(`${count.toLocaleString("en")} ${name}`, own, bare, count));
    }
  }
  return things;
}

function thing(name, own, bare, count) {
  const figures = { attune: summarize(own), ...(bare && { floor: summarize(bare) }) };
  const overhead = bare && round(figures.attune.median - figures.floor.median);
  return measuredThing({
    name: `call, ${name}`,
    unit: "ms",
    figures,
    attune: "attune",
    floor: "floor",
    peers: [],
    ...(bare && { overhead }),
    ...(count && { each: round(figures.attune.median / count) }),
  });
}
