import { renderOffers } from "./render_offers.js";

const ZONE = "home_offers_zone";

// What the visual editor would export: this zone is filled by that point, through a handler.
const experience = {
  name: "home_offers_experience",
  label: "Offers on the home page",
  isEnabled: true,
  dataProvider: { type: "PersonalizationPoint", referenceType: "ApiName", value: "home_offers" },
  sourceMatchers: [{ type: "ContentZone", value: ZONE }],
  transformationConfig: {
    when: "Immediately",
    method: "ContentZoneHandler",
    renderIfEmpty: false,
    engagementDestination: "Other",
    transformations: [{ path: ZONE }],
  },
};

/** The official handler form. It fires for an experience, and that has to be known before `init`. */
export function registerOffers() {
  const region = document.querySelector(`[data-zone="${ZONE}"]`);
  if (!region) return;
  const { Config } = window.SalesforceInteractions.Personalization;
  Config.ContentZoneHandler.set(ZONE, {
    label: "Offers strip",
    path: "#offers",
    onReady: (content, metadata) => renderOffers(region, content, metadata),
  });
  Config.initialize({ personalizationExperienceConfigs: [experience] });
}
