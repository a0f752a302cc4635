import { element } from "./element.js";
import { familyOf, reasonOf, shortId, subjectOf, timeOf } from "./words.js";

const SERVICES = { salesforce: ["SF", "Salesforce"], sitecore: ["SC", "Sitecore"] };
const SHOWN_SUBJECTS = 4;

function subjectPart({ text, outcome, count }) {
  const more = count > 1 ? element("span", { class: "times" }, `x${count}`) : undefined;
  const title = outcome ? `${text}: ${outcome}` : text;
  return element(
    "span",
    { class: "subject-part", "data-outcome": outcome, title },
    element("span", { class: "subject-text" }, text),
    outcome ? element("span", { class: "hidden" }, ` ${outcome}`) : undefined,
    more,
  );
}

function subject(record) {
  const parts = subjectOf(record);
  const rest = parts.length - SHOWN_SUBJECTS;
  const more = rest > 0 ? [element("span", { class: "times" }, `+${rest}`)] : [];
  return element(
    "span",
    { class: "cell subject" },
    parts.slice(0, SHOWN_SUBJECTS).map(subjectPart),
    more,
  );
}

export function campaignChip(campaign) {
  const entries = Object.entries(campaign ?? {});
  if (entries.length === 0) return undefined;
  const all = entries.map(([key, value]) => `${key}=${value}`).join("  ");
  const label = campaign.campaign ?? campaign.source ?? entries[0][1];
  return element("span", { class: "campaign", title: all }, label);
}

export function serviceMark(service) {
  const [short, long] = SERVICES[service];
  return element(
    "span",
    { class: "service", "data-service": service, title: long },
    element("span", { "aria-hidden": "true" }, short),
    element("span", { class: "hidden" }, long),
  );
}

export function statusMark(record) {
  const text = record.status === 0 ? "none" : String(record.status);
  return element("span", { class: "status", "data-family": familyOf(record.status) }, text);
}

function visitor(record) {
  if (record.id === undefined) return element("span", { class: "cell visitor" });
  const visit = record.visit === undefined ? "" : ` #${record.visit}`;
  return element(
    "span",
    { class: "cell visitor", title: `${record.id}${visit && `, visit${visit}`}` },
    shortId(record.id),
    visit ? element("span", { class: "visit" }, visit) : undefined,
  );
}

export function rowOf(record, onOpen) {
  const button = element(
    "button",
    { type: "button", class: "row", "data-kind": record.kind, onclick: onOpen },
    element("span", { class: "cell time" }, timeOf(record)),
    serviceMark(record.service),
    element("span", { class: "cell kind" }, element("span", { class: "tag" }, record.kind)),
    subject(record),
    element(
      "span",
      { class: "cell rule" },
      campaignChip(record.campaign),
      element("span", { class: "rule-text" }, reasonOf(record)),
    ),
    visitor(record),
    element("span", { class: "cell right" }, statusMark(record)),
    element("span", { class: "cell right ms" }, record.durationMs.toFixed(1)),
  );
  return element("li", { class: "entry" }, button);
}

export function visitDivider() {
  const at = timeOf({ at: new Date().toISOString() });
  return element("li", { class: "divider" }, element("span", {}, `visits ended ${at}`));
}
