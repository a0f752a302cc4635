import { BlockList, isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

const NAME = /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/** Without the dot that ends a fully qualified name: it leads to the same place. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function isLoopback(name: string): boolean {
  if (isIPv4(name)) return LOOPBACK.check(name, "ipv4");
  const inside = /^\[(.+)\]$/.exec(name)?.[1];
  if (inside !== undefined) return isIPv6(inside) && LOOPBACK.check(inside, "ipv6");
  return NAME.test(name) && (name === "localhost" || name.endsWith(".localhost"));
}

/** A name for `--host`, in the form in which browsers send it. */
function asSent(given: string): string {
  const name = plain(domainToASCII(given));
  const isName = /^[^\s/\\:?#@*[\]]+$/.test(given) && NAME.test(name);
  if (isName) return name;
  throw new Error(`${JSON.stringify(given)} is no host name; give one such as shop.test.`);
}

export type HostGuard = (host: string | undefined) => boolean;

/**
 * Which `Host` headers are ours. A page elsewhere can point its own name at loopback (DNS rebinding)
 * and would then read what listens here; what it cannot do is send another name than its own.
 * What a proxy says of the name it was asked by is not believed: a page can say that, too.
 */
export function hostGuard(named: readonly string[]): HostGuard {
  const ours = new Set(named.map(asSent));
  return (host) => {
    const name = plain((host ?? "").replace(/:\d*$/, ""));
    return ours.has(name) || isLoopback(name);
  };
}
