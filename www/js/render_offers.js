import { checkedAddress } from "./check_address.js";
import { stopWatching, watchShown } from "./watch_shown.js";
import { withChoices } from "./carry_choices.js";

function writeOffer(link, attributes) {
  const name = link.dataset.offer;
  const title = attributes[`${name}Title`];
  if (typeof title !== "string") return;
  link.querySelector("strong").textContent = title;
  link.querySelector("span").textContent = String(attributes[`${name}Text`] ?? "");
  const address = checkedAddress(attributes[`${name}Url`]);
  if (address) link.setAttribute("href", withChoices(address));
}

/** `content` is the JSON text of {attributes, data} that the official handler form receives. */
export function renderOffers(region, content, metadata) {
  if (!region) return;
  const { attributes = {} } = JSON.parse(content);
  if (typeof attributes.FirstTitle !== "string") return;
  stopWatching(region);
  if (typeof attributes.Label === "string") {
    region.querySelector('[data-part="label"]').textContent = attributes.Label;
  }
  region.querySelectorAll("[data-offer]").forEach((link) => writeOffer(link, attributes));
  region.dataset.state = "personalized";
  watchShown(region, region, {
    personalizationId: metadata.personalizationId,
    personalizationPointName: metadata.personalizationPointName,
  });
}
