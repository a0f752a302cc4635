import { readFileSync, statSync } from "node:fs";

import { problemsOf } from "./decision-file-problems.js";
import { recordId } from "./record-id.js";
import type { ServiceName } from "./service.js";
import type { Problem } from "./shape.js";

export interface When {
  campaign?: Record<string, string>;
  visit?: { atLeast?: number; atMost?: number };
  consent?: "Opt In" | "Opt Out";
  anchor?: string;
  dataspace?: string;
  identity?: "browser" | "email" | "identifiers";
  identityValue?: string;
  authenticated?: boolean;
  context?: Record<string, unknown>;
  language?: string;
}

export type Wish =
  string[] | { similarTo: "anchor"; limit?: number } | { category: string; limit?: number };

export interface ScriptedDiagnostic {
  code: string;
  description: string;
}

export interface Content {
  attributes?: Record<string, unknown>;
  items?: Wish;
  nothing?: true;
  body?: unknown;
  contentType?: string;
  diagnostics?: ScriptedDiagnostic[];
}

export interface Rule {
  name: string;
  /** Salesforce's id of the decision; made up from the names where the author gives none. */
  id?: string;
  when: When;
  answer: Content;
}

export interface Point {
  id?: string;
  dataspace?: string;
  authenticationRequired?: boolean;
  services?: ServiceName[];
  dmoName?: string;
  rules: Rule[];
}

export interface CatalogEntry {
  id: string;
  name: string;
  category: string;
  price: number;
  currency: string;
  image: string;
  url: string;
  description?: string;
}

export interface DecisionFile {
  salesforce: {
    appSourceId: string;
    dataspaces: string[];
    client: { id: string; secret: string; tokenSeconds?: number };
  };
  sitecore: {
    clientKey: string;
    pointsOfSale: string[];
    contextId: string;
    siteName: string;
    /** Browser ids the service knows from the start. */
    browserIds?: string[];
  };
  visits: { idleSeconds: number };
  catalog: CatalogEntry[];
  points: Record<string, Point>;
}

export function pointId(name: string, point: Point): string {
  return point.id ?? recordId("9pp", name);
}

export function decisionId(pointName: string, rule: Rule): string {
  return rule.id ?? recordId("9pb", `${pointName}/${rule.name}`);
}

/** Everything that is wrong with a decision file, at once. */
export class DecisionFileError extends Error {
  readonly problems: readonly Problem[];

  constructor(path: string, problems: readonly Problem[]) {
    const lines = problems.map((each) => `  ${each.path}: expected ${each.expected}`);
    super(`The decision file ${path} has ${problems.length} problem(s):\n${lines.join("\n")}`);
    this.name = "DecisionFileError";
    this.problems = problems;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new DecisionFileError(path, [
      { path: "(the file)", expected: "a file that can be read" },
    ]);
  }
}

export function readDecisionFile(path: string): DecisionFile {
  let content: unknown;
  const text = textOf(path);
  try {
    content = JSON.parse(text);
  } catch (cause) {
    const expected = `valid JSON (${(cause as Error).message})`;
    throw new DecisionFileError(path, [{ path: "(the file)", expected }]);
  }
  const problems = problemsOf(content);
  if (problems.length > 0) throw new DecisionFileError(path, problems);
  const usual = { visits: { idleSeconds: 1800 }, catalog: [] };
  return { ...usual, ...(content as DecisionFile) };
}

/**
 * The decision file as it stands now. It is looked at on every request, so an author sees an edit at
 * once; an edit that does not hold together leaves the last good state in force.
 */
export class LiveDecisionFile {
  readonly #path: string;
  readonly #report: (problem: DecisionFileError | null) => void;
  #file: DecisionFile;
  #stamp: string;

  constructor(path: string, report: (problem: DecisionFileError | null) => void) {
    this.#path = path;
    this.#report = report;
    this.#stamp = this.#stampNow();
    this.#file = readDecisionFile(path);
  }

  get path(): string {
    return this.#path;
  }

  get current(): DecisionFile {
    const stamp = this.#stampNow();
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#readAgain();
    }
    return this.#file;
  }

  #readAgain(): void {
    try {
      this.#file = readDecisionFile(this.#path);
      this.#report(null);
    } catch (cause) {
      if (!(cause instanceof DecisionFileError)) throw cause;
      this.#report(cause);
    }
  }

  #stampNow(): string {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found ? `${found.ino}/${found.mtimeMs}/${found.size}` : "gone";
  }
}
