import { randomUUID } from "node:crypto";

import type { DecisionFile } from "../decision-file.js";
import type { JsonObject } from "../json.js";
import type { Situation } from "../qualification.js";
import { Refusal } from "../refusal.js";
import type { Answer, Ask } from "../service.js";
import type { Visits } from "../visits.js";
import { judge, type Verdict } from "./decision.js";
import { ALL_WELL, type Diagnostic, isTrouble } from "./diagnostic.js";
import type { EventStore } from "./event-store.js";
import { type Question, readQuestion } from "./question.js";
import { readSeedQuestion } from "./seed-question.js";
import type { Tokens } from "./tokens.js";

export interface Tenant {
  file: () => DecisionFile;
  visits: Visits;
  events: EventStore;
  tokens: Tokens;
}

function visitOf(tenant: Tenant, question: Question): number {
  const id = question.individualId;
  if (id === undefined) return 1;
  const key = `salesforce/${id}`;
  return question.flags.includes("TestMode") ? tenant.visits.peek(key) : tenant.visits.touch(key);
}

function situationOf(tenant: Tenant, question: Question, authenticated: boolean): Situation {
  return {
    service: "salesforce",
    identity: "browser",
    identityValue: question.individualId,
    campaign: question.campaign,
    visit: visitOf(tenant, question),
    consent: tenant.events.consentOf(question.individualId),
    anchor: question.anchor,
    dataspace: question.dataspace,
    authenticated,
    context: question.context,
  };
}

function verdictsOf(
  ask: Ask,
  tenant: Tenant,
  question: Question,
  authenticated: boolean,
): Verdict[] {
  const file = tenant.file();
  if (!file.salesforce.dataspaces.includes(question.dataspace)) {
    throw new Refusal(400, `Unknown data space: ${question.dataspace}.`);
  }
  const situation = situationOf(tenant, question, authenticated);
  const verdicts = question.points.map((asked) => judge(file, asked, question, situation));
  ask.story.decisions = verdicts.map((verdict) => verdict.story);
  ask.story.campaign = question.campaign;
  ask.story.visit = situation.visit;
  if (question.individualId !== undefined) ask.story.id = question.individualId;
  return verdicts;
}

/** Diagnostics are for callers with a token: all of them when asked for, else where something is wrong. */
function withDiagnostics(verdicts: Verdict[], requestId: string, always: boolean): JsonObject {
  const all: Diagnostic[] = verdicts.flatMap((verdict) => verdict.diagnostics);
  const personalizations = verdicts.flatMap(({ entry, diagnostics }): JsonObject[] => {
    if (!entry) return [];
    if (!always && !diagnostics.some(isTrouble)) return [entry];
    return [{ ...entry, diagnostics: diagnostics.length > 0 ? diagnostics : [ALL_WELL] }];
  });
  if (!always && !all.some(isTrouble)) return { personalizations, requestId };
  return { personalizations, requestId, diagnostics: all.length > 0 ? all : [ALL_WELL] };
}

function entriesOf(verdicts: Verdict[]): JsonObject[] {
  return verdicts.flatMap(({ entry }) => (entry ? [entry] : []));
}

export function decide(ask: Ask, tenant: Tenant): Answer {
  const question = readQuestion(ask, false);
  const personalizations = entriesOf(verdictsOf(ask, tenant, question, false));
  return { status: 200, body: { personalizations, requestId: randomUUID() } };
}

export function decideAuthenticated(ask: Ask, tenant: Tenant): Answer {
  tenant.tokens.require(ask.headers.authorization);
  const question = readQuestion(ask, true);
  const verdicts = verdictsOf(ask, tenant, question, true);
  const always = question.flags.includes("EnableDiagnostics");
  return { status: 200, body: withDiagnostics(verdicts, randomUUID(), always) };
}

/** The handbook's server-side route: its own body, and its own place for the request's id. */
export function decideAsInSeed(ask: Ask, tenant: Tenant): Answer {
  const authenticated = ask.headers.authorization !== undefined;
  if (authenticated) tenant.tokens.require(ask.headers.authorization);
  const question = readSeedQuestion(ask);
  const requestId = randomUUID();
  const shared = { requestId, individualId: question.individualId, dataSpace: question.dataspace };
  const entries = entriesOf(verdictsOf(ask, tenant, question, authenticated));
  return {
    status: 200,
    body: { personalizations: entries.map((each) => ({ ...each, ...shared })) },
  };
}
