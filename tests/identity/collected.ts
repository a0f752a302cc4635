import type { JournalRecord, Json } from "../journeys/journal.js";
import { rowsOf } from "../journeys/salesforce_wire.js";
import type { Service } from "../journeys/shop.js";
import { eventOf } from "../journeys/sitecore_wire.js";

/** The events a service has accepted, each as it came. */
export function collected(records: JournalRecord[], service: Service): Json[] {
  const isAccepted = ({ kind, status, ...record }: JournalRecord): boolean =>
    kind === "event" && record.service === service && status >= 200 && status < 300;
  const accepted = records.filter(isAccepted);
  return service === "salesforce"
    ? accepted.flatMap(rowsOf)
    : accepted.map((record) => eventOf(record, "sitecore"));
}

/** The id an event is told under, by the name each service has for it. */
export const visitorOf = (event: Json): unknown => event["deviceId"] ?? event["browser_id"];
