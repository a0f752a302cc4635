import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { openPage } from "./fake-page.js";
import { startOverFake } from "./started.js";

const lines: string[] = [];
const reference = { personalizationId: "p-1", personalizationContentId: "c" };

beforeEach(() => {
  openPage();
  lines.length = 0;
  for (const method of ["info", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(line));
  }
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function track(level: "info" | "debug"): Promise<void> {
  const outcomes = {
    hero: { status: "decided", source: "network" },
    offers: { status: "failed", code: "timeout", message: "late", retryable: true },
  };
  const { attune, core } = await startOverFake({}, { logging: level });
  core.behaviour.decide = (call) => core.host().settle(call, { personalizations: [], outcomes });
  await attune.Personalization.fetch(["hero", "offers"], { email: "jane@shop.example" });
  void attune.Engagement.impression(reference);
  void attune.Engagement.click(reference);
  void attune.sendEvent({ interaction: { name: "Viewed", eventType: "v", to: "jane@a.example" } });
  void attune.sendEvent({ interaction: { eventType: "jane@shop.example" } });
  void attune.sendEvent({ user: { attributes: { eventType: "profile", name: "Jane" } } });
  void attune.flush();
  core.behaviour.decide = (call) => {
    core.host().fail(call, { code: "network", message: "gone", retryable: true });
  };
  await attune.Personalization.fetch(["hero"]).catch(() => undefined);
}

it("says the start and what came of each point at info", async () => {
  await track("info");
  expect(lines).toEqual([
    "[attune] Started.",
    "[attune] hero: decided, network",
    "[attune] offers: failed, timeout",
    "[attune] failed: network",
  ]);
});

it("says each question and each event at debug, a line each, and nothing of a person", async () => {
  await track("debug");
  expect(lines).toEqual([
    "[attune] Started.",
    "[attune] decide: hero,offers",
    "[attune] hero: decided, network",
    "[attune] offers: failed, timeout",
    "[attune] impression: p-1",
    "[attune] click: p-1",
    "[attune] track: Viewed",
    "[attune] track: redacted",
    "[attune] track: profile",
    "[attune] decide: hero",
    "[attune] failed: network",
  ]);
});
