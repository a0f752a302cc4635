// Shell lines name what there is, and decision files are ones that the emulators take.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, it } from "vitest";

import { readCommand } from "../../js/dev/command-line.js";
import { readDecisionFile } from "../../js/dev/decision-file.js";
import { startDev } from "../../js/dev/server.js";
import { suites } from "../../tools/suites.mjs";
import { fencesIn, root } from "./fences.js";

const { name, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  scripts: Record<string, string>;
};

const lines = fencesIn("sh").flatMap(({ where, text }) =>
  text
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "")
    .map((line) => ({ where, line })),
);

/** Undefined where all is well, else what is wrong with the line. */
function faultOf(line: string): string | undefined {
  const [program, ...words] = line.split(/\s+/);
  if (program === "npx" && words[0] === name) return faultOfCommand(words.slice(1));
  if (program === "node") return faultOfFile(String(words[0]));
  if (program === "npm")
    return words[0] === "install" ? faultOfInstall(words) : faultOfScript(words);
  return "no program that the documents use";
}

function faultOfCommand(words: string[]): string | undefined {
  try {
    readCommand(words);
    return undefined;
  } catch (cause) {
    return String(cause);
  }
}

/** What lies in the package lies in the repository under the same name. */
function faultOfFile(path: string): string | undefined {
  const own = path.replace(`node_modules/${name}/`, "");
  return existsSync(join(root, own)) ? undefined : `there is no ${own}`;
}

function faultOfInstall(words: string[]): string | undefined {
  return words.slice(1).join() === name ? undefined : `the package is ${name}`;
}

function faultOfScript(words: string[]): string | undefined {
  const rest = words.filter((word) => !["run", "-s", "--"].includes(word));
  const [script = "", ...more] = rest;
  const program = scripts[script];
  if (program === undefined) return `there is no script ${script}`;
  const text = readFileSync(join(root, String(program.split(" ")[1])), "utf8");
  const isKnown = (word: string): boolean =>
    word.startsWith("--")
      ? text.includes(word.replace(/^--|=.*$/g, ""))
      : suites.some((suite) => suite.name === word);
  return more.every(isKnown) ? undefined : `${script} does not know ${more.join(" ")}`;
}

describe("shell lines", () => {
  it.each(lines)("$where: $line", ({ line }) => expect(faultOf(line)).toBeUndefined());

  it.each([
    "npx attune serve",
    "npx attune dev --prot 1",
    "npm run nothing",
    "npm test -- nothing",
    "make",
  ])("a planted fault is found: %s", (line) => expect(faultOf(line)).toBeTypeOf("string"));
});

describe("decision files", () => {
  const folder = mkdtempSync(join(tmpdir(), "attune-documents-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(fencesIn("json"))("$where answers", async ({ text }) => {
    const decisions = join(folder, "decisions.json");
    writeFileSync(decisions, text);
    const { points } = readDecisionFile(decisions);
    const ports = { site: 0, salesforce: 0, sitecore: 0 };
    const at = await startDev({ ports, decisions });
    const response = await fetch(`${at.salesforce}/personalization/decisions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        context: { individualId: "a", requestUrl: `${at.site}/?utm_source=newsletter` },
        personalizationPoints: Object.keys(points).map((point) => ({ name: point })),
      }),
    });
    const { personalizations } = (await response.json()) as { personalizations: unknown[] };
    expect(personalizations).toHaveLength(Object.keys(points).length);
    await at.close();
  });
});
