// The published types: what tsc says about the entries, and of the other files only those they need.
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { must } from "./command.mjs";
import { root } from "./versions.mjs";

const emitted = join(root, ".cache/types");
const entries = ["index.d.ts", "consent.d.ts", "script.d.ts"];

export const declarationStep = {
  name: "types",
  inputs: ["js", "pkg", "tsconfig.json", "tsconfig.declarations.json", "tools/declarations.mjs"],
  outputs: entries.map((name) => `dist/${name}`),
  run: emitDeclarations,
};

async function emitDeclarations() {
  await rm(emitted, { recursive: true, force: true });
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await must(process.execPath, [compiler, "-p", "tsconfig.declarations.json"]);
  await removeOldDeclarations();
  const needed = new Set();
  for (const name of entries) await follow(join(emitted, name), needed);
  for (const file of needed) {
    const to = join(root, "dist", relative(emitted, file));
    await mkdir(dirname(to), { recursive: true });
    await cp(file, to);
  }
}

/** A declaration that is no longer needed must not be published for ever. */
async function removeOldDeclarations() {
  const names = await readdir(join(root, "dist"), { recursive: true }).catch(() => []);
  const old = names.filter((name) => name.endsWith(".d.ts"));
  await Promise.all(old.map((name) => rm(join(root, "dist", name))));
}

async function follow(file, seen) {
  if (seen.has(file)) return;
  if (relative(emitted, file).startsWith("..")) {
    throw new Error(`the public types reach outside js/: ${relative(root, file)}`);
  }
  seen.add(file);
  const { default: ts } = await import("typescript");
  const { importedFiles } = ts.preProcessFile(await readFile(file, "utf8"));
  for (const { fileName } of importedFiles) {
    if (!fileName.startsWith(".")) {
      throw new Error(`the public types need a package: ${fileName} in ${relative(root, file)}`);
    }
    await follow(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")), seen);
  }
}
