// The texts of the core as a list in JavaScript, src/browser/words.js: what stands in a t!(...) of
// src/. Those used most come first, since a number below 64 is a byte in WebAssembly, where others
// are two.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./versions.mjs";

const file = join(root, "src/browser/words.js");
// Below 64, but for the four handles before the list's.
const shortNumbers = 60;

/** Writes the list anew where it is not what the sources say; says whether it was. */
export async function listWords() {
  const words = await wordsOf(join(root, "src"));
  const before = await readFile(file, "utf8").catch(() => "");
  const after = toModule(words);
  if (before !== after) await writeFile(file, after);
  return before === after;
}

async function wordsOf(folder) {
  const counts = new Map();
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (!name.endsWith(".rs")) continue;
    const code = (await readFile(join(folder, name), "utf8")).replace(/^ *\/\/.*/gm, "");
    for (const word of wordsIn(code)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byUse = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || order(a, b));
  return [...byUse.slice(0, shortNumbers), ...byUse.slice(shortNumbers).sort(order)];
}

/** The texts in the t!(...) of Rust code. */
export function wordsIn(code) {
  const literal = /\bt!\(\s*(?:r(#?)"([^]*?)"\1|"((?:[^"\\]|\\[^])*)")\s*\)/g;
  return Array.from(code.matchAll(literal), ([, , raw, escaped]) => raw ?? withoutEscapes(escaped));
}

/** As Rust reads them: a backslash at the end of a line takes away the white space behind it. */
function withoutEscapes(text) {
  return text.replace(/\\(?:\n\s*|(.))/g, (_, character = "") => {
    if (/\w/.test(character))
      throw new Error(`t!("${text}"): \\${character} is not listed as such`);
    return character;
  });
}

function order(one, other) {
  return one < other ? -1 : Number(one > other);
}

function toModule(words) {
  const wrong = words.find((word) => /[`\n]|\$\{/.test(word));
  if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} cannot be in the list`);
  return `// The texts of the core (src/words.rs), written by tools/words.mjs.
export const words = String.raw\`${words.join("\n")}\`.split("\\n");
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(
    (await listWords()) ? "src/browser/words.js: up to date" : "src/browser/words.js: written",
  );
}
