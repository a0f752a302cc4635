export type Campaign = Record<string, string>;

function parametersOf(address: string): URLSearchParams {
  const query = address.split("#")[0]?.split("?").slice(1).join("?") ?? "";
  return new URLSearchParams(query);
}

/** UTM parameters of an address, the way a server reads a query; a later duplicate wins. */
export function campaignOf(address: string): Campaign {
  const found = new Map<string, string>();
  for (const [name, value] of parametersOf(address)) {
    const key = name.toLowerCase();
    if (key.startsWith("utm_") && key.length > 4) found.set(key.slice(4), value);
  }
  return Object.fromEntries(found);
}
