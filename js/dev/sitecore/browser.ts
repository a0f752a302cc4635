import type { DecisionFile } from "../decision-file.js";
import { isObject, parseJson } from "../json.js";
import { Refusal } from "../refusal.js";
import type { Answer, Ask } from "../service.js";
import { type Door, queryValue, requireContext, requireQueryKey } from "./credentials.js";
import type { Guests } from "./guests.js";

function requireMessage(ask: Ask): void {
  const message = queryValue(ask, "message");
  if (message === undefined || !isObject(parseJson(message, "message"))) {
    throw new Refusal(400, "message must be a JSON object, {} for a new browser.");
  }
}

export function createBrowser(ask: Ask, door: Door, file: DecisionFile, guests: Guests): Answer {
  if (door === "edge") requireContext(ask, file.sitecore);
  requireQueryKey(ask, "client_key", door, file.sitecore);
  if (door === "direct") requireMessage(ask);
  const { ref, guest } = guests.create();
  ask.story.id = ref;
  const head = { status: "OK", version: "1.2", client_key: file.sitecore.clientKey };
  return { status: 201, body: { ...head, ref, customer_ref: guest } };
}

export function showBrowser(ask: Ask, door: Door, file: DecisionFile, guests: Guests): Answer {
  if (door === "edge") requireContext(ask, file.sitecore);
  requireQueryKey(ask, "client_key", door, file.sitecore);
  requireQueryKey(ask, "api_token", door, file.sitecore);
  const ref = ask.url.pathname.split("/").at(-2) ?? "";
  ask.story.id = ref;
  const browser = guests.find(ref);
  if (!browser) {
    // The one documented answer that does not use the usual error form.
    return { status: 404, body: { error_msg: `Unknown browser ${ref}`, moreInfo: "" } };
  }
  const head = { status: "OK", version: "1.2", clientKey: file.sitecore.clientKey };
  return { status: 200, body: { ...head, ref, customer: { ref: browser.guest } } };
}
