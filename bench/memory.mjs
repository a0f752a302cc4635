// What stays in memory: after the start, and after many rounds of asking, showing and telling.
import { openPage, openVisitor } from "./browser.mjs";
import { contenders } from "./contenders.mjs";
import { measuredThing } from "./measured_thing.mjs";
import { openStage, pathOf } from "./stage.mjs";

const attune = contenders.find(({ key }) => key === "attune");
const floor = contenders.find(({ key }) => key === "floor");

/** Half of the rounds fill what is kept for good; over the other half nothing may grow. */
const rounds = { quick: [50, 100], full: [5000, 10_000] };

export async function measureMemory({ isQuick, say }) {
  const stage = await openStage([attune, floor], { preflightSeconds: 600 });
  try {
    const own = await follow(stage, attune, rounds[isQuick ? "quick" : "full"], say);
    const bare = await follow(stage, floor, [], say);
    return Object.keys(own).map((key) =>
      measuredThing({
        name: `memory, ${key}`,
        unit: "bytes",
        figures: {
          attune: { median: own[key] },
          ...(bare[key] && { floor: { median: bare[key] } }),
        },
        attune: "attune",
        floor: "floor",
        peers: [],
      }),
    );
  } finally {
    await stage.close();
  }
}

async function follow({ browser, site }, contender, counts, say) {
  const visitor = await openVisitor(browser);
  const { page, session } = await openPage(visitor, `${site.origin}${pathOf(contender, "track")}`);
  const sizes = await sizesOf(page, session, "after the start");
  if (counts.length > 0) {
    await page.addScriptTag({ path: new URL("calls_page.js", import.meta.url).pathname });
  }
  let done = 0;
  for (const count of counts) {
    say(`memory: ${count} rounds`);
    await page.evaluate((more) => calls.askShowTell(more), count - done);
    done = count;
    const name = `after ${count.toLocaleString("en")} fetch-render-track cycles`;
    Object.assign(sizes, await sizesOf(page, session, name));
  }
  await visitor.close();
  return sizes;
}

async function sizesOf(page, session, when) {
  await page.waitForTimeout(300);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => bench.memories.map(({ buffer }) => buffer.byteLength));
  return {
    [`JS heap ${when}`]: usedSize,
    ...(wasm.length > 0 && { [`wasm memory ${when}`]: Math.max(...wasm) }),
  };
}
