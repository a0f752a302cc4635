// What a point's outcome can be, by delivery-and-security.md 5.2, salesforce.md 4 and sitecore.md 4.
// Where the services' own tables are more exact than the general one, they count.

export interface Expected {
  readonly status: "decided" | "empty" | "failed";
  readonly code?: string;
  readonly retryable?: boolean;
}

const failed = (code: string, retryable: boolean): Expected => ({
  status: "failed",
  code,
  retryable,
});

export const decided: Expected = { status: "decided" };
export const empty: Expected = { status: "empty" };
export const timeout = failed("timeout", false);
export const network = failed("network", true);
export const badResponse = failed("bad-response", false);
export const unavailable = failed("unavailable", true);
export const rateLimited = failed("rate-limited", true);
export const unauthorized = failed("unauthorized", false);
export const refused = failed("http", false);
export const refusedForNow = failed("http", true);

/** In words, for a table. */
export function inWords({ status, code, retryable }: Expected): string {
  return status === "failed" ? `${code}${retryable ? ", retryable" : ""}` : status;
}
