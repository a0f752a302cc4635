import { element } from "./element.js";
import { jsonView } from "./json-view.js";
import { serviceMark, statusMark } from "./row.js";
import { eventsOf, messageOf, subjectOf, timeOf } from "./words.js";

const COPIED_MS = 1200;

function copyButton(label, textOf) {
  const button = element("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(textOf());
      button.textContent = "copied";
    } catch {
      button.textContent = "not allowed here";
    }
    setTimeout(() => (button.textContent = label), COPIED_MS);
  });
  return button;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Only what the service looks at; a browser's own headers would only make the line long. */
function asCurl(record) {
  const kept = ["content-type", "accept", "authorization", "x-sc-correlation-id"];
  const headers = kept
    .filter((name) => record.headers[name] !== undefined)
    .map((name) => `-H ${quoted(`${name}: ${record.headers[name]}`)}`);
  const address = `http://${record.headers.host}${record.url}`;
  const body = record.rawBody ? [`--data-raw ${quoted(record.rawBody)}`] : [];
  return ["curl", `-X ${record.method}`, quoted(address), ...headers, ...body].join(" ");
}

function fact(name, ...value) {
  return [element("dt", {}, name), element("dd", {}, ...value)];
}

function campaignFacts(campaign) {
  const entries = Object.entries(campaign ?? {});
  if (entries.length === 0) return [];
  const pairs = entries.map(([key, value]) =>
    element("span", { class: "pair" }, element("b", {}, key), ` ${value}`),
  );
  return fact("campaign", ...pairs);
}

function facts(record) {
  const visit = record.visit === undefined ? [] : fact("visit", `number ${record.visit}`);
  return element(
    "dl",
    { class: "facts" },
    fact("time", `${timeOf(record)}, ${record.durationMs.toFixed(1)} ms`),
    record.id === undefined ? [] : fact("visitor", record.id),
    visit,
    campaignFacts(record.campaign),
    (record.notes ?? []).map((note) => fact("note", note)),
    record.fault ? fact("fault", "a scripted failure spoke instead of the service") : [],
  );
}

function decisionTable(record) {
  if (!record.decisions?.length) return [];
  const rows = record.decisions.map(({ point, outcome, rule, reason }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, point),
      element("td", {}, element("span", { class: "outcome", "data-outcome": outcome }, outcome)),
      element("td", {}, rule ?? reason ?? ""),
    ),
  );
  const heads = ["point", "outcome", "rule or reason"].map((text) =>
    element("th", { scope: "col" }, text),
  );
  return [
    element(
      "table",
      { class: "decisions" },
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, rows),
    ),
  ];
}

function section(title, value, open = true) {
  if (value === undefined || value === "") return [];
  const text = () => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return [
    // Beside the summary, not inside: a button within a button is none for a screen reader.
    element(
      "div",
      { class: "part" },
      element("details", { open }, element("summary", {}, title), jsonView(value)),
      copyButton("copy", text),
    ),
  ];
}

function requestPart(record) {
  if (record.kind === "event" && eventsOf(record).length > 0) {
    const events = eventsOf(record);
    return section(
      events.length === 1 ? "event" : `${events.length} events`,
      events.length === 1 ? events[0] : events,
    );
  }
  return section("request body", record.body);
}

function heading(record, onClose) {
  const names = subjectOf(record).map(({ text, count }) =>
    count > 1 ? `${text} x${count}` : text,
  );
  const title = element("h2", { id: "detail-title", tabindex: "-1" }, names.join(", "));
  const close = element(
    "button",
    {
      type: "button",
      class: "close",
      "aria-label": "Close the details",
      title: "Close (Esc)",
      onclick: onClose,
    },
    element("span", { "aria-hidden": "true" }),
  );
  return element(
    "header",
    { class: "detail-head", "data-kind": record.kind },
    element("div", { class: "detail-line" }, title, close),
    element(
      "p",
      { class: "detail-line" },
      serviceMark(record.service),
      element("span", { class: "tag" }, record.kind),
      statusMark(record),
      copyButton("copy as curl", () => asCurl(record)),
    ),
    element("p", { class: "address" }, element("b", {}, record.method), ` ${record.url}`),
  );
}

export function detailOf(record, onClose) {
  const refusal = messageOf(record);
  return [
    heading(record, onClose),
    refusal ? element("p", { class: "refusal" }, refusal) : "",
    ...decisionTable(record),
    facts(record),
    ...requestPart(record),
    ...section("response", record.response),
    ...section("request headers", record.headers, false),
    ...section("raw body", record.rawBody, false),
  ];
}
