import { element } from "./element.js";

const OPEN_DEPTH = 3;
const SHOWN_MEMBERS = 200;

function leaf(value) {
  const kind = value === null ? "null" : typeof value;
  return element("span", { class: `json-${kind}` }, JSON.stringify(value) ?? "undefined");
}

function keyOf(name) {
  if (name === undefined) return [];
  return [element("span", { class: "json-key" }, name), ": "];
}

function summaryOf(value) {
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  const word = Array.isArray(value)
    ? size === 1
      ? "item"
      : "items"
    : size === 1
      ? "member"
      : "members";
  return `${size} ${word}`;
}

function branch(name, value, depth) {
  const isList = Array.isArray(value);
  const [opening, closing] = isList ? ["[", "]"] : ["{", "}"];
  const entries = isList ? value.map((each) => [undefined, each]) : Object.entries(value);
  if (entries.length === 0) {
    return element("div", { class: "json-line" }, ...keyOf(name), opening + closing);
  }
  const summary = element(
    "summary",
    {},
    ...keyOf(name),
    opening,
    element("span", { class: "json-size" }, ` ${summaryOf(value)} ${closing}`),
  );
  const details = element("details", { class: "json-branch", open: depth < OPEN_DEPTH }, summary);
  const fill = () => {
    const shown = entries.slice(0, SHOWN_MEMBERS).map(([key, each]) => node(key, each, depth + 1));
    const rest = entries.length - shown.length;
    const more = rest > 0 ? [element("div", { class: "json-size" }, `${rest} more`)] : [];
    details.append(element("div", { class: "json-members" }, shown, more), closing);
  };
  // A closed branch is built when it is first opened: most of a large answer is never looked at.
  if (details.open) fill();
  else details.addEventListener("toggle", fill, { once: true });
  return details;
}

function node(name, value, depth) {
  if (typeof value === "object" && value !== null) return branch(name, value, depth);
  return element("div", { class: "json-line" }, ...keyOf(name), leaf(value));
}

/** A value as a tree; text that is not JSON as the text it is. */
export function jsonView(value) {
  if (typeof value === "string") return element("pre", { class: "plain" }, value);
  return element("div", { class: "json" }, node(undefined, value, 0));
}
