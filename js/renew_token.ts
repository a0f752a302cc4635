import { readAccessToken } from "./access_token.js";
import type { AttuneError } from "./error.js";
import type { Begin } from "./requests.js";
import type { Session } from "./session.js";

/**
 * Begins a question once more where the service does not take the token that the page's function
 * gave, and the function gives another one: the core asks only for the points that were refused.
 * Otherwise, as where there is no function, the call ends with what was decided. A 403 is about what the token may ask, which
 * another one of the same visitor may not either.
 */
export function renewToken(
  { calls_, tell_ }: Session,
  call: number,
  source: unknown,
  asked: Record<string, unknown>,
  begin: Begin,
): void {
  calls_.mend_(call, (error) =>
    (error as AttuneError | undefined)?.status === 401 ? renew(error) : undefined,
  );

  async function renew(refusal: unknown): Promise<void> {
    const refused = asked["accessToken"];
    try {
      asked["accessToken"] = await readAccessToken(source);
      if (asked["accessToken"] === refused) throw refusal;
    } catch (cause) {
      // The core may settle it here, with the points that were decided meanwhile.
      tell_("expire", call);
      throw cause;
    }
    if (calls_.isOpen_(call)) tell_(...begin());
  }
}
