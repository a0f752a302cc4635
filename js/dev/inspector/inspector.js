import { showAccounts } from "./accounts.js";
import { showFaults, wireControls } from "./controls.js";
import { detailOf } from "./detail.js";
import { follow } from "./feed.js";
import { Filters } from "./filters.js";
import { rowOf, visitDivider } from "./row.js";
import { reasonOf, subjectOf } from "./words.js";

/** The server keeps more; a list longer than this is read by filtering, not by scrolling. */
const MOST_ROWS = 1000;
const ANNOUNCE_MS = 800;

const find = (selector) => document.querySelector(selector);
const list = find("#list");
const stage = find("#stage");
const detail = find("#detail");
const entries = [];
let chosen;

const filters = new Filters(refilter);

function refilter() {
  let shown = 0;
  for (const { record, row } of entries) {
    row.hidden = !filters.allows(record);
    if (!row.hidden) shown += 1;
  }
  find("#blank").hidden = shown > 0;
  find("#blank .blank-title").textContent =
    entries.length > 0 ? "Nothing passes the filter" : "Nothing recorded yet";
  find("#blank-text").textContent =
    entries.length > 0
      ? `${entries.length} recorded, all filtered out.`
      : "Open the site in another tab. Every decision, id, campaign and event appears here as it happens.";
}

function choose(entry) {
  close();
  chosen = entry;
  entry.row.firstElementChild.setAttribute("aria-current", "true");
  detail.replaceChildren(...detailOf(entry.record, closeAndReturn));
  detail.hidden = false;
  stage.classList.add("split");
  detail.scrollTop = 0;
  detail.querySelector("h2").focus({ preventScroll: true });
}

function close() {
  chosen?.row.firstElementChild.removeAttribute("aria-current");
  chosen = undefined;
  detail.hidden = true;
  stage.classList.remove("split");
}

function closeAndReturn() {
  const button = chosen?.row.firstElementChild;
  close();
  button?.focus();
}

function add(records) {
  const isFirst = entries.length === 0;
  for (const record of records) {
    const entry = { record };
    entry.row = rowOf(record, () => choose(entry));
    if (!isFirst) entry.row.classList.add("fresh");
    entries.push(entry);
    list.prepend(entry.row);
  }
  while (entries.length > MOST_ROWS) entries.shift().row.remove();
  filters.count(entries.map(({ record }) => record));
  refilter();
  announce(records);
}

let pending = [];
let timer;

/** A screen reader hears one sentence for a burst, not one per request. */
function announce(records) {
  pending.push(...records.filter(({ kind }) => kind === "decision" || kind === "event"));
  clearTimeout(timer);
  timer = setTimeout(() => {
    const last = pending.at(-1);
    if (!last) return;
    const subject = subjectOf(last)
      .map(({ text }) => text)
      .join(", ");
    const more = pending.length > 1 ? `, and ${pending.length - 1} more` : "";
    find("#announcer").textContent =
      `${last.service} ${last.kind} ${subject}: ${reasonOf(last) || last.status}${more}`;
    pending = [];
  }, ANNOUNCE_MS);
}

function clear() {
  close();
  entries.length = 0;
  list.replaceChildren();
  filters.count([]);
  refilter();
}

function showProblem(message) {
  const problem = find("#problem");
  problem.hidden = !message;
  problem.textContent = message ?? "";
}

function showState(state) {
  const connection = find("#connection");
  connection.dataset.state = state;
  connection.querySelector(".live-text").textContent = state === "live" ? "live" : "reconnecting";
}

function step(from, direction) {
  const shown = entries.filter(({ row }) => !row.hidden).reverse();
  const at = shown.findIndex(({ row }) => row.contains(from));
  const next = shown[at + direction];
  if (!next) return;
  if (chosen) choose(next);
  next.row.firstElementChild.focus();
}

function onKey(event) {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "Escape" && chosen) closeAndReturn();
  else if (event.key === "/" && !isTyping) {
    event.preventDefault();
    find("#find").focus();
  } else if (
    (event.key === "ArrowDown" || event.key === "ArrowUp") &&
    event.target.closest?.(".row")
  ) {
    event.preventDefault();
    step(event.target, event.key === "ArrowDown" ? 1 : -1);
  }
}

document.addEventListener("keydown", onKey);
wireControls(showProblem);
showAccounts(find("#accounts"));
follow({
  onRecords: add,
  onCleared: clear,
  onVisitsEnded: () => list.prepend(visitDivider()),
  onFaults: showFaults,
  onDecisionFile: showProblem,
  onState: showState,
});
