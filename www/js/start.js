import { askConsent, consentsOf, recordedChoice } from "./ask_consent.js";
import { carryChoices } from "./carry_choices.js";
import { chosenService } from "./choose_service.js";
import { configureProvider } from "./configure_provider.js";
import { countBasket } from "./keep_basket.js";
import { dockInspector } from "./dock_inspector.js";
import { drawDemoBar } from "./draw_demo_bar.js";
import { keepDefaults, restoreDefaults } from "./keep_defaults.js";
import { offerLetter } from "./sign_up.js";
import { reportPageView } from "./report_page_view.js";
import { showVisitor } from "./show_visitor.js";
import { tellInspector } from "./tell_inspector.js";

const pages = {
  home: () => import("./home.js"),
  gear: () => import("./gear.js"),
  product: () => import("./product.js"),
  landing: () => import("./landing.js"),
  account: () => import("./account.js"),
  cart: () => import("./cart.js"),
  dataspace: () => import("./dataspace.js"),
  plain: () => import("./plain.js"),
};

/** Tests, and whoever looks at the element tree, learn here whether the page has come to rest. */
function settle(state) {
  document.documentElement.dataset.attune = state;
}

function codeOf(error) {
  return typeof error?.code === "string" ? error.code : "internal";
}

function openVisit() {
  const sdk = window.Attune;
  const environment = window.ATTUNE_ENVIRONMENT;
  if (!sdk || !environment) return null;
  return { sdk, environment, service: chosenService(), started: false };
}

async function personalize(visit, page) {
  if (recordedChoice() !== "accepted") return settle("ready");
  settle("working");
  reportPageView(visit, page);
  try {
    await page.personalize?.(visit);
    settle("ready");
  } catch (error) {
    settle(`failed:${codeOf(error)}`);
  }
  tellInspector(visit.sdk);
}

function applyChoice(visit, page, choice) {
  if (choice) visit.sdk.updateConsents(consentsOf(choice));
  // An answer given before the SDK stands is read once it does.
  if (!visit.started) return;
  if (choice === "accepted") return personalize(visit, page);
  restoreDefaults();
  settle("ready");
}

async function startSdk(visit, page) {
  page.prepare?.(visit);
  const settings = page.settings?.() ?? {};
  await visit.sdk.init({
    ...configureProvider(visit),
    ...settings,
    consents: settings.consents ?? consentsOf(recordedChoice()),
  });
  visit.started = true;
  page.afterStart?.(visit);
}

async function start() {
  drawDemoBar();
  dockInspector();
  carryChoices(document);
  countBasket();
  keepDefaults();
  const page = await pages[document.body.dataset.page]();
  const visit = openVisit();
  page.show?.(visit);
  offerLetter(visit);
  if (!visit) return settle("failed:missing");
  showVisitor(visit);
  askConsent((choice) => applyChoice(visit, page, choice));
  try {
    await startSdk(visit, page);
  } catch (error) {
    return settle(`failed:${codeOf(error)}`);
  }
  await personalize(visit, page);
}

start();
