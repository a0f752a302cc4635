import { consentsOf, recordedChoice } from "./ask_consent.js";
import { findDecision } from "./find_decision.js";
import { markOutcomes } from "./mark_outcome.js";
import { renderHero } from "./render_hero.js";
import { renderItems } from "./render_items.js";

export const view = { name: "Night Shop View", page: "dataspace" };

export function prepare(visit) {
  visit.sdk.ContentZoneHandler.set({
    contentZoneName: "demo_recs_zone",
    personalizationPoint: "demo_recommendations",
    callback: (response) => {
      const decision = findDecision(response, "demo_recommendations");
      renderItems(document.getElementById("recommendations"), decision);
    },
  });
}

// The data-space sample of "Personalization API (Decisioning API)", section "Configuring the Data
// Space". `consents: []` means "not yet": nothing is asked before the recorded answer follows.
export function settings() {
  return { consents: [], personalization: { dataspace: "personalizationDemo" } };
}

export function afterStart(visit) {
  const consents = consentsOf(recordedChoice());
  if (consents.length > 0) visit.sdk.updateConsents(consents);
}

export async function personalize(visit) {
  const response = await visit.sdk.Personalization.fetch(["demo_hero", "demo_recommendations"]);
  markOutcomes(response);
  await renderHero(document.getElementById("hero"), findDecision(response, "demo_hero"));
}
