import { AttuneError } from "./error.js";
import { isThenable } from "./plain.js";

/**
 * The token of an authenticated question: as given, or what the page's function gives, which is
 * called once. The token itself is in no message.
 *
 * @returns a promise only where the function returns one, so that other questions keep to their turn
 * @throws AttuneError `unauthorized` where the function fails, `invalid-argument` where what it
 *   gives cannot travel in a header; by rejection where it comes later
 */
export function readAccessToken(source: unknown): string | undefined | Promise<string> {
  if (source == null) return undefined;
  if (typeof source !== "function") return checked(source);
  let result: unknown;
  try {
    result = (source as () => unknown)();
  } catch (cause) {
    throw failed(cause);
  }
  if (!isThenable(result)) return checked(result);
  return Promise.resolve(result).then(checked, (cause: unknown) => {
    throw failed(cause);
  });
}

function checked(token: unknown): string {
  // Anything else would make Headers throw, below a Rust frame.
  if (typeof token === "string" && /^[!-~]+$/.test(token)) return token;
  throw new AttuneError(
    "invalid-argument",
    "accessToken must be the bare token: visible ASCII characters, no spaces, no 'Bearer'.",
  );
}

function failed(cause: unknown): AttuneError {
  return new AttuneError("unauthorized", "The accessToken function failed; see cause.", { cause });
}
