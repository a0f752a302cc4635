import { isObject, isText, type JsonObject, matches } from "../json.js";

/** What is wrong with the members of one type, as paths; empty where nothing is. */
export type TypeRule = (event: JsonObject) => string[];

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z?)?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ADD_TEXTS = ["type", "item_id", "name", "orderedAt", "productId", "currency"];
const ORDER_TEXTS = ["referenceId", "orderedAt", "currencyCode", "paymentType"];
const LINE_TEXTS = ["type", "referenceId", "orderedAt", "currencyCode", "name", "productId"];
const NUMBERS = ["quantity", "price"];

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function missingTexts(value: JsonObject, keys: readonly string[], where: string): string[] {
  return keys.filter((key) => !isText(value[key])).map((key) => `${where}.${key}`);
}

function missingNumbers(value: JsonObject, keys: readonly string[], where: string): string[] {
  return keys.filter((key) => !isNumber(value[key])).map((key) => `${where}.${key}`);
}

function wrongWherePresent(event: JsonObject, key: string, pattern: RegExp): string[] {
  const value = event[key];
  return value === undefined || matches(pattern, value) ? [] : [key];
}

function wrongList(
  value: unknown,
  where: string,
  look: (each: JsonObject, where: string) => string[],
): string[] {
  if (!Array.isArray(value) || value.length === 0) return [where];
  return value.flatMap((each: unknown, index) => {
    const path = `${where}[${index}]`;
    return isObject(each) ? look(each, path) : [path];
  });
}

function identity(event: JsonObject): string[] {
  const wrongIdentifier = (each: JsonObject, where: string): string[] => [
    ...missingTexts(each, ["id", "provider"], where),
    ...wrongWherePresent(each, "expiry_date", DATE).map((key) => `${where}.${key}`),
  ];
  return [
    ...wrongList(event["identifiers"], "identifiers", wrongIdentifier),
    ...wrongWherePresent(event, "email", EMAIL),
    ...wrongWherePresent(event, "dob", DATE),
  ];
}

function add(event: JsonObject): string[] {
  const product = event["product"];
  if (!isObject(product)) return ["product"];
  return [
    ...missingTexts(product, ADD_TEXTS, "product"),
    ...missingNumbers(product, NUMBERS, "product"),
  ];
}

function confirm(event: JsonObject): string[] {
  return wrongList(event["product"], "product", (each, where) =>
    missingTexts(each, ["item_id"], where),
  );
}

function checkout(event: JsonObject): string[] {
  const reference = event["reference_id"];
  return isText(reference) && reference === reference.toUpperCase() ? [] : ["reference_id"];
}

function payment(event: JsonObject): string[] {
  const types = ["Card", "PayPal", "Voucher", "Other", "Cancelled"];
  return types.includes(event["pay_type"] as string) ? [] : ["pay_type"];
}

function orderCheckout(event: JsonObject): string[] {
  const order = event["order"];
  if (!isObject(order)) return ["order"];
  const wrongLine = (each: JsonObject, where: string): string[] => [
    ...missingTexts(each, LINE_TEXTS, where),
    ...missingNumbers(each, NUMBERS, where),
  ];
  const isStatus = ["PURCHASED", "PAYMENT_PENDING"].includes(order["status"] as string);
  const isCardNamed = order["paymentType"] !== "Card" || isText(order["cardType"]);
  return [
    ...missingTexts(order, ORDER_TEXTS, "order"),
    ...missingNumbers(order, ["price"], "order"),
    ...(isStatus ? [] : ["order.status"]),
    ...(isCardNamed ? [] : ["order.cardType"]),
    ...wrongList(order["orderItems"], "order.orderItems", wrongLine),
  ];
}

function form(event: JsonObject): string[] {
  const ext = event["ext"];
  if (!isObject(ext)) return ["ext"];
  const isKnown = ["VIEWED", "SUBMITTED"].includes(ext["interactionType"] as string);
  return [...missingTexts(ext, ["formId"], "ext"), ...(isKnown ? [] : ["ext.interactionType"])];
}

export const TYPE_RULES: Readonly<Record<string, TypeRule>> = {
  IDENTITY: identity,
  ADD: add,
  CONFIRM: confirm,
  CHECKOUT: checkout,
  PAYMENT: payment,
  ORDER_CHECKOUT: orderCheckout,
  FORM: form,
};
