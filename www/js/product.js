import { addToBasket } from "./keep_basket.js";
import { findArticle } from "./read_catalog.js";
import { findDecision } from "./find_decision.js";
import { formatPrice } from "./format_price.js";
import { markOutcomes } from "./mark_outcome.js";
import { renderItems } from "./render_items.js";
import { reportAddToCart, reportCatalogView } from "./report_trade.js";
import { withChoices } from "./carry_choices.js";

export const view = { name: null, page: "product", report: reportArticle };

let shown = null;

function defaultId() {
  return document.querySelector('[data-product="id"]').value;
}

function shownId() {
  return new URLSearchParams(location.search).get("id") ?? defaultId();
}

function fill(article) {
  const part = (name) => document.querySelector(`[data-product="${name}"]`);
  part("name").textContent = article.name;
  part("price").textContent = formatPrice(article.price, article.currency);
  part("description").textContent = article.description;
  part("room").textContent = article.category;
  part("room").href = withChoices(`/gear.html#${article.category.toLowerCase()}`);
  part("image").src = article.image;
  part("image").alt = article.name;
  part("id").value = article.id;
  document.title = `${article.name}: Skerry`;
}

/** The HTML shows one article by itself; any other one is filled in from the catalog. */
export function show(visit) {
  shown = findArticle(shownId())
    .then((article) => article ?? findArticle(defaultId()))
    .then((article) => {
      if (article) fill(article);
      return article;
    })
    .catch(() => null);
  takeOrders(visit);
}

function takeOrders(visit) {
  const form = document.getElementById("add-to-cart");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const quantity = Math.min(9, Math.max(1, form.quantity.valueAsNumber || 1));
    const answer = form.querySelector('[data-part="answer"]');
    shown.then((article) => {
      if (!article) return form.submit();
      addToBasket(article.id, quantity);
      reportAddToCart(visit, article, quantity);
      answer.textContent = `${quantity} x ${article.name} in your basket.`;
    });
  });
}

async function reportArticle(visit) {
  const article = await shown;
  if (article) reportCatalogView(visit, article);
}

/** Salesforce has a place for the anchor; to Sitecore it is a parameter like any other. */
function anchorContext(service, id) {
  if (service === "salesforce") return { anchorId: id, anchorType: "ssot__GoodsProduct__dlm" };
  return { params: { anchorId: id } };
}

export async function personalize(visit) {
  // An address with an unknown id shows the page's own article: the anchor is what is seen.
  const article = await shown;
  const context = anchorContext(visit.service, article?.id ?? defaultId());
  const response = await visit.sdk.Personalization.fetch(["product_similar"], context);
  markOutcomes(response);
  const similar = document.getElementById("similar");
  renderItems(similar, findDecision(response, "product_similar"));
}
