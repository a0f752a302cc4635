import { describe, expect, test } from "vitest";

import { publish } from "./figures.js";
import { expectNoComplaint, expectOneIdEach } from "./oracle.js";
import { inParallel, isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import type { Tab } from "./tab.js";
import { becomes } from "./until.js";
import {
  type DeliveryStatus,
  isBalanced,
  type Service,
  services,
  statusOf,
  storedIn,
  sum,
  Visitor,
} from "./visitor.js";

const stage = setStage();
const mostBytes = 60_000;
const mostRequests = 14;
const wanted = 500 * 1024;
const alphabets = { ascii: "a", cjk: "\u6f22", emoji: "\u{1f600}" };
type Alphabet = keyof typeof alphabets;

interface Case {
  service: Service;
  alphabet: Alphabet;
}

/** As many events as make 500 KiB, each of about 2 KiB of UTF-8. */
async function fill(tab: Tab, alphabet: Alphabet): Promise<void> {
  const letter = alphabets[alphabet];
  const letters = Math.floor(2048 / Buffer.byteLength(letter));
  await tab.evaluate(`(async () => {
    const pad = ${JSON.stringify(letter)}.repeat(${letters});
    for (let n = 0; n < ${Math.ceil(wanted / 2048)}; n++) {
      await probe.track({ marker: "mk-full-${alphabet}-" + n, pad });
    }
  })()`);
}

interface Held {
  mostBytes?: number;
  mostRequests?: number;
  sent?: number;
  refused?: string[];
}

/** Leaves with a full queue while no answer comes, so that whatever is sent stays in flight. */
async function leaveWhileFull({ service, alphabet }: Case) {
  const visitor = await Visitor.come(stage.chromium, stage.site, service, { before: ["spy"] });
  const { collector } = visitor;
  const tab = await visitor.open("/page.html", { window: "own" });
  await visitor.warmUp(tab, "mk-warm");
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  collector.answers((_, kind) => (kind === "events" ? { after: released } : {}));
  await fill(tab, alphabet);
  const full = await statusOf(tab);
  await tab.begin(`location.href = "/plain.html"`);
  await tab.isAt(visitor.address("/plain.html"));
  const held = JSON.parse(await tab.evaluate<string>("sessionStorage.spy ?? '{}'")) as Held;
  await becomes(() => collector.open().length > 0, 3000);
  const outlived = collector.open()[0]?.n ?? collector.exchanges.length;
  release();
  collector.answers({});
  // The browser opens six connections; what it holds beyond that comes now.
  await becomes(() => collector.isIdleFor(500), 10_000);
  const parting = collector.exchanges.slice(outlived).filter(({ kind }) => kind === "events");
  const bytes = parting.reduce((all, { request }) => all + request.body.length, 0);
  await tab.close();
  const later = await finish(visitor);
  const parted = { requests: parting.length, bytes };
  return { service, alphabet, full, parted, held, later, visitor };
}

/** The next visit: what was left is delivered, and what had no room was dropped and counted. */
async function finish(visitor: Visitor): Promise<DeliveryStatus & { stored: number }> {
  const tab = await visitor.open("/later.html", { window: "own" });
  const isEmpty = async () => (await statusOf(tab)).queued + (await storedIn(tab)).length === 0;
  await becomes(isEmpty, 60_000);
  const status = await statusOf(tab);
  const stored = (await storedIn(tab)).length;
  await visitor.leave();
  return { ...status, stored };
}

type Run = Awaited<ReturnType<typeof leaveWhileFull>>;

function expectRun({ service, alphabet, full, parted, held, later, visitor }: Run): void {
  const what = `${service}, ${alphabet}`;
  const promised = visitor.promised();
  const { lost } = visitor.verdict();
  expect(promised.length, what).toBeGreaterThan(200);
  expect(isBalanced(full), `${what}: ${JSON.stringify(full)}`).toBe(true);
  expect(held.refused ?? [], `${what}: refused by the browser`).toEqual([]);
  expect(held.mostBytes ?? 0, `${what}: bytes in keepalive`).toBeLessThanOrEqual(mostBytes);
  expect(held.mostRequests ?? 0, `${what}: requests`).toBeLessThanOrEqual(mostRequests);
  expect(parted.bytes, `${what}: bytes that outlived the page`).toBeLessThanOrEqual(mostBytes);
  expect(parted.requests, `${what}: requests that did`).toBeLessThanOrEqual(mostRequests);
  expect(parted.requests, `${what}: nothing left with the page`).toBeGreaterThan(0);
  expect(later.stored, `${what}: still stored at the end`).toBe(0);
  const uncounted = `${what}: dropped ${JSON.stringify(full.dropped)}; missing ${lost.join(" ")}`;
  // Fewer is no fault: what was dropped while it was in flight may have arrived after all.
  expect(lost.length, uncounted).toBeLessThanOrEqual(sum(full.dropped));
  expectOneIdEach(what, visitor.verdict());
  expectNoComplaint([visitor.collector]);
}

/** The full run has every pair, the sample every alphabet and every service. */
function casesOf(): Case[] {
  const names = Object.keys(alphabets) as Alphabet[];
  const all = names.flatMap((alphabet) => services.map((service) => ({ service, alphabet })));
  return isFull ? all : all.filter((_, n) => n === 0 || n === 3 || n === 4);
}

describe("a page that is left with 500 KiB of events", () => {
  test(
    "sends what the browser takes, stores the rest, and delivers it on the next visit",
    async () => {
      const runs = await inParallel(casesOf(), 3, leaveWhileFull);
      publish(
        "keepalive",
        runs.map(({ visitor, ...run }) => ({
          ...run,
          promised: visitor.promised().length,
          missing: visitor.verdict().lost.length,
        })),
      );
      for (const run of runs) expectRun(run);
    },
    timeLimit(15, 4),
  );
});
