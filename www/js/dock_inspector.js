import { addressWith, carryChoices } from "./carry_choices.js";
import { element } from "./draw_element.js";

const NARROWEST = 280;
const WIDEST = 720;
const STEP = 24;

function setWidth(edge, wanted) {
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
  document.documentElement.style.setProperty("--inspector-width", `${width}px`);
  edge.setAttribute("aria-valuenow", String(width));
}

/** The panel stands at the inline end: that is the left side where one reads from the right. */
function mirrored() {
  return document.documentElement.dir === "rtl";
}

function drag(panel, edge) {
  edge.addEventListener("pointerdown", (event) => {
    edge.setPointerCapture(event.pointerId);
    panel.classList.add("is-moving");
  });
  edge.addEventListener("pointermove", (event) => {
    if (!panel.classList.contains("is-moving")) return;
    setWidth(
      edge,
      mirrored() ? event.clientX : document.documentElement.clientWidth - event.clientX,
    );
  });
  edge.addEventListener("lostpointercapture", () => panel.classList.remove("is-moving"));
}

function nudge(edge) {
  edge.addEventListener("keydown", (event) => {
    const towards = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (!towards) return;
    event.preventDefault();
    const current = Number(edge.getAttribute("aria-valuenow"));
    setWidth(edge, current + STEP * towards * (mirrored() ? -1 : 1));
  });
}

function drawPanel(panel) {
  const edge = element("div", {
    id: "inspector-edge",
    class: "inspector-edge",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the inspector",
    "aria-controls": "inspector",
    "aria-valuemin": String(NARROWEST),
    "aria-valuemax": String(WIDEST),
    "aria-valuenow": "400",
  });
  // Lazy: on narrow screens the panel is not displayed, and what is not displayed is not loaded.
  const frame = element("iframe", { src: "/inspector/", title: "Inspector", loading: "lazy" });
  panel.append(edge, frame);
  drag(panel, edge);
  nudge(edge);
}

export function dockInspector() {
  const root = document.documentElement;
  const toggle = document.getElementById("inspector-toggle");
  drawPanel(document.getElementById("inspector"));
  toggle.setAttribute("aria-controls", "inspector");
  toggle.setAttribute("aria-expanded", String(root.dataset.inspector !== "closed"));
  toggle.addEventListener("click", () => {
    const closed = root.dataset.inspector !== "closed";
    root.dataset.inspector = closed ? "closed" : "open";
    toggle.setAttribute("aria-expanded", String(!closed));
    history.replaceState(history.state, "", addressWith("inspector", closed ? "closed" : "open"));
    carryChoices(document);
  });
}
