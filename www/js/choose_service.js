import { addressWith } from "./carry_choices.js";

const SERVICES = ["salesforce", "sitecore", "sitecore-edge"];

export function chosenService() {
  const asked = new URLSearchParams(location.search).get("service");
  return SERVICES.includes(asked) ? asked : SERVICES[0];
}

export function linkServices(root) {
  for (const link of root.querySelectorAll("[data-service]")) {
    link.href = addressWith("service", link.dataset.service);
    if (link.dataset.service === chosenService()) link.setAttribute("aria-current", "true");
  }
}
