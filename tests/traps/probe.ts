import { expect } from "vitest";

import { deliveryOf, isBalanced } from "../journeys/delivery.js";
import { arrivals } from "./events.js";
import type { Form, Service, Stage, Visit } from "./stage.js";
import type { Kind, Place, Report } from "./trap.js";

export const hero = "Run before the tide turns";

/** Acts that track an event of the test's own. */
const marked = ["track", "impression", "click", "tick"];

export interface Case {
  name: string;
  kind: Kind;
  place: Place;
  form: Form;
  service: Service;
}

let count = 0;

/**
 * A trap in a page of its own, after which everything has to be as it was. Nothing is given where
 * the work has not come to that place this time.
 */
export async function probe(stage: Stage, one: Case): Promise<Report | undefined> {
  const { name, kind, place, form, service } = one;
  const marker = `mk-${name.replace("_", "")}-${service}-${++count}`;
  const visit = await stage.visit({ form, service });
  const report = await visit.page.evaluate((trap) => window.acts.spring(trap), {
    ...{ name, kind, place, marker },
  });
  if (report.sprung.length === 0) {
    await visit.context.close();
    return undefined;
  }
  expect(report.sprung).toMatchObject([{ name, kind, place }]);
  expect(await visit.page.evaluate(() => window.arming.instances())).toBe(2);
  expectSame(name, report);
  // An event that was refused may be gone; one that was promised may not.
  const isPromised = marked.includes(name) && !report.outcome.code;
  await expectWorking(stage, name, visit, isPromised ? [marker] : []);
  await visit.context.close();
  return report;
}

function expectSame(name: string, { before, after, sprung }: Report): void {
  expect(before.campaign).toEqual({ source: "newsletter" });
  expect(after.campaign).toEqual(before.campaign);
  if (name === "forget") return expect(after).toMatchObject({ id: null, consents: [] });
  expect(before.id).not.toBeNull();
  expect([after.id, sprung[0]?.nextId]).toEqual([before.id, before.id]);
  const news = name === "consents" ? ["Other CMP Opt In"] : [];
  expect(after.consents).toEqual([...before.consents, ...news]);
}

/** All of it works as if nothing had happened, and nothing was lost or sent under two ids. */
async function expectWorking(
  stage: Stage,
  name: string,
  { page, complaints }: Visit,
  promised: string[],
): Promise<void> {
  const later = `mk-later-${++count}`;
  const seen = await page.evaluate(
    async ([isForgotten, marker]) => {
      const { Attune, acts } = window;
      if (isForgotten) Attune.updateConsents(acts.optIn);
      acts.heard.zone.length = 0;
      const asked = await acts.settled(acts.fetchHero().then(acts.headerOf));
      await Attune.sendEvent(acts.event(marker));
      await Attune.flush();
      return { asked, heard: acts.heard, id: Attune.getBrowserId() };
    },
    [name === "forget", later] as const,
  );
  expect(seen.asked).toEqual({ value: hero });
  expect(seen.heard.zone).toEqual([hero]);
  expect(seen.id).not.toBeNull();
  // The experience was asked for again by the new instance, and its handler was still there.
  await expect.poll(() => page.evaluate(() => window.acts.heard.official.length)).toBe(2);
  const markers = [...promised, later];
  expect(await arrivals(stage.journal, markers)).toEqual(markers.map(() => 1));
  expect(isBalanced(await deliveryOf(page))).toBe(true);
  expect(complaints.heard).toEqual([]);
}
