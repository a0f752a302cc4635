import { AttuneError } from "./error.js";
import { isRecord, ownMembers } from "./own_members.js";
import { copyPlain } from "./plain.js";

/** A config as the page gave it, in the parts that matter here. What it means is the core's to say. */
export interface ReadConfig {
  /** Everything but the consents, as plain data. */
  plain_: Record<string, unknown>;
  consents_: unknown;
  /** Equal for equal configs. Consents are no part of it: they change while the page lives. */
  text_: string;
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
    const { consents, ...rest } = ownMembers(given);
    const plain = copyPlain(rest, "config") as Record<string, unknown>;
    return { plain_: plain, consents_: consents, text_: JSON.stringify(plain, inOrder) };
  } catch (cause) {
    throw new AttuneError("invalid-config", (cause as Error).message, { cause });
  }
}

/** For JSON.stringify: the order in which a page writes members makes no other config. */
function inOrder(this: Record<string, unknown>, key: string): unknown {
  // Not the argument: a page may have put a `toJSON` on everybody.
  const value = this[key];
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}
