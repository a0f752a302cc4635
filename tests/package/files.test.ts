// What is published, file by file: nothing is left out by a stray ignore file, nothing slips in.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { pack, root } from "./consumer.js";

const { files } = pack(["--dry-run"]);
const paths = files.map(({ path }) => path);
const entries = ["dist/index.d.ts", "dist/consent.d.ts", "dist/script.d.ts"];

test("exactly these files are packed", () => {
  expect(paths.filter((path) => !isListedByKind(path)).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/attune.js",
    "dist/attune.wasm",
    "dist/cli.js",
    "dist/consent.d.ts",
    "dist/consent.js",
    "dist/dev.js",
    "dist/error.js",
    "dist/index.bundler.js",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/inline.bundler.js",
    "dist/inline.js",
    "dist/script.d.ts",
    "dist/starter/decisions.json",
    "dist/starter/index.html",
    "package.json",
  ]);
});

test("the inspector comes with its page, its style and its script", () => {
  const inspector = paths.filter((path) => path.startsWith("dist/inspector/"));
  expect(inspector).toContain("dist/inspector/index.html");
  expect(inspector.filter((path) => !/\.(html|css|js|svg)$/.test(path))).toEqual([]);
});

test("the documents come with what they show", () => {
  const documents = paths.filter((path) => path.startsWith("docs/"));
  expect(documents).toContain("docs/emulators.md");
  expect(documents.filter((path) => !/\.(md|webp|svg|mjs)$/.test(path))).toEqual([]);
});

test("every declaration that is packed is reached from an entry", () => {
  const reached = new Set<string>();
  for (const entry of entries) follow(entry, reached);
  expect(paths.filter((path) => path.endsWith(".d.ts")).sort()).toEqual([...reached].sort());
});

describe("package.json", () => {
  const { dependencies, scripts, exports } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  ) as { dependencies?: object; scripts: object; exports: Record<string, unknown> };

  test("asks for no other package and runs nothing when it is installed", () => {
    expect(dependencies).toBeUndefined();
    const hooks = ["preinstall", "install", "postinstall", "prepare"];
    expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });

  test("points at files that are packed", () => {
    const targets = JSON.stringify(exports).match(/\.\/[^"]+\.(js|ts|wasm|json)/g) ?? [];
    const named = targets.map((target) => target.slice(2)).filter((target) => /\//.test(target));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((target) => !paths.includes(target))).toEqual([]);
  });
});

test("the program of the package can be executed", () => {
  expect(readFileSync(join(root, "dist/cli.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("the core is named once, by one literal address", () => {
  const entry = readFileSync(join(root, "dist/index.js"), "utf8");
  expect(entry.match(/import\.meta/g)).toHaveLength(1);
  expect(entry.match(/new URL\("\.\/attune\.wasm",\s?import\.meta\.url\)/g)).toHaveLength(1);
});

/** Their names follow the sources; the tests above say what must hold of them. */
function isListedByKind(path: string): boolean {
  return (
    /^(dist\/inspector|docs)\//.test(path) || (path.endsWith(".d.ts") && !entries.includes(path))
  );
}

function follow(path: string, reached: Set<string>): void {
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(join(root, path), "utf8");
  for (const [, name = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
    follow(join(path, "..", name).replace(/\.js$/, ".d.ts"), reached);
  }
}
