import { describe, expect, test } from "vitest";

import { publish } from "./figures.js";
import { inParallel, isFull, timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import { becomes } from "./until.js";
import { services, track, Visitor } from "./visitor.js";

const stage = setStage();
const floorMs = 500;
const capMs = 300_000;
// A timer may go off late where the machine is busy; the exact bound is tested in the core.
const latenessMs = 1000;
const day = 86_400_000;

interface Form {
  name: string;
  /** What the header says; a function of the collector's own clock. */
  header?: string | ((now: number) => string);
  /** At least so long, where the page may read the header. */
  leastMs?: number;
  inSample?: boolean;
}

const inSeconds = (seconds: number) => (now: number) =>
  new Date(now + seconds * 1000).toUTCString();

const forms: readonly Form[] = [
  { name: "missing", inSample: true },
  { name: "empty", header: "" },
  { name: "zero", header: "0", inSample: true },
  { name: "one", header: "1", leastMs: 1000 },
  { name: "seven", header: "7", leastMs: 7000, inSample: true },
  { name: "leading zeros", header: "007", leastMs: 7000 },
  { name: "surrounded by spaces", header: "  7  ", leastMs: 7000 },
  { name: "300", header: "300", leastMs: 300_000 },
  { name: "301", header: "301", leastMs: 300_000 },
  {
    name: "more than 32 bits of milliseconds",
    header: "2147484",
    leastMs: 300_000,
    inSample: true,
  },
  { name: "forty digits", header: "9".repeat(40), leastMs: 300_000 },
  { name: "infinite", header: "1e309" },
  { name: "garbage", header: "soon", inSample: true },
  { name: "not a number", header: "NaN" },
  { name: "a fraction", header: "1.5" },
  { name: "negative", header: "-1" },
  { name: "a list", header: "1, 2" },
  { name: "hexadecimal", header: "0x10" },
  { name: "a date in two minutes", header: inSeconds(120), leastMs: 105_000, inSample: true },
  { name: "a date in an hour", header: inSeconds(3600), leastMs: 300_000 },
  { name: "a date in the past", header: inSeconds(-3600) },
  { name: "the year 9999", header: "Fri, 31 Dec 9999 23:59:59 GMT", leastMs: 300_000 },
  { name: "half a date", header: "Fri, 31 Dec" },
];

interface Case extends Form {
  status: 429 | 503;
  isExposed: boolean;
  skewMs: number;
}

const cases: Case[] = forms
  .filter(({ inSample }) => isFull || inSample)
  .flatMap((form) =>
    ([429, 503] as const).flatMap((status) =>
      [true, false].map((isExposed) => ({ ...form, status, isExposed, skewMs: 0 })),
    ),
  )
  .concat(
    [-day, day].map((skewMs) => ({
      name: `a date in two minutes, a clock that is wrong by ${skewMs} ms`,
      header: inSeconds(120),
      leastMs: 105_000,
      status: 503,
      isExposed: true,
      skewMs,
    })),
  );

interface Attempt {
  url: string;
  at: number;
  settledAt?: number;
}

/** How long the page waits after such an answer, in the time of its own clock. */
async function measurePause(form: Case, place: number): Promise<number> {
  const service = services[place % 2] ?? "salesforce";
  const visitor = await Visitor.come(stage.chromium, stage.site, service, { before: ["clock"] });
  const tab = await visitor.open("/page.html", { window: "own" });
  await visitor.warmUp(tab, "mk-warm");
  const { header, status, isExposed, skewMs } = form;
  const text = typeof header === "function" ? header(Date.now() + skewMs) : header;
  const headers = text === undefined ? {} : { "Retry-After": text };
  const expose = isExposed ? ["Retry-After", "Date"] : [];
  visitor.collector.answers((_, kind) =>
    kind === "events" ? { status, headers, skewMs, expose } : {},
  );
  const known = visitor.collector.exchanges.length;
  await track(tab, { kind: "click", marker: "mk-pause" });
  const attempts = async () =>
    (await tab.evaluate<Attempt[]>("clock.attempts"))
      .filter(({ url }) => /event/.test(url))
      .slice(-2);
  const isTriedAgain = () =>
    visitor.collector.exchanges.slice(known).filter(({ kind }) => kind === "events").length >= 2;
  const came = await becomes(isTriedAgain, 10_000);
  visitor.collector.answers({});
  const [first, second] = await attempts();
  await visitor.leave();
  return came ? Number(second?.at) - Number(first?.settledAt) : Infinity;
}

describe("Retry-After", () => {
  test(
    "is obeyed in all of its forms, never under half a second and never over five minutes",
    async () => {
      const pausesMs = await inParallel(cases, 3, measurePause);
      const rows = cases.map(({ name, status, isExposed, leastMs }, place) => {
        const pauseMs = Math.round(pausesMs[place] ?? NaN);
        return { name, status, isExposed, leastMs: isExposed ? leastMs : undefined, pauseMs };
      });
      publish("retry-after", rows);
      for (const { name, status, isExposed, leastMs = floorMs, pauseMs } of rows) {
        const what = `${status}, ${isExposed ? "readable" : "hidden"}, ${name}: ${pauseMs} ms`;
        expect(pauseMs, what).toBeGreaterThanOrEqual(leastMs - 1);
        expect(pauseMs, what).toBeLessThanOrEqual(capMs + latenessMs);
      }
    },
    timeLimit(20, 3),
  );
});
