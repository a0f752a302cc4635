import { AttuneError, invalid } from "./error.js";
import { isThenable } from "./plain.js";

/**
 * The token of an authenticated question: as given, or what the page's function gives, which is
 * called once. The token itself is in no message.
 *
 * @param whenLeft - acts once the request has left that those who ask now travel in
 * @returns a promise only where the function returns one, so that other questions keep to their turn
 * @throws AttuneError `unauthorized` where the function fails, `invalid-argument` where what it
 *   gives cannot travel in a header; by rejection where it comes later
 */
export function readAccessToken(
  source: unknown,
  whenLeft?: WhenLeft,
): string | undefined | Promise<string> {
  if (source == null) return undefined;
  if (typeof source !== "function") return checked(source);
  let result: unknown;
  try {
    result = given(source as () => unknown, whenLeft);
  } catch (cause) {
    throw failed(cause);
  }
  if (!isThenable(result)) return checked(result);
  return (result as Promise<unknown>).then(checked, (cause: unknown) => {
    throw failed(cause);
  });
}

type WhenLeft = (act: () => void) => void;

const asked = new Map<() => unknown, unknown>();
// Those that are asked once more: what the function gave before was refused.
const askedAgain: typeof asked = new Map();

/**
 * What a function gives. Questions that travel together share that: with a token for each of them
 * they could not. Later the visitor may be another.
 */
function given(source: () => unknown, whenLeft?: WhenLeft): unknown {
  const known = whenLeft ? asked : askedAgain;
  if (!known.has(source)) {
    const result = source();
    known.set(source, isThenable(result) ? Promise.resolve(result) : result);
    (whenLeft ?? queueMicrotask)(() => known.delete(source));
  }
  return known.get(source);
}

function checked(token: unknown): string {
  // Anything else would make Headers throw, below a Rust frame; so many characters are more than any
  // token of the service has, and fewer than servers and proxies refuse.
  if (typeof token === "string" && /^[!-~]{1,8192}$/.test(token)) return token;
  throw invalid(
    "accessToken must be the bare token: visible ASCII characters, 8192 at most, no spaces, no 'Bearer'.",
  );
}

function failed(cause: unknown): AttuneError {
  return new AttuneError("unauthorized", "The accessToken function failed; see cause.", { cause });
}
