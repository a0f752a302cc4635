import { announce } from "./announce.js";
import { findDecision } from "./find_decision.js";
import { recordedChoice } from "./ask_consent.js";
import { renderHero } from "./render_hero.js";
import { report } from "./report_page_view.js";
import { signInEvents } from "./sign_in_events.js";

export const view = { name: "Account View", page: "account" };

function showField(form) {
  const chosen = form.elements.with.value;
  for (const field of form.querySelectorAll("[data-with]")) {
    field.hidden = field.dataset.with !== chosen;
    field.querySelector("input").required = !field.hidden;
  }
}

/** The shop's server holds the client secret; the page only ever sees the short-lived token. */
async function askToken() {
  const answer = await fetch("/__attune/token", { method: "POST" });
  if (!answer.ok) throw new Error(`The token route answered ${answer.status}.`);
  return (await answer.json()).accessToken;
}

/** Salesforce: a point that demands a token. Sitecore: a flow run for the person, not the browser. */
function askOffer(visit, identity) {
  const { Personalization } = visit.sdk;
  if (visit.service === "salesforce") {
    return Personalization.fetch(["account_offer"], {}, { accessToken: askToken });
  }
  return Personalization.fetch(["account_welcome"], {}, { identity });
}

function identityOf(form) {
  if (form.elements.with.value === "email") return { email: form.email.value };
  return { identifiers: { id: form.number.value, provider: "CRM" } };
}

async function signIn(visit, form) {
  const answer = form.querySelector('[data-part="answer"]');
  if (!visit || recordedChoice() !== "accepted") {
    answer.textContent = "Signed in. Agree to be remembered to see what we picked for you.";
    return;
  }
  const identity = identityOf(form);
  signInEvents(visit.service, identity).forEach((event) => report(visit, event));
  const region = document.getElementById("account-offer");
  try {
    const response = await askOffer(visit, identity);
    const [decision] = ["account_offer", "account_welcome"]
      .map((point) => findDecision(response, point))
      .filter(Boolean);
    await renderHero(region, decision);
    answer.textContent = "Signed in.";
    announce("Your offer has changed.");
  } catch (error) {
    region.dataset.state = "failed";
    region.dataset.code = error?.code ?? "internal";
    answer.textContent = "Signed in. The members' offer cannot be shown just now.";
  }
}

export function show(visit) {
  const form = document.getElementById("sign-in");
  showField(form);
  form.addEventListener("change", () => showField(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(visit, form);
  });
}
