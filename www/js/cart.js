import { addToBasket, readBasket, removeFromBasket, writeBasket } from "./keep_basket.js";
import { element } from "./draw_element.js";
import { findArticle } from "./read_catalog.js";
import { formatPrice } from "./format_price.js";
import { reportPurchase, reportRemoval } from "./report_trade.js";
import { withChoices } from "./carry_choices.js";

export const view = { name: "Basket View", page: "cart" };

/** The plain form of the product page arrives here with the article in the address. */
function takeFromAddress() {
  const query = new URLSearchParams(location.search);
  const id = query.get("add");
  if (!id) return;
  addToBasket(id, Math.min(9, Math.max(1, Number(query.get("quantity")) || 1)));
  query.delete("add");
  query.delete("quantity");
  history.replaceState(null, "", `${location.pathname}${query.size > 0 ? `?${query}` : ""}`);
}

async function readLines() {
  const lines = readBasket().map(async (line) => ({
    article: await findArticle(line.id),
    quantity: line.quantity,
  }));
  return (await Promise.all(lines)).filter((line) => line.article);
}

function drawLine(line, remove) {
  const { article, quantity } = line;
  const button = element("button", { type: "button" }, "Remove");
  button.append(element("span", { class: "unseen" }, ` ${article.name}`));
  button.addEventListener("click", () => remove(line));
  const link = element("a", { href: withChoices(article.url) }, article.name);
  return element(
    "tr",
    { "data-item": article.id },
    element("th", { scope: "row" }, link),
    element("td", {}, String(quantity)),
    element("td", {}, formatPrice(article.price * quantity, article.currency)),
    element("td", {}, button),
  );
}

async function drawBasket(visit) {
  const lines = await readLines();
  const empty = lines.length === 0;
  document.getElementById("cart-empty").hidden = !empty;
  document.getElementById("cart-lines").hidden = empty;
  document.getElementById("purchase").hidden = empty;
  const remove = (line) => {
    removeFromBasket(line.article.id);
    reportRemoval(visit, line.article, line.quantity);
    drawBasket(visit).then(() => document.getElementById("main").focus());
  };
  const rows = lines.map((line) => drawLine(line, remove));
  document.querySelector("#cart-lines tbody").replaceChildren(...rows);
  const total = lines.reduce((sum, line) => sum + line.article.price * line.quantity, 0);
  document.getElementById("cart-total").textContent = formatPrice(total, "EUR");
}

async function placeOrder(visit) {
  const lines = await readLines();
  if (lines.length === 0) return;
  const number = `S-${Date.now().toString(36).toUpperCase()}`;
  reportPurchase(visit, number, lines);
  writeBasket([]);
  await drawBasket(visit);
  document.getElementById("cart-empty").hidden = true;
  document.getElementById("order-number").textContent = number;
  document.getElementById("order-done").hidden = false;
  document.getElementById("order-done-title").focus();
}

export function show(visit) {
  takeFromAddress();
  // With script the basket says what is ordered; the list of articles is for pages without.
  document.getElementById("order-article").hidden = true;
  document.getElementById("purchase").addEventListener("submit", (event) => {
    event.preventDefault();
    placeOrder(visit);
  });
  drawBasket(visit).catch(() => {});
}
