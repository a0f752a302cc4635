import { checkedAddress } from "./check_address.js";
import { recordedChoice } from "./ask_consent.js";
import { stopWatching, watchShown } from "./watch_shown.js";
import { withChoices } from "./carry_choices.js";

const ART_PATIENCE_MS = 1200;

function write(region, part, text) {
  const target = region.querySelector(`[data-part="${part}"]`);
  if (target && typeof text === "string" && text !== "") target.textContent = text;
}

/** The new picture is waited for, so that words and art change in one step. */
async function loadArt(address) {
  const art = new Image();
  art.src = address;
  const tooLate = new Promise((resolve) => setTimeout(resolve, ART_PATIENCE_MS));
  await Promise.race([art.decode().catch(() => {}), tooLate]);
}

/** Manual content of one decision into a region's named parts. Serves hero and ticket alike. */
export async function renderHero(region, decision) {
  if (!region || !decision || typeof decision.attributes?.Header !== "string") return;
  const { attributes } = decision;
  const image = checkedAddress(attributes.ImageUrl);
  if (image) await loadArt(image);
  // The visitor may have withdrawn while the picture was on its way.
  if (recordedChoice() !== "accepted") return;
  stopWatching(region);
  write(region, "label", attributes.Label);
  write(region, "header", attributes.Header);
  write(region, "text", attributes.Text);
  write(region, "action", attributes.CallToActionText);
  const action = checkedAddress(attributes.CallToActionUrl);
  if (action)
    region.querySelector('[data-part="action"]').setAttribute("href", withChoices(action));
  if (image) region.querySelector('[data-part="art"]').setAttribute("src", image);
  region.dataset.state = "personalized";
  watchShown(region, region, {
    personalizationId: decision.personalizationId,
    personalizationPointName: decision.personalizationPointName,
  });
}
