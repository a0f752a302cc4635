// Samples call what there is, with what it takes: the compiler knows more than one run shows.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";

import { declarations } from "./entries.js";
import { type Fence, fencesIn, root } from "./fences.js";

// Inside the repository, so that a module is found where the package's own is.
const folder = join(root, ".cache/samples");
const samples = fencesIn("js");

/** What the words around a sample have said already, as tests/docs/sample_page.ts gives it. */
const given = `
  declare const Attune: import("../../dist/surface.js").Attune;
  declare const salesforce: import("attune").SalesforceProvider;
  declare const sitecore: import("attune").SitecoreProvider;
  declare function render(response: import("attune").PersonalizationResponse): void;`;

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
  // A sample shows the way, not every precaution on it.
  strict: false,
  paths: Object.fromEntries(declarations.map(([entry, file]) => [entry, [join(root, file)]])),
};

const pathOf = ({ where }: Fence): string => join(folder, `${where.replace(/\W/g, "_")}.js`);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "given.d.ts"), given);
});
afterAll(() => rmSync(folder, { recursive: true }));

function complaintsAbout(checked: Fence[]): string[] {
  for (const sample of checked) writeFileSync(pathOf(sample), sample.text);
  const program = ts.createProgram([join(folder, "given.d.ts"), ...checked.map(pathOf)], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) =>
      [
        file?.fileName.slice(folder.length),
        ts.flattenDiagnosticMessageText(messageText, "\n"),
      ].join(": "),
    );
}

const PLANTED = "planted";
const planted = ["Attune.nothing();", 'Attune.init({ salesforce: { endpont: "" } });'].map(
  (text, index) => ({ where: PLANTED + index, file: "", language: "js", notRun: undefined, text }),
);

it("every script is sound for the compiler, which finds the faults that were planted", () => {
  const all = complaintsAbout([...samples, ...planted]);
  const found = all.filter((complaint) => complaint.startsWith(`/${PLANTED}`));
  expect(all.filter((complaint) => !found.includes(complaint))).toEqual([]);
  expect(found.sort()).toEqual([
    expect.stringContaining("nothing"),
    expect.stringContaining("endpont"),
  ]);
});
