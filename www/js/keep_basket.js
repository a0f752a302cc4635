// Written only when something is put in: a basket is what the visitor asked for, not tracking.
const BASKET = "skerry-basket";

export function readBasket() {
  try {
    const lines = JSON.parse(sessionStorage.getItem(BASKET) ?? "[]");
    return Array.isArray(lines) ? lines.filter((line) => line?.id && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

export function writeBasket(lines) {
  try {
    if (lines.length > 0) sessionStorage.setItem(BASKET, JSON.stringify(lines));
    else sessionStorage.removeItem(BASKET);
  } catch {
    // Storage may be forbidden: the order form still takes single articles.
  }
  countBasket();
}

export function addToBasket(id, quantity) {
  const lines = readBasket();
  const line = lines.find((candidate) => candidate.id === id);
  if (line) line.quantity += quantity;
  else lines.push({ id, quantity });
  writeBasket(lines);
}

export function removeFromBasket(id) {
  writeBasket(readBasket().filter((line) => line.id !== id));
}

export function countBasket() {
  const count = document.getElementById("basket-count");
  const total = readBasket().reduce((sum, line) => sum + line.quantity, 0);
  count.textContent = String(total);
  count.hidden = total === 0;
}
