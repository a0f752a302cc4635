import { element } from "./element.js";
import { haystackOf } from "./words.js";

const KINDS = ["decision", "event", "identity", "token", "preflight", "other"];
/** A browser's own question before the real one: rarely what one looks for. */
const HIDDEN_AT_FIRST = new Set(["preflight"]);

export class Filters {
  #text = "";
  #service = "";
  #counts = new Map();
  #form = document.querySelector("#filters");

  constructor(onChange) {
    const holder = this.#form.querySelector("#kinds");
    for (const kind of KINDS) holder.append(this.#chip(kind));
    const changed = () => {
      this.#text = this.#form.querySelector("#find").value.trim().toLowerCase();
      this.#service = this.#form.querySelector("input[name=service]:checked").value;
      onChange();
    };
    this.#form.addEventListener("input", changed);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  #chip(kind) {
    const box = element("input", {
      type: "checkbox",
      name: "kind",
      value: kind,
      checked: !HIDDEN_AT_FIRST.has(kind),
    });
    const count = element("span", { class: "count", "data-count": kind }, "0");
    return element("label", { "data-kind": kind }, box, element("span", {}, kind, count));
  }

  count(records) {
    this.#counts = new Map();
    for (const { kind } of records) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    for (const kind of KINDS) {
      const number = this.#counts.get(kind) ?? 0;
      const shown = this.#form.querySelector(`[data-count=${kind}]`);
      shown.textContent = String(number);
      shown.closest("label").classList.toggle("none", number === 0);
    }
  }

  allows(record) {
    if (this.#service !== "" && record.service !== this.#service) return false;
    if (!this.#form.querySelector(`input[value=${record.kind}]`).checked) return false;
    return this.#text === "" || haystackOf(record).includes(this.#text);
  }
}
