/** A wrong currency code must not take the card with it. */
export function formatPrice(price, currency) {
  if (!Number.isFinite(price)) return "";
  const language = document.documentElement.lang === "ar" ? "ar" : "en-IE";
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(price);
  } catch {
    return `${price} ${currency}`;
  }
}
