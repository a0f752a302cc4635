// The samples of README and docs/, as they stand there.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export const documents = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export interface Fence {
  /** File and line: what a failing test is called. */
  where: string;
  file: string;
  language: string;
  text: string;
  /** Why it is not run, where a comment `<!-- not run: … -->` above it says so. */
  notRun: string | undefined;
}

const FENCE = /^```([^\n]*)\n(.*?)^```$/gms;
const MARKER = /<!-- not run: ([^\n]+) -->\n+$/;

function fencesOf(file: string): Fence[] {
  const document = readDocument(file);
  return [...document.matchAll(FENCE)].map((found) => {
    const above = document.slice(0, found.index);
    return {
      where: `${file}:${above.split("\n").length}`,
      file,
      language: found[1] ?? "",
      text: found[2] ?? "",
      notRun: MARKER.exec(above)?.[1],
    };
  });
}

export function readDocument(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** A document without its samples. */
export const proseOf = (file: string): string => readDocument(file).replace(FENCE, "");

export const fences = documents.flatMap(fencesOf);

export const fencesIn = (...languages: string[]): Fence[] =>
  fences.filter(({ language, notRun }) => notRun === undefined && languages.includes(language));
