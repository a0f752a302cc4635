import fc from "fast-check";

import { audit, auditStatus } from "./audit.js";
import { accepted, lost, type Manner, type Verdict } from "./collector.js";
import type { Phase, Tab } from "./tab.js";
import type { World } from "./world.js";

/** fast-check's half of the state; all there is to know is in the world. */
export interface Model {
  /** Asks every tab for its status after each command; else only where a command says so. */
  readonly isWatched: boolean;
  marks: number;
}

type Work = (world: World, model: Model) => unknown;
export type Command = fc.AsyncCommand<Model, World>;

/** Time between two commands: storage events and answers get through. */
const breath = 2;

/** A command that is always possible, or does nothing. */
function command(name: string, work: Work): Command {
  return {
    check: () => true,
    async run(model, world) {
      await work(world, model);
      await world.time.pass(breath);
      world.reference.calm();
      audit(world);
      if (model.isWatched) statuses(world);
    },
    toString: () => name,
  };
}

const running: Phase[] = ["visible", "hidden"];

function statuses(world: World): void {
  for (const tab of world.tabs) if (running.includes(tab.phase)) auditStatus(world, tab);
  world.reference.rethrow();
}

/** Does something with one of the tabs that are in one of these phases, if there is any. */
function onTab(phases: Phase[], n: number, act: (tab: Tab, world: World, model: Model) => unknown) {
  return async (world: World, model: Model): Promise<void> => {
    const fit = world.tabs.filter(({ phase }) => phases.includes(phase));
    const tab = fit[n % fit.length];
    if (tab) await act(tab, world, model);
  };
}

const tab = fc.nat({ max: 3 });
const kinds = fc.constantFrom("event" as const, "impression" as const, "click" as const);

const track = fc
  .record({
    n: tab,
    kind: kinds,
    count: fc.constantFrom(1, 1, 1, 2, 5, 15),
    padding: fc.constantFrom(0, 0, 100, 3000, 20_000),
  })
  .map(({ n, kind, count, padding }) =>
    command(
      `${count} x ${kind}(tab ${n}, ${padding})`,
      onTab(running, n, async (tab, world, model) => {
        for (let i = 0; i < count && !tab.isGone(); i += 1)
          await world.track(tab, kind, `m${++model.marks}`, padding);
      }),
    ),
  );

/** In all tabs within the same millisecond. */
const trackTogether = kinds.map((kind) =>
  command(`${kind} in every tab`, async (world, model) => {
    for (const tab of [...world.tabs]) {
      if (running.includes(tab.phase)) await world.track(tab, kind, `m${++model.marks}`, 0);
    }
  }),
);

const flood = fc.record({ n: tab, kind: kinds }).map(({ n, kind }) =>
  command(
    `flood(tab ${n}, ${kind})`,
    onTab(running, n, async (tab, world, model) => {
      for (let i = 0; i < 260 && !tab.isGone(); i += 1)
        await world.track(tab, kind, `m${++model.marks}`, 0);
    }),
  ),
);

const verdicts: Record<string, Verdict> = {
  accept: accepted,
  "lose the request": lost,
  "lose the answer": { arrives: true, status: 0 },
  "500": { arrives: false, status: 500 },
  "502 after all": { arrives: true, status: 502 },
  "429": { arrives: false, status: 429 },
  "429 for 7 s": { arrives: false, status: 429, retryAfter: "7" },
  "503 for 1 h": { arrives: false, status: 503, retryAfter: "3600" },
  "429 garbage": { arrives: false, status: 429, retryAfter: "1, 2" },
  "400": { arrives: false, status: 400 },
  "413": { arrives: false, status: 413 },
  "403": { arrives: false, status: 403 },
};
const verdictName = fc.constantFrom(...Object.keys(verdicts), "accept", "accept", "accept");
const verdictOf = (name: string): Verdict => verdicts[name] ?? accepted;

const manner = fc
  .oneof(
    { weight: 1, arbitrary: fc.constant("hold" as const) },
    {
      weight: 2,
      arbitrary: fc.record({
        name: verdictName,
        latency: fc.constantFrom(0, 20, 400, 4000, 9400, 12_000),
      }),
    },
  )
  .map((choice) => {
    const isHeld = choice === "hold";
    const chosen: Manner = isHeld
      ? "hold"
      : { verdict: verdictOf(choice.name), latency: choice.latency };
    const name = isHeld ? "hold" : `${choice.name} after ${choice.latency}`;
    return command(`collector: ${name}`, ({ collector }) => void (collector.manner = chosen));
  });

const answer = fc.record({ n: fc.nat({ max: 5 }), name: verdictName }).map(({ n, name }) =>
  command(`answer(${n}, ${name})`, ({ collector }) => {
    const delivery = collector.open[n % collector.open.length];
    if (delivery) collector.decide(delivery, verdictOf(name));
  }),
);

const clock = fc
  .constantFrom(-86_400_000, 86_400_000, -3650 * 86_400_000, 3650 * 86_400_000)
  .map((step) =>
    command(`clock(${step / 86_400_000} days)`, ({ time, reference }) => {
      time.wall += step;
      reference.lastStep = time.now;
    }),
  );

const pass = fc
  .constantFrom(5, 300, 1100, 5000, 9600, 11_000, 70_000, 310_000)
  .map((milliseconds) => command(`pass(${milliseconds})`, ({ time }) => time.pass(milliseconds)));

const open = fc.boolean().map((isIn) =>
  command(`open(${isIn ? "in" : "no verdict"})`, async (world) => {
    if (world.tabs.length < 4) await world.open(isIn);
  }),
);

function lifecycle(name: string, phases: Phase[], act: (tab: Tab, world: World) => unknown) {
  return tab.map((n) => command(`${name}(tab ${n})`, onTab(phases, n, act)));
}

const doom = fc.record({ n: tab, changes: fc.integer({ min: 1, max: 12 }) }).map(({ n, changes }) =>
  command(
    `doom(tab ${n}, after ${changes} changes of storage)`,
    onTab(running, n, (tab, { storage }) => void storage.doomed.set(tab, changes)),
  ),
);

const everywhere: Phase[] = ["visible", "hidden", "frozen", "cached"];
const often = [
  track,
  track,
  manner,
  answer,
  answer,
  pass,
  pass,
  lifecycle("hide", ["visible"], (tab, world) => world.hide(tab)),
  lifecycle("show", ["hidden"], (tab, world) => world.show(tab)),
  lifecycle("leave", running, (tab, world) => world.leave(tab, false, false)),
  lifecycle("leave, failing", running, (tab, world) => world.leave(tab, false, true)),
  lifecycle("leave into cache", running, (tab, world) => world.leave(tab, true, false)),
  lifecycle("leave into cache, failing", running, (tab, world) => world.leave(tab, true, true)),
  lifecycle("go on", running, async (tab, world) => {
    await world.leave(tab, false, false);
    await world.open(true, tab.session);
  }),
  lifecycle("restore", ["cached"], (tab, world) => world.restore(tab)),
  lifecycle("freeze", running, (tab, world) => world.freeze(tab)),
  lifecycle("resume", ["frozen"], (tab, world) => world.resume(tab)),
  lifecycle("crash", everywhere, (tab, world) => world.close(tab)),
  lifecycle("crash and reload", everywhere, async (tab, world) => {
    world.close(tab);
    await world.open(true, tab.session);
  }),
  lifecycle("flush", running, (tab) => void tab.attune.flush()),
  open,
  open,
];
const seldom = [
  flood,
  trackTogether,
  trackTogether,
  clock,
  doom,
  doom,
  fc.constant(command("storage is full", ({ storage }) => void (storage.isFull = true))),
  fc.constant(command("storage has room", ({ storage }) => void (storage.isFull = false))),
  lifecycle("opt in", running, (tab, world) => world.consent(tab, true)),
  lifecycle("opt out", running, (tab, world) => world.consent(tab, false)),
  lifecycle("forget", running, (tab, world) => world.forget(tab)),
  lifecycle("duplicate", running, async (tab, world) => {
    if (world.tabs.length < 4) await world.open(true, { ...tab.session });
  }),
  lifecycle("online", running, (tab) => tab.dispatch("online")),
  fc.constant(command("status", statuses)),
];

export const commands: Array<fc.Arbitrary<Command>> = [...often, ...often, ...often, ...seldom];
