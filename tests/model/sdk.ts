import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";

import { build } from "esbuild";

import type { Attune } from "../../js/surface.js";

/** What the SDK takes from a browser, by name. */
export type Globals = Record<string, unknown> & { globalThis: { Attune?: Attune } };

/** Runs the SDK anew, in a page whose globals are those given. */
export type Sdk = (globals: Globals) => Attune;

const root = fileURLToPath(new URL("../../", import.meta.url));

const names = [
  "globalThis",
  "localStorage",
  "sessionStorage",
  "Storage",
  "document",
  "location",
  "navigator",
  "performance",
  "crypto",
  "Date",
  "Math",
  "fetch",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "MessageChannel",
  "BroadcastChannel",
  "addEventListener",
  "AbortSignal",
  "compiledCore",
];

/**
 * The script tag's bundle as one function: its globals are parameters, so that any number of pages
 * live side by side in one realm, with one compiled core between them.
 */
export async function loadSdk(): Promise<Sdk> {
  const compiledCore = new WebAssembly.Module(await readFile(`${root}pkg/attune.wasm`));
  const run = compileFunction(await bundle(), names, { filename: "attune.js" }) as (
    ...values: unknown[]
  ) => void;
  return (globals) => {
    run(...names.map((name) => (name === "compiledCore" ? compiledCore : globals[name])));
    const { Attune } = globals.globalThis;
    if (!Attune) throw new Error("The script has not put Attune into the page.");
    return Attune;
  };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["js/script.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    define: { __VERSION__: '"0.0.0-test"' },
    plugins: [
      {
        name: "compiled-core",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^attune:wasm$/ }, ({ path }) => ({ path, namespace: "core" }));
          onLoad({ filter: /.*/, namespace: "core" }, () => ({
            contents: "export const coreBytes = () => compiledCore;",
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}
