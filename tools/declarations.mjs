// The published types: what tsc says about js/index.ts, and of its other files only those it needs.
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { must } from "./command.mjs";
import { root } from "./versions.mjs";

const emitted = join(root, ".cache/types");

export const declarationStep = {
  name: "types",
  inputs: ["js", "pkg", "tsconfig.json", "tsconfig.declarations.json", "tools/declarations.mjs"],
  outputs: ["dist/index.d.ts"],
  run: emitDeclarations,
};

async function emitDeclarations() {
  await rm(emitted, { recursive: true, force: true });
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await must(process.execPath, [compiler, "-p", "tsconfig.declarations.json"]);
  await removeOldDeclarations();
  for (const file of await follow(join(emitted, "index.d.ts"))) {
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

async function follow(file, seen = new Set()) {
  if (seen.has(file)) return seen;
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
  return seen;
}
