import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import type { Chromium } from "./chromium.js";
import { Collector } from "./collector.js";
import { publish } from "./figures.js";
import { expectNoComplaint, judge } from "./oracle.js";
import { timeLimit } from "./run_size.js";
import { setStage } from "./stage.js";
import type { Site } from "./site.js";
import { becomes, until } from "./until.js";
import { configFor, type Service, services } from "./visitor.js";

const stage = setStage();
/** Longer than an impression takes and than events are gathered, both together. */
const lookMs = 4000;

const rules = { prerender: [{ urls: ["/prerendered.html"], eagerness: "immediate" }] };

// Nobody may be attached to these pages: the browser prerenders nothing for a page under inspection.
const bodies = {
  "/first.html": `<script type="speculationrules">${JSON.stringify(rules)}</script>
    <script>
      setTimeout(() => (location.href = "/prerendered.html"), ${lookMs + 2500});
    </script>`,
  "/prerendered.html": `<p id="seen">Decided content</p>
    <script>
      start();
      const say = (text) => fetch("/told", { method: "POST", body: text });
      say("prerendering: " + document.prerendering);
      document.addEventListener("prerenderingchange", () => say("activated"));
      probe.track({ marker: "mk-early-event" });
      probe.track({ kind: "impression", marker: "mk-early-impression" });
      const seen = document.getElementById("seen");
      Attune.Engagement.observe(seen, { personalizationId: "mk-seen" });
    </script>`,
};

async function watch(chromium: Chromium, site: Site, service: Service) {
  const collector = await Collector.start();
  const config = configFor(service, collector.origin);
  // The page before must be silent: only the prerendered one starts, by itself.
  const origin = site.add({ config, bodies, starts: false });
  const { told } = site;
  told.length = 0;
  const how = { url: `${origin}/first.html`, newWindow: true };
  const { targetId } = await chromium.pipe.send("Target.createTarget", how);
  await until("the page is prerendered", () => told.includes("prerendering: true"));
  await sleep(lookMs);
  const before = {
    isActivated: told.includes("activated"),
    requests: collector.exchanges.map(({ request }) => request.url.pathname),
  };
  await until("the page is activated", () => told.includes("activated"));
  const promised = ["mk-early-event", "mk-early-impression", "mk-seen"];
  await becomes(() => judge(promised, collector).lost.length === 0, 10_000);
  // Long enough for a second impression, if there were one.
  await sleep(2500);
  await chromium.pipe.send("Target.closeTarget", { targetId });
  await collector.close();
  return { service, before, verdict: judge(promised, collector), collector };
}

describe("a page that is only being prerendered", () => {
  test.each(services)(
    "sends nothing to %s before it is activated, and then everything once",
    async (service) => {
      const { before, verdict, collector } = await watch(stage.chromium, stage.site, service);
      const { lost, repeats } = verdict;
      publish(`prerender-${service}`, { requestsBefore: before.requests, lost, repeats });
      expect(before).toEqual({ isActivated: false, requests: [] });
      expect(lost, "did not arrive after the activation").toEqual([]);
      expect(repeats, "came twice").toEqual([]);
      expectNoComplaint([collector]);
    },
    timeLimit(2),
  );
});
