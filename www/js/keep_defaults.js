import { stopWatching } from "./watch_shown.js";

const defaults = new Map();

/** What the page says by itself is kept, so that a withdrawn consent brings it back. */
export function keepDefaults() {
  for (const region of document.querySelectorAll("[data-state]")) {
    defaults.set(
      region,
      [...region.childNodes].map((node) => node.cloneNode(true)),
    );
  }
}

export function restoreDefaults() {
  for (const [region, nodes] of defaults) {
    if (region.dataset.state === "default") continue;
    stopWatching(region);
    region.replaceChildren(...nodes.map((node) => node.cloneNode(true)));
    region.dataset.state = "default";
  }
}
