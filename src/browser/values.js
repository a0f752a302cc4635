// What src/value.rs asks of JavaScript values. Each function is total: it answers for any value.
// Plain code, since wasm-bindgen takes it into the glue as it stands.
const own = (value, name) =>
  value !== null && typeof value === "object" && Object.hasOwn(value, name)
    ? value[name]
    : undefined;

export const at = own;
export const shape = (value) =>
  value == null
    ? 0
    : Array.isArray(value)
      ? 4
      : ({ boolean: 1, number: 2, string: 3, object: 5 }[typeof value] ?? 0);
export const length = (value) =>
  typeof value === "string" || Array.isArray(value) ? value.length : 0;
export const names = (value) => (shape(value) === 5 ? Object.keys(value) : []);
export const same = (one, other) => one === other;
export const put = (object, name, value) => {
  if (value === undefined) return;
  Object.defineProperty(object, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
};
export const takeOut = (object, name) => {
  delete object[name];
};
export const push = (list, value) => {
  list[list.length] = value;
};
export const object = () => ({});
export const list = () => [];
// Spreading defines members instead of assigning them.
export const copy = (value) =>
  Array.isArray(value) ? [...value] : shape(value) === 5 ? { ...value } : value;
export const write = (value) => JSON.stringify(value) ?? "";
export const read = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const text = (value) => (value == null || typeof value === "object" ? "" : String(value));
export const then = (one, other) => text(one) + text(other);
export const upper = (value) => text(value).toUpperCase();
export const lower = (value) => text(value).toLowerCase();
export const trim = (value) => (typeof value === "string" ? value.trim() : "");
export const slice = (value, from, to) => text(value).slice(from, to);
export const split = (value, separator) => text(value).split(separator);
export const encode = (value) => {
  try {
    return encodeURIComponent(text(value));
  } catch {
    // A lone surrogate has no UTF-8; it becomes the replacement character, as in a URL.
    return encodeURIComponent(text(value).replace(/\p{Surrogate}/gu, "\uFFFD"));
  }
};
