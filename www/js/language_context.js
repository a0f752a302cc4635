/** The Arabic storefront says so with each question; English is what the points assume. */
export function languageContext() {
  return document.documentElement.lang === "ar" ? { language: "ar" } : {};
}
