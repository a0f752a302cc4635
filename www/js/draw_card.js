import { element } from "./draw_element.js";
import { formatPrice } from "./format_price.js";
import { nameRoom } from "./name_room.js";
import { withChoices } from "./carry_choices.js";

export function drawCard(item) {
  const card = element("li", { class: "card", "data-item": item.id });
  if (item.image) {
    card.append(element("img", { src: item.image, width: "400", height: "400", alt: "" }));
  }
  const link = element(
    "a",
    { lang: "en", ...(item.url && { href: withChoices(item.url) }) },
    item.name,
  );
  card.append(
    element("h3", { class: "card-name" }, link),
    element("p", { class: "card-category" }, nameRoom(item.category)),
    element("p", { class: "card-price" }, formatPrice(item.price, item.currency)),
  );
  return card;
}
