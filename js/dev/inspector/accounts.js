import { element } from "./element.js";

/** As many as a page remembers. */
const MOST = 20;

const known = new Map();

function wayOf({ steps }) {
  const words = steps.map(({ what, at, status }) => {
    const result = what === "answer" ? ` ${status || "nothing"}` : "";
    return `${what}${result} +${Math.round(at)} ms`;
  });
  return words.join(", ");
}

function outcomeOf(outcome) {
  if (!outcome) return "none";
  const from = outcome.source === "cache" ? `, ${Math.round(outcome.ageMs / 1000)} s old` : "";
  return `${outcome.code ?? outcome.status}${from}${outcome.stale ? ", stale" : ""}`;
}

function rowOf(account) {
  const outcomes = account.points.map((point) =>
    element(
      "span",
      { class: "pair" },
      element("b", {}, point),
      ` ${outcomeOf(account.outcomes[point])}`,
    ),
  );
  return element(
    "tr",
    {},
    element("td", {}, new Date(account.at).toLocaleTimeString()),
    element("td", {}, ...outcomes),
    element("td", {}, wayOf(account)),
    element("td", { class: "right" }, String(account.billed)),
  );
}

/** Shows what pages of the site say of their questions (`Attune.explain()`), newest first. */
export function showAccounts(place) {
  const rows = place.querySelector("tbody");
  const count = place.querySelector(".accounts-count");
  const channel = new BroadcastChannel("attune-explain");
  channel.onmessage = ({ data }) => {
    // A page tells of a question again when more has come of it.
    for (const account of data) known.set(`${account.at} ${account.points}`, account);
    const newest = [...known.values()].sort((one, other) => other.at - one.at).slice(0, MOST);
    rows.replaceChildren(...newest.map(rowOf));
    const billed = newest.reduce((sum, account) => sum + account.billed, 0);
    count.textContent = `${newest.length} asked, ${billed} billed`;
    place.hidden = false;
  };
}
