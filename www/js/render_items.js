import { drawCard } from "./draw_card.js";
import { itemsOf } from "./read_items.js";
import { readItem } from "./read_item.js";
import { stopWatching, watchShown } from "./watch_shown.js";
import { writeHead } from "./write_head.js";

/** Recommended items of one decision into a region's list, one watched card each. */
export function renderItems(region, decision) {
  if (!region || !decision) return;
  const items = itemsOf(decision)
    .map(readItem)
    .filter((item) => item.name !== "");
  if (items.length === 0) return;
  stopWatching(region);
  const cards = items.map(drawCard);
  region.querySelector('[data-part="items"]').replaceChildren(...cards);
  writeHead(region, decision.attributes ?? {});
  region.dataset.state = "personalized";
  cards.forEach((card, index) =>
    watchShown(region, card, {
      personalizationId: decision.personalizationId,
      personalizationContentId: items[index].contentId,
      personalizationPointName: decision.personalizationPointName,
    }),
  );
}
