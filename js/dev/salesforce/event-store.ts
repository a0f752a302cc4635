import { isObject, type JsonObject } from "../json.js";

/** What the collector keeps: which events it has seen, and what each visitor last said about consent. */
export class EventStore {
  readonly #seen = new Set<string>();
  readonly #consents = new Map<string, string>();

  /** The rows that are new; a repeated eventId counts once, however often it is sent. */
  store(rows: JsonObject[]): JsonObject[] {
    return rows.filter((row) => {
      const id = String(row["eventId"]);
      if (this.#seen.has(id)) return false;
      this.#seen.add(id);
      this.#keepConsent(row);
      return true;
    });
  }

  consentOf(individualId: string | undefined): string | undefined {
    return individualId === undefined ? undefined : this.#consents.get(individualId);
  }

  #keepConsent(row: JsonObject): void {
    if (!isObject(row) || row["eventType"] !== "consentLog" || row["purpose"] !== "Tracking")
      return;
    this.#consents.set(String(row["deviceId"]), String(row["status"]));
  }
}
