// The demo's choices travel in the address, because before consent nothing may be stored.
const CARRIED = ["service", "dir", "inspector"];

export function withChoices(address, names = CARRIED) {
  const target = new URL(address, location.href);
  if (target.origin !== location.origin) return address;
  const current = new URLSearchParams(location.search);
  for (const name of names.filter((name) => current.has(name))) {
    target.searchParams.set(name, current.get(name));
  }
  return target.pathname + target.search + target.hash;
}

function carryInLink(link) {
  const href = link.getAttribute("href");
  if (href.startsWith("#")) return;
  // A switch sets one choice itself and carries the others.
  const carried = CARRIED.filter((name) => name !== link.dataset.sets);
  link.setAttribute("href", withChoices(href, carried));
}

/** A form's query replaces the one of its action, so the choices become fields. */
function carryInForm(form) {
  const current = new URLSearchParams(location.search);
  for (const name of CARRIED.filter((name) => current.has(name))) {
    const field = form.elements.namedItem(name) ?? document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = current.get(name);
    form.append(field);
  }
}

export function carryChoices(root) {
  root.querySelectorAll("a[href]").forEach(carryInLink);
  root.querySelectorAll("form").forEach(carryInForm);
}

/** The same page with one choice changed. */
export function addressWith(name, value) {
  const target = new URL(location.href);
  if (value === null) target.searchParams.delete(name);
  else target.searchParams.set(name, value);
  return target.pathname + target.search + target.hash;
}
