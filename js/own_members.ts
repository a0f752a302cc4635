/**
 * A shallow copy of what an object itself holds, with no prototype: on a page that has polluted
 * `Object.prototype`, an option nobody gave stays an option nobody gave.
 */
export function ownMembers(value: unknown): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, value);
}

/** Whether a value is an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
