import type { DecisionFile } from "../decision-file.js";
import { isText } from "../json.js";
import type { Situation } from "../qualification.js";
import { Refusal } from "../refusal.js";
import type { Answer, Ask, DecisionStory } from "../service.js";
import type { Visits } from "../visits.js";
import type { Door } from "./credentials.js";
import { answerOf, bodyOf, findFlow, isEmptyBody, isKnown } from "./flow.js";
import { type FlowRequest, readFlowRequest } from "./flow-request.js";
import type { Guests } from "./guests.js";

export interface Tenant {
  file: () => DecisionFile;
  visits: Visits;
  guests: Guests;
}

/** Sessions are kept per browser, channel and point of sale. */
export function sessionKey(ref: string, channel: string, pointOfSale: string): string {
  return JSON.stringify([ref, channel, pointOfSale]);
}

function visitOf(tenant: Tenant, flow: FlowRequest): number {
  const person = `sitecore/${flow.person}`;
  if (flow.identity !== "browser") {
    // By the vendor's rule every run without a browser id is a session of its own.
    tenant.visits.end(person);
    return tenant.visits.touch(person);
  }
  const browser = tenant.guests.find(flow.identityValue);
  if (!browser) throw new Refusal(404, `Unknown browser id: ${flow.identityValue}`);
  const session = sessionKey(browser.ref, flow.channel, flow.pointOfSale);
  return tenant.visits.touch(person, session);
}

function situationOf(tenant: Tenant, flow: FlowRequest): Situation {
  const anchor = flow.params["anchorId"];
  return {
    service: "sitecore",
    identity: flow.identity,
    identityValue: flow.identityValue,
    campaign: flow.utm,
    visit: visitOf(tenant, flow),
    anchor: isText(anchor) ? anchor : undefined,
    authenticated: false,
    context: flow.params,
    language: flow.language,
  };
}

function nothing(flow: FlowRequest): Answer {
  return { status: 200, body: flow.variants ? { variantId: "" } : {} };
}

function reasonForNothing(file: DecisionFile, flow: FlowRequest): DecisionStory {
  const reason = isKnown(file, flow.friendlyId) ? "no rule held" : "unknown friendlyId";
  return { point: flow.friendlyId, outcome: "absent", reason };
}

export function runFlow(ask: Ask, door: Door, tenant: Tenant): Answer {
  const file = tenant.file();
  const request = readFlowRequest(ask, door, file);
  ask.story.id = request.identityValue;
  ask.story.campaign = request.utm;
  const situation = situationOf(tenant, request);
  ask.story.visit = situation.visit;
  const flow = findFlow(file, request.friendlyId, situation);
  if (!flow) {
    ask.story.decisions = [reasonForNothing(file, request)];
    return nothing(request);
  }
  const endpoint = `http://${ask.headers.host ?? "127.0.0.1"}`;
  const body = bodyOf(file, flow.rule, situation.anchor, endpoint);
  const outcome = isEmptyBody(body) ? "empty" : "decided";
  ask.story.decisions = [{ point: flow.point, outcome, rule: flow.rule.name }];
  return answerOf(body, flow.rule.answer.contentType);
}
