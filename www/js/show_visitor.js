import { forgetChoice, recordedChoice, showBanner } from "./ask_consent.js";
import { restoreDefaults } from "./keep_defaults.js";

const REFRESH_MS = 700;

function campaignText(campaign) {
  const text = Object.entries(campaign)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
  return text || "none";
}

function consentText(sdk) {
  const [latest] = sdk.getConsents().slice(-1);
  if (latest) return latest.consent.status;
  return recordedChoice() ?? "not asked";
}

function read(sdk) {
  const { tracked, delivered, queued, dropped } = sdk.getDeliveryStatus();
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return {
    browserId: sdk.getBrowserId() ?? "none",
    campaign: campaignText(sdk.getCampaign()),
    consent: consentText(sdk),
    tracked: String(tracked),
    delivered: String(delivered),
    queued: String(queued),
    dropped: String(lost),
    why: Object.entries(dropped)
      .map(([reason, count]) => `${reason}: ${count}`)
      .join(", "),
  };
}

/** Written only where it changed, so that a selection or a screen reader is left in peace. */
function write(list, name, text, title = text) {
  const field = list.querySelector(`[data-field="${name}"]`);
  if (field.textContent === text && field.title === title) return;
  field.textContent = text;
  field.title = title;
}

function refresh(sdk, list) {
  if (document.hidden) return;
  try {
    const { why, ...fields } = read(sdk);
    for (const [name, text] of Object.entries(fields)) write(list, name, text);
    write(list, "dropped", fields.dropped, why);
  } catch {
    // Before the SDK has started there is nothing to read yet.
  }
}

function offerForgetting(sdk, list) {
  const button = document.getElementById("forget");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await sdk.forget().catch(() => {});
    forgetChoice();
    restoreDefaults();
    showBanner();
    refresh(sdk, list);
  });
}

export function showVisitor({ sdk }) {
  const list = document.getElementById("visitor");
  const follow = () => refresh(sdk, list);
  follow();
  setInterval(follow, REFRESH_MS);
  new MutationObserver(follow).observe(document.documentElement, {
    attributeFilter: ["data-attune"],
  });
  offerForgetting(sdk, list);
}
