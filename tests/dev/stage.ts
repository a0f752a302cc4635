import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, beforeEach } from "vitest";

import type { JournalRecord } from "../../js/dev/journal.js";
import { type DevServer, startDev } from "../../js/dev/server.js";

export const DECISIONS = fileURLToPath(new URL("decisions.json", import.meta.url));
export const APP = "11111111-2222-4333-8444-555555555555";
export const KEY = "abBah8aelipaPeebae7roox2tiexoSee";
export const SEED_BROWSER = "a38b230c-11eb-4cf9-8d5d-274e9f344925";
export const ANY_PORTS = { site: 0, salesforce: 0, sitecore: 0 };

export type Json = Record<string, unknown>;

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- what came is what is tested
}

/** One server for a file of tests; `stage.at` is there once the tests run. */
export interface Stage {
  at: DevServer;
}

export function stage(): Stage {
  const held = {} as Stage;
  beforeAll(async () => {
    held.at = await startDev({ ports: ANY_PORTS, decisions: DECISIONS });
  });
  beforeEach(async () => {
    await fetch(`${held.at.site}/__attune/journal`, { method: "DELETE" });
    await fetch(`${held.at.site}/__attune/faults`, { method: "DELETE" });
  });
  afterAll(() => held.at.close());
  return held;
}

export async function ask(address: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(address, { redirect: "manual", ...init });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

export function post(
  address: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return ask(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export async function journal(at: DevServer): Promise<JournalRecord[]> {
  const response = await fetch(`${at.site}/__attune/journal`);
  return (await response.json()) as JournalRecord[];
}

export async function lastRecord(at: DevServer): Promise<JournalRecord> {
  const last = (await journal(at)).at(-1);
  if (!last) throw new Error("The journal is empty.");
  return last;
}

export async function newBrowser(at: DevServer): Promise<string> {
  const query = `client_key=${KEY}&message=%7B%7D`;
  const { json } = await ask(`${at.sitecore}/v1.2/browser/create.json?${query}`);
  return String(json.ref);
}

/** A copy without the named members. */
export function without<T extends Json>(value: T, ...names: string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
