import { report } from "./report_page_view.js";

function lineItem(article, quantity) {
  return {
    catalogObjectType: "Product",
    catalogObjectId: article.id,
    quantity,
    price: article.price,
    currency: article.currency,
    attributes: { name: article.name },
  };
}

export function reportCatalogView(visit, article) {
  report(visit, {
    interaction: {
      name: "View Catalog Object",
      catalogObject: {
        type: "Product",
        id: article.id,
        attributes: { name: article.name, price: article.price },
        relatedCatalogObjects: { Category: [article.category] },
      },
    },
  });
}

export function reportAddToCart(visit, article, quantity) {
  report(visit, { interaction: { name: "Add To Cart", lineItem: lineItem(article, quantity) } });
}

export function reportRemoval(visit, article, quantity) {
  report(visit, {
    interaction: { name: "Remove From Cart", lineItem: lineItem(article, quantity) },
  });
}

export function reportPurchase(visit, id, lines) {
  const totalValue = lines.reduce((sum, line) => sum + line.article.price * line.quantity, 0);
  const lineItems = lines.map((line) => lineItem(line.article, line.quantity));
  report(visit, {
    interaction: { name: "Purchase", order: { id, totalValue, currency: "EUR", lineItems } },
  });
}
