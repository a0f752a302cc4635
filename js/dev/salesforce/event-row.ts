import { isObject, isText, type JsonObject, matches } from "../json.js";
import { Refusal } from "../refusal.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const EVENT_TYPE = /^(?!.*__)[A-Za-z](?:[A-Za-z0-9_]{0,78}[A-Za-z0-9])?$/;
const CATEGORIES = ["Engagement", "Profile", "Other"];
const ENGAGEMENT_NAMES = [
  "catalog-object-view-start",
  "catalog-object-click",
  "personalization-view",
  "personalization-click",
];

type Test = (value: unknown) => boolean;

const isNumber: Test = (value) => typeof value === "number" && Number.isFinite(value);
const isString: Test = (value) => typeof value === "string";

/** The fields section by section: what a row of a known type must carry, and in which category. */
interface RowType {
  category: string;
  fields: Record<string, Test>;
  /** Line rows and the consent log have no name of their own. */
  nameless?: true;
  /** Either spelling occurs in the vendor's own documents. */
  either?: [string, string];
}

const LINE = { catalogObjectType: isText, catalogObjectId: isText, quantity: isNumber };

const TYPES: Readonly<Record<string, RowType>> = {
  catalog: { category: "Engagement", fields: { id: isText, type: isText } },
  cart: { category: "Engagement", fields: {} },
  cartItem: { category: "Engagement", fields: { cartEventId: isText, ...LINE }, nameless: true },
  order: { category: "Engagement", fields: { orderId: isText } },
  orderItem: { category: "Engagement", fields: { orderEventId: isText, ...LINE }, nameless: true },
  consentLog: {
    category: "Engagement",
    fields: {
      provider: isText,
      purpose: isText,
      status: (value) => value === "Opt In" || value === "Opt Out",
    },
    nameless: true,
  },
  userEngagement: { category: "Engagement", fields: {} },
  identity: {
    category: "Profile",
    fields: { isAnonymous: (value) => value === "0" || value === "1" },
  },
  partyIdentification: {
    category: "Profile",
    fields: { IDType: isText, userId: isText },
    either: ["IDName", "IDNameWeb"],
  },
  contactPointEmail: { category: "Profile", fields: {}, either: ["email", "emailAddress"] },
  contactPointPhone: { category: "Profile", fields: { phoneNumber: isText } },
  contactPointAddress: { category: "Profile", fields: { addressLine1: isText } },
};

const EVERY_ROW: Readonly<Record<string, Test>> = {
  category: (value) => CATEGORIES.includes(value as string),
  dateTime: (value) => matches(DATE_TIME, value) && !Number.isNaN(Date.parse(String(value))),
  deviceId: isText,
  eventId: (value) => matches(UUID, value),
  eventType: (value) => matches(EVENT_TYPE, value),
  sessionId: isText,
};

const WHERE_PRESENT: Readonly<Record<string, Test>> = {
  interactionName: isText,
  pageView: (value) => value === 0 || value === 1,
  sourceUrl: isString,
  sourceUrlReferrer: isString,
  sourceChannel: isText,
  sourceLocale: isString,
  sourcePageType: isString,
  personalizationId: isText,
  personalizationContentId: isText,
  orderTotalValue: isNumber,
  orderCurrency: isText,
  quantity: isNumber,
  price: isNumber,
  currency: isText,
};

function typeOf(row: JsonObject): RowType | undefined {
  const name = String(row["eventType"]);
  // The vendor's translation table prints `order` for the lines of an order too.
  if (name === "order" && row["orderEventId"] !== undefined) return TYPES["orderItem"];
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
}

function wrongOf(row: JsonObject, tests: Readonly<Record<string, Test>>): string[] {
  return Object.entries(tests)
    .filter(([key, test]) => !test(Object.hasOwn(row, key) ? row[key] : undefined))
    .map(([key]) => key);
}

function presentTests(row: JsonObject): Record<string, Test> {
  return Object.fromEntries(
    Object.entries(WHERE_PRESENT).filter(([key]) => Object.hasOwn(row, key)),
  );
}

/** An engagement that cannot be joined to its decision is worth nothing: both ids, or neither. */
function wrongIds(row: JsonObject): string[] {
  const ids = ["personalizationId", "personalizationContentId"];
  const isNeeded = ENGAGEMENT_NAMES.includes(String(row["interactionName"]));
  const missing = ids.filter((key) => row[key] === undefined);
  return isNeeded || missing.length === 1 ? missing : [];
}

/** Manual content is no catalog object: its row names none. */
function extraOf(row: JsonObject): string[] {
  const isManual = ["personalization-view", "personalization-click"].includes(
    String(row["interactionName"]),
  );
  return isManual ? ["id", "type"].filter((key) => row[key] !== undefined) : [];
}

function wrongByType(row: JsonObject, type: RowType | undefined): string[] {
  const wrong: string[] = [];
  if (row["category"] === "Engagement" && !type?.nameless && !isText(row["interactionName"])) {
    wrong.push("interactionName");
  }
  if (!type) return wrong;
  if (row["category"] !== type.category) wrong.push("category");
  if (type.either && !type.either.some((key) => isText(row[key]))) wrong.push(type.either[0]);
  return [...wrong, ...wrongOf(row, type.fields)];
}

export function readRow(value: unknown, index: number): JsonObject {
  const where = `events[${index}]`;
  if (!isObject(value)) throw new Refusal(400, `${where} must be an object.`);
  const wrong = [
    ...wrongOf(value, EVERY_ROW),
    ...wrongOf(value, presentTests(value)),
    ...wrongByType(value, typeOf(value)),
    ...wrongIds(value),
    ...extraOf(value),
  ];
  if (wrong.length === 0) return value;
  const named = [...new Set(wrong)].join(", ");
  throw new Refusal(400, `${where} (${String(value["eventType"])}): missing or wrong: ${named}.`);
}
