// The third trap in a page: the SDK stays away from it, and gives back what it has.
import { expect, it } from "vitest";

import { arrivals } from "./events.js";
import { openStage, type Form, type Service } from "./stage.js";

const stage = openStage();
const lost = { code: "internal", retryable: true };

for (const [form, service] of [
  ["script", "salesforce"],
  ["module", "sitecore"],
] as Array<[Form, Service]>) {
  it(`${form}, ${service}: default content, harmless values, and no event lost`, async () => {
    await stage.journal.clear();
    const { page, context, complaints } = await stage.visit({ form, service });
    complaints.expectFailedRequests();
    const markers = ["a", "b", "c"].map((name) => `mk-safe-${service}-${name}`);
    await stage.journal.fail({ service, path: "/web/events", status: 503 });
    await stage.journal.fail({ service, path: "/v1.2/event", status: 503 });
    const seen = await page.evaluate(async (names) => {
      const { acts, arming, Attune } = window;
      for (const name of names) await Attune.sendEvent(acts.event(name));
      const waiting = acts.settled(acts.fetchHero());
      arming.set("campaign", "unreachable", "before");
      arming.set("campaign", "memory", "after");
      arming.set("delivery_status", "own stack", "before");
      const campaign = Attune.getCampaign();
      const status = Attune.getDeliveryStatus();
      acts.heard.zone.length = 0;
      const began = performance.now();
      const calls = await Promise.all([
        waiting,
        ...[
          acts.fetchHero(),
          Attune.sendEvent(acts.event("mk-refused")),
          Attune.Engagement.impression({ personalizationId: "p" }),
          Attune.Engagement.click({ personalizationId: "p" }),
          Attune.flush(),
        ].map((call) => acts.settled(call)),
      ]);
      const tookMs = performance.now() - began;
      Attune.updateConsents(acts.optIn);
      Attune.ContentZoneHandler.set({ contentZoneName: "new", callback: () => undefined });
      Attune.ContentZoneHandler.remove("new");
      Attune.Personalization.Config.initialize(acts.experiences);
      const stop = Attune.Engagement.observe(document.body, { personalizationId: "p" });
      stop();
      const entered = Object.values(arming.calls).reduce((sum, count) => sum + count);
      document.dispatchEvent(new Event("freeze"));
      document.dispatchEvent(new Event("resume"));
      window.dispatchEvent(new StorageEvent("storage", { key: "attune.x" }));
      await acts.sleep(1500);
      const later = Object.values(arming.calls).reduce((sum, count) => sum + count);
      return {
        ...{ campaign, status, calls, tookMs, heard: acts.heard.zone, look: acts.look() },
        accounts: Attune.explain(),
        ...{ isLeftAlone: later === entered, body: document.body.innerText.trim() },
      };
    }, markers);
    await stage.journal.mend();
    expect(seen).toMatchObject({
      campaign: {},
      status: { tracked: 0, delivered: 0, queued: 0, dropped: {} },
      calls: [lost, lost, lost, lost, lost, lost],
      heard: [],
      accounts: [],
      look: { id: null, campaign: {}, consents: [] },
      isLeftAlone: true,
      body: "The page's own content",
    });
    expect(seen.tookMs).toBeLessThan(1000);
    expect(complaints.heard).toEqual([]);
    await page.close();
    const next = await stage.visit({ form, service, context });
    await next.page.evaluate(() => window.Attune.flush());
    expect(await arrivals(stage.journal, markers)).toEqual([1, 1, 1]);
    await context.close();
  });
}

for (const how of ["an opt-out", "forget()"] as const) {
  it(`${how} still erases what is stored of the visitor, and nothing more is done`, async () => {
    await stage.journal.clear();
    const { page, context, complaints } = await stage.visit();
    const seen = await page.evaluate(async (isForgotten) => {
      const { acts, arming, Attune } = window;
      await acts.fetchHero();
      for (let n = 0; n < 3; n++) {
        arming.set("campaign", "unreachable", "before");
        Attune.getCampaign();
      }
      const stored = (): string[] =>
        [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(
          (each) => /attune|sdat/i.test(each),
        );
      const before = stored().length;
      if (isForgotten) await Attune.forget();
      else Attune.updateConsents({ ...acts.optIn, status: "Opt Out" });
      const asked = await acts.settled(acts.fetchHero());
      return { before, after: stored(), asked, id: Attune.getBrowserId() };
    }, how === "forget()");
    expect(seen).toMatchObject({ after: [], asked: lost, id: null });
    expect(seen.before).toBeGreaterThan(1);
    if (how === "an opt-out") {
      await expect.poll(() => verdictsTold(), { timeout: 15_000 }).toContain("Opt Out");
    }
    expect(complaints.heard).toEqual([]);
    await context.close();
  });
}

async function verdictsTold(): Promise<string[]> {
  const records = await stage.journal.of("event");
  return records.flatMap(({ rawBody }) => {
    const form = new URLSearchParams(rawBody).get("event");
    const text = form ? Buffer.from(form, "base64").toString() : rawBody;
    return text.match(/Opt (In|Out)/g) ?? [];
  });
}
