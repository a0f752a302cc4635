import type { Consent, ConsentRecord } from "./types.js";
import { isRecord } from "./own_members.js";
import { whileAlone } from "./while_alone.js";
import { copyPlain, isThenable } from "./plain.js";

/** The verdicts the page has told, kept for the next instance of the core. */
export interface Consents {
  /** The `consents` of a config: a value, a promise of one, or "remembered". */
  readonly begin_: (input: unknown) => void;
  /** @throws AttuneError `invalid-argument` where the value is no plain data */
  readonly update_: (input: unknown) => void;
  /** The visitor is forgotten: neither what was told nor what is still awaited counts any more. */
  readonly forget_: () => void;
  readonly given_: () => Consent[];
  readonly isPending_: () => boolean;
}

/** @param tell - tells the core of news, and whether more is awaited */
export function createConsents(tell: (news: Consent[], isPending: boolean) => void): Consents {
  let given: Consent[] = [];
  let awaited = new Set<object>();
  let isRemembered = false;

  const take = (news: Consent[]): Consent[] => {
    given = merge(given, news);
    return withSignal(news);
  };

  const settle = (promise: object, input: unknown): void => {
    void whileAlone(() => {
      if (awaited.delete(promise)) tell(take(readLeniently(input)), awaited.size > 0);
    });
  };

  return {
    begin_(input) {
      isRemembered ||= input === "remembered";
      if (!isThenable(input)) {
        take(readLeniently(input));
        return;
      }
      awaited.add(input);
      Promise.resolve(input).then(
        (consents) => settle(input, consents),
        () => settle(input, []),
      );
    },
    update_(input) {
      tell(take(read(input)), awaited.size > 0);
    },
    forget_() {
      const wasPending = awaited.size > 0;
      given = [];
      isRemembered = false;
      awaited = new Set();
      if (wasPending) tell([], false);
    },
    // Looked up whenever it is asked for: another tab may have erased it since.
    given_: () => withSignal(isRemembered ? merge(readRemembered(), given) : given),
    isPending_: () => awaited.size > 0,
  };
}

/** Whether an opt-in for tracking stands, and no opt-out. */
export function isOptedIn(consents: Consent[]): boolean {
  const has = (verdict: string): boolean =>
    consents.some(({ purpose, status }) => purpose === "Tracking" && status === verdict);
  return has("Opt In") && !has("Opt Out");
}

/**
 * Global Privacy Control is an opt-out by law, whatever the page was told, and goes along with every
 * word to the core: last, so that no verdict of the page takes its place, and again after `forget`.
 */
function withSignal(consents: Consent[]): Consent[] {
  const { navigator } = globalThis as { navigator?: { globalPrivacyControl?: unknown } };
  return navigator?.globalPrivacyControl === true
    ? [...consents, { provider: "Global Privacy Control", purpose: "Tracking", status: "Opt Out" }]
    : consents;
}

/** The verdicts an earlier page has written down (src/visitor/consent.rs). */
function readRemembered(): Consent[] {
  try {
    const records = JSON.parse(localStorage.getItem("attune.consents") ?? "") as ConsentRecord[];
    return read(records.map(({ consent }) => consent));
  } catch {
    return [];
  }
}

/** What is no consent opens no gate, and is no reason to break the page either. */
function readLeniently(input: unknown): Consent[] {
  try {
    return read(input);
  } catch {
    return [];
  }
}

function read(input: unknown): Consent[] {
  const copied = copyPlain(input, "consents");
  return (Array.isArray(copied) ? copied : [copied]).filter(isConsent);
}

function isConsent(value: unknown): value is Consent {
  if (!isRecord(value)) return false;
  const members = [value["provider"], value["purpose"], value["status"]];
  return members.every((member) => typeof member === "string");
}

/** The last verdict of each provider and purpose. */
function merge(before: Consent[], news: Consent[]): Consent[] {
  const isAnswered = (old: Consent): boolean =>
    news.some(({ provider, purpose }) => old.provider === provider && old.purpose === purpose);
  return [...before.filter((old) => !isAnswered(old)), ...news];
}
