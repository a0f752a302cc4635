import { addressWith } from "./carry_choices.js";
import { element } from "./draw_element.js";
import { linkServices } from "./choose_service.js";

const services = [
  ["salesforce", "Salesforce"],
  ["sitecore", "Sitecore"],
  ["sitecore-edge", "Sitecore Edge"],
];

const arrivals = [
  [
    "newsletter",
    "Newsletter",
    "newsletter&utm_medium=email&utm_campaign=summer_sale&utm_content=running+shoes",
  ],
  ["search", "Search ad", "search&utm_medium=cpc&utm_campaign=wet_weather&utm_term=rain+jacket"],
  ["partner", "Partner", "partner&utm_medium=referral&utm_campaign=ferry_line"],
];

const fields = [
  ["browserId", "Browser id", "none"],
  ["campaign", "Campaign", "none"],
  ["consent", "Consent", "not asked"],
  ["tracked", "Tracked", "0"],
  ["delivered", "Delivered", "0"],
  ["queued", "Queued", "0"],
  ["dropped", "Dropped", "0"],
];

function group(attributes, name, ...links) {
  const items = links.map((link) => element("li", {}, link));
  const caption = element("span", { class: "demo-name", "aria-hidden": "true" }, name);
  const list = element("ul", {}, ...items);
  return element("nav", { class: "demo-group", "aria-label": name, ...attributes }, caption, list);
}

function serviceSwitch() {
  const links = services.map(([service, name]) =>
    element("a", { href: "#", "data-service": service, "data-sets": "service" }, name),
  );
  return group({ id: "service-switch" }, "Service", ...links);
}

/** A later visit needs a tab of its own: the campaign of this one stays with this tab. */
function laterVisit() {
  const hint = element("span", { class: "unseen" }, " (opens in a new tab)");
  const link = element(
    "a",
    { href: "/index.html", "data-arrival": "later", target: "_blank", rel: "noopener" },
    "A later visit",
    hint,
  );
  link.addEventListener("click", () => {
    fetch("/__attune/visits/end", { method: "POST", keepalive: true }).catch(() => {});
  });
  return link;
}

function arrivalLinks() {
  const links = arrivals.map(([arrival, name, query]) =>
    element("a", { href: `/landing.html?utm_source=${query}`, "data-arrival": arrival }, name),
  );
  return group({ id: "arrivals" }, "Arrive from", ...links, laterVisit());
}

function moreLinks() {
  const toggle = element("button", { type: "button", id: "inspector-toggle" }, "Inspector");
  const more = group(
    {},
    "More",
    element("a", { href: "/dataspace.html" }, "Data space"),
    element("a", { href: "/ar.html", lang: "ar", hreflang: "ar" }, "العربية"),
    element("a", { href: "/inspector/", id: "inspector-link" }, "Inspector"),
  );
  more.classList.add("demo-more");
  more.append(toggle);
  return more;
}

function readout() {
  const pairs = fields.map(([name, title, text]) =>
    element("div", {}, element("dt", {}, title), element("dd", { "data-field": name }, text)),
  );
  const forget = element("button", { type: "button", id: "forget", hidden: "" }, "Forget me");
  return element(
    "div",
    { class: "demo-row demo-readout" },
    element("dl", { id: "visitor" }, ...pairs),
    forget,
  );
}

/** Folded where it would push the shop off a small screen. */
function followWidth(details) {
  const wide = matchMedia("(min-width: 1100px)");
  details.open = wide.matches;
  wide.addEventListener("change", () => (details.open = wide.matches));
}

export function drawDemoBar() {
  const controls = element(
    "div",
    { class: "demo-row" },
    serviceSwitch(),
    arrivalLinks(),
    moreLinks(),
  );
  const summary = element("summary", {}, "Demo controls");
  const details = element("details", { id: "demo-bar" }, summary, controls, readout());
  followWidth(details);
  document.getElementById("demo").append(details);
  linkServices(details);
  linkDirection();
}

function linkDirection() {
  const link = document.getElementById("direction-switch");
  if (!link) return;
  const mirrored = document.documentElement.dir === "rtl";
  link.textContent = mirrored ? "Left to right" : "Right to left";
  link.href = addressWith("dir", mirrored ? null : "rtl");
}
