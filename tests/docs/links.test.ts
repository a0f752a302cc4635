// What is packed is read from the package: every link in it leads to something that is packed, too.
import { existsSync } from "node:fs";
import { join, normalize } from "node:path/posix";

import { describe, expect, it } from "vitest";

import { pack } from "../package/consumer.js";
import { documents, proseOf, readDocument, root } from "./fences.js";

const packed = new Set(pack(["--dry-run"]).files.map(({ path }) => path));
const readable = [...packed].filter((path) => path.endsWith(".md"));

interface Link {
  from: string;
  target: string;
}

function linksIn(from: string): Link[] {
  const text = proseOf(from).replace(/`[^`]*`/g, "`code`");
  const marked = [
    ...text.matchAll(/\]\(([^()\s]+)\)/g),
    ...text.matchAll(/(?:href|src)="([^"]+)"/g),
  ];
  return marked.map(([, target = ""]) => ({ from, target }));
}

/** The names that headings get where Markdown is shown. */
function anchorsIn(document: string): string[] {
  const headings = readDocument(document).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/ /g, "-"),
  );
}

function faultOf({ from, target }: Link): string | undefined {
  if (/^(https?|mailto):/.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? from : normalize(join(from, "..", path));
  if (!packed.has(file)) return `${from}: ${target} is not in the package`;
  if (!existsSync(join(root, file))) return `${from}: ${target} is not in the repository`;
  if (anchor === undefined || anchorsIn(file).includes(anchor)) return undefined;
  return `${from}: ${target} has no such heading`;
}

describe("links", () => {
  it("of documents lie in the package, as the documents do", () => {
    expect(readable).toEqual(expect.arrayContaining(documents));
  });

  it.each(readable)("in %s lead somewhere", (document) => {
    expect(linksIn(document).map(faultOf).filter(Boolean)).toEqual([]);
  });

  it("that lead nowhere are found", () => {
    const planted = ["js/types.ts", "docs/nothing.md", "docs/privacy.md#nothing"];
    const faults = planted.map((target) => faultOf({ from: "README.md", target }));
    expect(faults).toEqual(planted.map((target) => expect.stringContaining(target)));
    expect(faultOf({ from: "README.md", target: "docs/privacy.md#personal-data" })).toBeUndefined();
  });
});
