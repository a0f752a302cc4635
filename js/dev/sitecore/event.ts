import { isObject, isText, type JsonObject, matches } from "../json.js";
import { Refusal } from "../refusal.js";
import { TYPE_RULES } from "./event-rules.js";
import { isChannel } from "./flow-request.js";

/** Documented as required; the vendor's own package leaves them out, so they are missed and no more. */
const MISSED = ["channel", "language", "currency"];
/** A form event is not tied to a page. */
const MISSED_OF_FORM = ["language"];
const MOST_EXTENSIONS = 50;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/;

const BASE_TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  channel: isChannel,
  language: (value) => matches(/^[A-Z]{2}$/, value),
  currency: (value) => matches(/^[A-Z]{3}$/, value),
  // An address that ends in a slash gives an empty page name in the vendor's own SDK.
  page: (value) => typeof value === "string",
};

function requireType(type: unknown): string {
  if (!isText(type)) throw new Refusal(400, "type is required.");
  if (type === "TRACKING" || type.startsWith("SC_")) {
    throw new Refusal(400, `${type} is written by the service itself.`);
  }
  return type;
}

function requireBase(event: JsonObject, type: string): void {
  const wrong = Object.entries(BASE_TESTS).flatMap(([name, isRight]) =>
    event[name] === undefined || isRight(event[name]) ? [] : [name],
  );
  if (type !== "FORM" && event["page"] === undefined) wrong.push("page");
  if (typeof event["pos"] !== "string") wrong.push("pos");
  const when = event["requested_at"];
  if (when !== undefined && !matches(INSTANT, when)) wrong.push("requested_at");
  if (wrong.length > 0) throw new Refusal(400, `Missing or wrong: ${wrong.join(", ")}.`);
}

/** What a developer should know of an event that is accepted all the same. */
function remarksOn(event: JsonObject, type: string): string[] {
  const names = type === "FORM" ? MISSED_OF_FORM : MISSED;
  const missing = names.filter((name) => event[name] === undefined);
  return [
    ...(/^[A-Z][A-Z0-9_]*$/.test(type) ? [] : [`type should be upper case: ${type}`]),
    ...missing.map((name) => `no ${name}: the documents ask for one`),
  ];
}

function requireFlatExtension(ext: unknown): void {
  if (ext === undefined) return;
  if (!isObject(ext)) throw new Refusal(400, "ext must be an object.");
  const names = Object.keys(ext);
  if (names.length > MOST_EXTENSIONS) {
    throw new Refusal(400, `ext holds ${names.length} members; ${MOST_EXTENSIONS} are allowed.`);
  }
  const misnamed = names.filter((name) => !/^[A-Za-z0-9]+$/.test(name));
  if (misnamed.length > 0) {
    throw new Refusal(400, `ext names are letters and digits only: ${misnamed.join(", ")}.`);
  }
  const nested = names.filter(
    (name) => !["string", "boolean", "number"].includes(typeof ext[name]),
  );
  if (nested.length > 0) {
    throw new Refusal(400, `ext must be flat: ${nested.join(", ")} is no text, number or boolean.`);
  }
}

export interface Event {
  type: string;
  browserId: string;
  channel: string;
  pos: string;
  whole: JsonObject;
  remarks: string[];
}

export function readEvent(event: JsonObject): Event {
  const type = requireType(event["type"]);
  const browserId = event["browser_id"];
  if (!isText(browserId)) throw new Refusal(400, "browser_id is required.");
  requireBase(event, type);
  requireFlatExtension(event["ext"]);
  const wrong = (Object.hasOwn(TYPE_RULES, type) ? TYPE_RULES[type]?.(event) : undefined) ?? [];
  if (wrong.length > 0) throw new Refusal(400, `${type}: missing or wrong: ${wrong.join(", ")}.`);
  return {
    type,
    browserId,
    // One that names no channel, as a form event, belongs to the visit of the page it is on.
    channel: typeof event["channel"] === "string" ? event["channel"] : "WEB",
    pos: String(event["pos"]),
    whole: event,
    remarks: remarksOn(event, type),
  };
}
