/**
 * Addresses that come with a decision are other people's text. Only web addresses pass;
 * `javascript:`, `data:` and whatever cannot be read do not.
 */
export function checkedAddress(value) {
  if (typeof value !== "string" || value.trim() === "") return null;
  try {
    const address = new URL(value, location.origin);
    if (address.origin === location.origin) return address.pathname + address.search + address.hash;
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}
