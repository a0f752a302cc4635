import { drawCard } from "./draw_card.js";
import { findDecision } from "./find_decision.js";
import { itemsOf } from "./read_items.js";
import { markOutcomes } from "./mark_outcome.js";
import { readItem } from "./read_item.js";
import { renderHero } from "./render_hero.js";
import { stopWatching, watchShown } from "./watch_shown.js";
import { writeHead } from "./write_head.js";

export const view = { name: "Landing View", page: "landing" };

function showRecommendations(personalization, items) {
  const region = document.getElementById("recommendations");
  const container = document.getElementById("recs-container");
  stopWatching(region);
  container.replaceChildren();
  items.forEach((item) => {
    const card = drawCard(readItem(item));
    container.appendChild(card);
    watchShown(region, card, {
      personalizationId: personalization.personalizationId,
      personalizationContentId: item.personalizationContentId,
      personalizationPointName: personalization.personalizationPointName,
    });
  });
  writeHead(region, personalization.attributes);
  region.dataset.state = "personalized";
}

export async function personalize(visit) {
  // The manual rendering sample of "Personalization API (Decisioning API)", section "Manual
  // Rendering (Custom Code)", without its innerHTML: what the answer says is put in as text,
  // and its addresses are checked, because the answer is not the page's own writing.
  const asked = visit.sdk.Personalization.fetch(["home_recommendations"]).then((response) => {
    const personalizations = response.personalizations;
    markOutcomes(response);
    personalizations.forEach((personalization) => {
      const pointName = personalization.personalizationPointName;
      const items = itemsOf(personalization);
      if (pointName === "home_recommendations" && items.length > 0) {
        showRecommendations(personalization, items);
      }
    });
  });
  const hero = visit.sdk.Personalization.fetch(["home_hero"]).then((response) => {
    markOutcomes(response);
    return renderHero(document.getElementById("hero"), findDecision(response, "home_hero"));
  });
  await Promise.all([asked, hero]);
}
