import { isObject, isText, type JsonObject, matches } from "../json.js";
import { Refusal } from "../refusal.js";
import { TYPE_RULES } from "./event-rules.js";
import { isChannel } from "./flow-request.js";

/** A form event is not tied to a page. */
const BASE_OF_FORM = ["language"];
const BASE = ["channel", "language", "currency", "page"];
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
  if (!/^[A-Z][A-Z0-9_]*$/.test(type)) throw new Refusal(400, `type must be upper case: ${type}.`);
  if (type === "TRACKING" || type.startsWith("SC_")) {
    throw new Refusal(400, `${type} is written by the service itself.`);
  }
  return type;
}

function requireBase(event: JsonObject, type: string): void {
  const names = type === "FORM" ? BASE_OF_FORM : BASE;
  const wrong = names.filter((name) => !BASE_TESTS[name]?.(event[name]));
  if (typeof event["pos"] !== "string") wrong.push("pos");
  const when = event["requested_at"];
  if (when !== undefined && !matches(INSTANT, when)) wrong.push("requested_at");
  if (wrong.length > 0) throw new Refusal(400, `Missing or wrong: ${wrong.join(", ")}.`);
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
    // A form event names no channel; it belongs to the visit of the page it is on.
    channel: typeof event["channel"] === "string" ? event["channel"] : "WEB",
    pos: String(event["pos"]),
    whole: event,
  };
}
