import type { CatalogEntry, Wish } from "./decision-file.js";

const USUAL_LIMIT = 4;

function similarTo(catalog: CatalogEntry[], anchorId: string | undefined): CatalogEntry[] {
  const anchor = catalog.find((entry) => entry.id === anchorId);
  if (anchor === undefined) return [];
  const distance = (entry: CatalogEntry): number => Math.abs(entry.price - anchor.price);
  const isKin = (entry: CatalogEntry): number => (entry.category === anchor.category ? 0 : 1);
  return catalog
    .filter((entry) => entry !== anchor)
    .sort((one, other) => isKin(one) - isKin(other) || distance(one) - distance(other));
}

/** What a recommender would give: in a fixed order, so that a test can name the items. */
export function recommend(
  catalog: CatalogEntry[],
  wish: Wish,
  anchorId: string | undefined,
): CatalogEntry[] {
  if (Array.isArray(wish)) {
    return wish.flatMap((id) => catalog.find((entry) => entry.id === id) ?? []);
  }
  const found =
    "category" in wish
      ? catalog.filter((entry) => entry.category === wish.category)
      : similarTo(catalog, anchorId);
  return found.slice(0, wish.limit ?? USUAL_LIMIT);
}
