import { Refusal } from "./refusal.js";

export type JsonObject = Record<string, unknown>;

const DEEPEST = 200;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

export function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** Own members only: a key such as `constructor` in a request must not reach Object.prototype. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** JSON.parse copes with any depth, JSON.stringify does not: a deep body would kill the journal. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === "\\") at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "[" || sign === "{")) depth += 1;
    else if (!quoted && (sign === "]" || sign === "}")) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

export function parseJson(text: string, what = "The body"): unknown {
  if (isTooDeep(text))
    throw new Refusal(400, `${what} is nested more than ${DEEPEST} levels deep.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, `${what} is not valid JSON.`);
  }
}

/** For showing only: what cannot be read as JSON is shown as the text it is. */
export function readableJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
