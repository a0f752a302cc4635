import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { launchBrowser } from "../journeys/browser.js";
import { type HostilePage, type Service, services } from "./hostile_page.js";
import { Place, type Visit } from "./visit.js";

/** The long run (`npm test -- --full`), or the short sample that `npm test` has time for. */
export const isFull = process.env["ATTUNE_FULL"] === "1";

// A visit mostly waits: for the second an impression takes, and for what must not come.
const width = 4;

/** Registers a test for each page and each service: the visit there beside one of a clean page. */
export function compare(title: string, pages: readonly HostilePage[]): void {
  const chosen = pages.filter(({ isForFullRun }) => isFull || isForFullRun !== true);
  describe.concurrent(title, () => {
    const free: Place[] = [];
    const waiting: Array<() => void> = [];
    const clean = new Map<string, Promise<Visit>>();
    let browser: Browser;

    const visit = async (page: HostilePage, service: Service): Promise<Visit> => {
      if (free.length === 0) await new Promise<void>((go) => waiting.push(go));
      const place = free.pop() as Place;
      try {
        return await place.visit(browser, page, service);
      } finally {
        free.push(place);
        waiting.shift()?.();
      }
    };

    const cleanVisit = (service: Service, entry: HostilePage["entry"] = "tag"): Promise<Visit> => {
      const key = `${service} ${entry}`;
      const known = clean.get(key) ?? visit({ name: "clean", entry }, service);
      clean.set(key, known);
      return known;
    };

    beforeAll(async () => {
      browser = await launchBrowser();
      for (let i = 0; i < width; i += 1) free.push(await Place.open());
      // The first page of a browser takes its time, and a decision has a deadline.
      for (const service of services) await cleanVisit(service);
      clean.clear();
    });
    afterAll(async () => {
      await browser?.close();
      await Promise.all(free.map((place) => place.close()));
    });

    for (const [place, page] of chosen.entries()) {
      // The sample takes turns: one service here, the other one at the next page.
      const visited = services.filter((_, turn) => isFull || turn === place % services.length);
      for (const service of visited) {
        it(`${service}, ${page.entry ?? "tag"}: ${page.name}`, async () => {
          const wanted = await cleanVisit(service, page.entry);
          expectSame(await visit(page, service), wanted, page, service);
        });
      }
    }
  });
}

function expectSame(got: Visit, clean: Visit, page: HostilePage, service: Service): void {
  const { told, requests = "same" } = page;
  const differing = typeof told === "function" ? told(service) : told;
  const wanted = requests === "none" ? [] : clean.requests;
  const unexpected = without(got.requests, wanted);
  const missing = requests === "some" ? [] : without(wanted, got.requests);
  const isCompared = requests !== "other";
  expect({
    ...got.told,
    complaints: got.complaints,
    unexpected: isCompared ? unexpected : [],
    missing: isCompared ? missing : [],
  }).toEqual({
    ...clean.told,
    ...differing,
    complaints: [],
    unexpected: [],
    missing: [],
  });
}

/** What is left of a list once each of the others has taken one that is like it. */
function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = [...texts];
  for (const other of others) {
    const place = left.indexOf(other);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}
