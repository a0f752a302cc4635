import { AttuneError } from "./error.js";
import { isRecord, ownMembers } from "./own_members.js";
import { copyPlain } from "./plain.js";

/** A config as the page gave it, in the parts that matter here. What it means is the core's to say. */
export interface ReadConfig {
  /** Everything but the consents, as plain data. */
  plain_: Record<string, unknown>;
  consents_: unknown;
  /** Where the core comes from, as it was given: bytes and promises are no plain data. */
  core_: unknown;
}

/** @throws AttuneError `invalid-config` */
export function readConfig(given: unknown): ReadConfig {
  if (!isRecord(given)) {
    throw new AttuneError(
      "invalid-config",
      "init takes a config, such as { sitecore: { endpoint, clientKey, pointOfSale } }.",
    );
  }
  try {
    const { consents, core, ...rest } = ownMembers(given);
    const plain = copyPlain(rest, "config") as Record<string, unknown>;
    // To JSON some numbers are none, and a member without a value would be one that is left out.
    for (const [name, value] of Object.entries(rest)) {
      if (typeof value === "number") plain[name] = value;
    }
    return { plain_: plain, consents_: consents, core_: core };
  } catch (cause) {
    throw new AttuneError("invalid-config", (cause as Error).message, { cause });
  }
}

/**
 * The path of the first member in which two configs differ, if they do, whatever the order in which
 * a page writes them. A level makes no other config: it may change while the page lives.
 */
export function difference(one: unknown, other: unknown, path = ""): string | undefined {
  if (one === other || path === "logging") return undefined;
  if (!isObject(one) || !isObject(other)) return path;
  for (const name of Object.keys({ ...one, ...other })) {
    const found = difference(one[name], other[name], path ? `${path}.${name}` : name);
    if (found) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
