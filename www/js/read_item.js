import { checkedAddress } from "./check_address.js";

function textOf(...candidates) {
  const found = candidates.find((candidate) => candidate !== undefined && candidate !== null);
  return found === undefined ? "" : String(found);
}

/** The two services name the same things differently; the shop has one word for each. */
export function readItem(item) {
  return {
    id: textOf(item.ssot__Id__c, item.id),
    name: textOf(item.ssot__Name__c, item.name),
    category: textOf(item.ssot__PrimaryProductCategory__c, item.category),
    price: Number(textOf(item.Price__c, item.price)),
    currency: textOf(item.Currency__c, item.currency) || "EUR",
    image: checkedAddress(item.ImageUrl__c ?? item.image),
    url: checkedAddress(item.PurchaseUrl__c ?? item.url),
    contentId: item.personalizationContentId,
  };
}
