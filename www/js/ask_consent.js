import { announce } from "./announce.js";
import { consentWords } from "./consent_words.js";
import { element } from "./draw_element.js";

// The shop's own record of the answer. It is written only after an answer was given.
const RECORD = "skerry-consent";

// Where storage is forbidden, the answer holds for this page only.
let answered = null;

export function recordedChoice() {
  try {
    const choice = localStorage.getItem(RECORD) ?? answered;
    return choice === "accepted" || choice === "refused" ? choice : null;
  } catch {
    return answered;
  }
}

function recordChoice(choice) {
  answered = choice;
  try {
    localStorage.setItem(RECORD, choice);
  } catch {
    // What could not be written is still known here.
  }
}

export function forgetChoice() {
  answered = null;
  try {
    localStorage.removeItem(RECORD);
  } catch {
    // Nothing could have been recorded either.
  }
}

export function consentsOf(choice) {
  if (!choice) return [];
  const status = choice === "accepted" ? "Opt In" : "Opt Out";
  return [{ provider: "Skerry", purpose: "Tracking", status }];
}

function drawBanner(words) {
  const title = element("h2", { id: "consent-title", tabindex: "-1" }, words.question);
  const choices = element(
    "div",
    { class: "consent-choices" },
    element("button", { type: "button", "data-consent": "refuse" }, words.refuse),
    element("button", { type: "button", "data-consent": "accept" }, words.accept),
  );
  const banner = element(
    "section",
    { id: "consent-banner", class: "consent", "aria-labelledby": "consent-title", hidden: "" },
    element("div", {}, title, element("p", {}, words.reason)),
    choices,
  );
  document.querySelector(".skip").after(banner);
  return banner;
}

/** Room at the foot of the page, so that the banner never covers what has the focus. */
function keepRoom(banner) {
  const room = banner.hidden ? "0px" : `${Math.ceil(banner.offsetHeight) + 24}px`;
  document.documentElement.style.setProperty("--banner-room", room);
}

export function showBanner() {
  const banner = document.getElementById("consent-banner");
  if (!banner) return;
  banner.hidden = false;
  keepRoom(banner);
}

function closeBanner(banner, opener) {
  banner.hidden = true;
  keepRoom(banner);
  const next = opener ?? document.getElementById("main");
  next.focus({ preventScroll: true });
}

export function askConsent(apply) {
  const words = consentWords(document.documentElement.lang);
  const banner = drawBanner(words);
  const privacy = document.getElementById("privacy-choices");
  let opener = null;

  const answer = (choice) => {
    recordChoice(choice);
    closeBanner(banner, opener);
    announce(choice === "accepted" ? words.accepted : words.refused);
    apply(choice);
  };
  banner
    .querySelector('[data-consent="accept"]')
    .addEventListener("click", () => answer("accepted"));
  banner
    .querySelector('[data-consent="refuse"]')
    .addEventListener("click", () => answer("refused"));
  banner.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener) closeBanner(banner, opener);
  });
  privacy.hidden = false;
  privacy.addEventListener("click", () => {
    opener = privacy;
    showBanner();
    banner.querySelector("h2").focus();
  });
  followOtherTabs(banner, apply);
  addEventListener("resize", () => keepRoom(banner));
  if (!recordedChoice()) showBanner();
}

/** An answer given or taken back in another tab holds here too: the same person gave it. */
function followOtherTabs(banner, apply) {
  addEventListener("storage", (event) => {
    if (event.key !== RECORD && event.key !== null) return;
    answered = null;
    banner.hidden = recordedChoice() !== null;
    keepRoom(banner);
    apply(recordedChoice());
  });
}
