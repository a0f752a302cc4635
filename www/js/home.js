import { findDecision } from "./find_decision.js";
import { languageContext } from "./language_context.js";
import { markOutcomes } from "./mark_outcome.js";
import { registerOffers } from "./register_offers.js";
import { renderHero } from "./render_hero.js";
import { renderItems } from "./render_items.js";

export const view = { name: "Home View", page: "home" };

export function prepare() {
  registerOffers();
  // The handler sample of "Personalization API (Decisioning API)", section "Fetching in Modern
  // Frameworks": the callback gets every response that comes for the zone's point.
  window.SalesforceInteractions.ContentZoneHandler.set({
    contentZoneName: "home_recs_zone",
    personalizationPoint: "home_recommendations",
    callback: (response) => {
      const decision = findDecision(response, "home_recommendations");
      renderItems(document.getElementById("recommendations"), decision);
    },
  });
}

export async function personalize() {
  // The fetch sample of "Personalization API (Decisioning API)", section "Basic Fetch Example".
  // The recommendations of this response reach the page through the handler above.
  await window.SalesforceInteractions.Personalization.fetch(
    ["home_recommendations", "home_hero"],
    languageContext(),
  ).then((personalizationResponse) => {
    markOutcomes(personalizationResponse);
    const hero = findDecision(personalizationResponse, "home_hero");
    return renderHero(document.getElementById("hero"), hero);
  });
}
