import type { DecisionFile } from "../decision-file.js";
import { isText, member } from "../json.js";
import { Refusal } from "../refusal.js";

/**
 * What a shop's own server does: it gets the token with credentials that never reach the page, and
 * hands the page the token alone.
 */
export async function fetchToken(
  file: DecisionFile,
  salesforce: string,
): Promise<{ accessToken: string; expiresIn: unknown }> {
  const { id, secret } = file.salesforce.client;
  const form = { grant_type: "client_credentials", client_id: id, client_secret: secret };
  let answer: unknown;
  try {
    const response = await fetch(`${salesforce}/services/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    answer = await response.json();
  } catch {
    throw new Refusal(502, "The token endpoint did not answer.");
  }
  const accessToken = member(answer, "access_token");
  if (!isText(accessToken)) throw new Refusal(502, "The token endpoint gave no token.");
  return { accessToken, expiresIn: member(answer, "expires_in") };
}
