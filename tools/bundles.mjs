// The JavaScript of dist/: one step per file that is published.
import { existsSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { toModule } from "./embedding.mjs";
import { root } from "./versions.mjs";

// The browsers that the core's own WebAssembly features ask for anyway.
const browsers = ["chrome96", "edge96", "firefox92", "safari16.4"];

const browserInputs = [
  "js",
  "pkg",
  "src/browser",
  "package.json",
  "tools/bundles.mjs",
  "tools/embedding.mjs",
];
const nodeInputs = ["js/dev", "package.json", "tools/bundles.mjs"];

export const bundleSteps = [
  {
    name: "errors",
    inputs: browserInputs,
    outputs: ["dist/error.js"],
    run: () => bundleForBrowser({ from: "js/error.ts", to: "dist/error.js", format: "esm" }),
  },
  {
    name: "npm entry",
    inputs: browserInputs,
    outputs: ["dist/index.js"],
    run: () => bundleForBrowser({ from: "js/index.ts", to: "dist/index.js", format: "esm" }),
  },
  {
    name: "npm entry, core inside",
    inputs: browserInputs,
    outputs: ["dist/inline.js"],
    run: () =>
      bundleForBrowser({
        from: "js/index.ts",
        to: "dist/inline.js",
        format: "esm",
        plugins: [coreInside],
      }),
  },
  ...["index", "inline"].map((name) => ({
    name: `${name} for bundlers`,
    inputs: ["js/index.bundler.ts", "tools/bundles.mjs"],
    outputs: [`dist/${name}.bundler.js`],
    run: () => passOn(name),
  })),
  {
    name: "script tag",
    inputs: browserInputs,
    outputs: ["dist/attune.js"],
    run: () => bundleForBrowser({ from: "js/script.ts", to: "dist/attune.js", format: "iife" }),
  },
  {
    name: "consent adapters",
    inputs: browserInputs,
    outputs: ["dist/consent.js"],
    run: () => bundleForBrowser({ from: "js/consent.ts", to: "dist/consent.js", format: "esm" }),
  },
  {
    name: "dev server",
    inputs: nodeInputs,
    outputs: ["dist/dev.js"],
    run: () => bundleForNode({ from: "js/dev/server.ts", to: "dist/dev.js" }),
  },
  {
    name: "command line",
    inputs: nodeInputs,
    outputs: ["dist/cli.js"],
    run: () => bundleForNode({ from: "js/dev/cli.ts", to: "dist/cli.js", plugins: [devServer] }),
  },
  {
    name: "inspector",
    inputs: ["js/dev/inspector", "tools/bundles.mjs"],
    outputs: ["dist/inspector"],
    run: () => copyFolder("js/dev/inspector", "dist/inspector"),
  },
  {
    name: "starter",
    inputs: ["js/dev/starter", "tools/bundles.mjs"],
    outputs: ["dist/starter"],
    run: () => copyFolder("js/dev/starter", "dist/starter"),
  },
];

/** The browser's bundles once more, over the core that traps on demand (tests/traps/). */
export const trappingBundleSteps = [
  { from: "js/error.ts", to: ".cache/traps/dist/error.js", format: "esm" },
  { from: "js/index.ts", to: ".cache/traps/dist/index.js", format: "esm" },
  { from: "js/script.ts", to: ".cache/traps/dist/attune.js", format: "iife" },
].map((how) => ({
  name: `trapping ${how.from}`,
  inputs: [...browserInputs, ".cache/traps/pkg"],
  outputs: [how.to],
  run: () => bundleForBrowser({ ...how, pkg: ".cache/traps/pkg" }),
}));

async function bundleForBrowser({ from, to, format, pkg = "pkg", plugins = [] }) {
  await bundle(from, to, {
    format,
    platform: "browser",
    target: browsers,
    minify: true,
    legalComments: "none",
    // By house rule a property that ends in an underscore never leaves its bundle.
    mangleProps: /[^_]_$/,
    plugins: [
      coreOf(pkg),
      embeddedCore(pkg),
      ...(format === "esm" ? [errorsBeside] : []),
      ...plugins,
    ],
  });
  await squeeze(to, format === "esm");
}

// V8 then compiles all functions while the file arrives, off the main thread, and not one after the
// other as they are first called: measured to take 6 to 11 of 45 ms from a start (Chromium 136 and
// later: v8.dev/blog/explicit-compile-hints; it has to be the first line). Bundlers drop it.
const compileHint = "//# allFunctionsCalledOnLoad\n";

/** What esbuild leaves to save within functions: 590 bytes of the script tag in brotli. */
async function squeeze(file, isModule) {
  const { minify } = await import("terser");
  const { code } = await minify(await readFile(join(root, file), "utf8"), {
    ecma: 2020,
    module: isModule,
    compress: { passes: 2 },
    format: { ascii_only: true },
  });
  await writeFile(join(root, file), isModule ? code : compileHint + code);
}

async function bundleForNode({ from, to, plugins = [] }) {
  const isProgram = to.endsWith("cli.js");
  await bundle(from, to, {
    format: "esm",
    platform: "node",
    target: "node20",
    banner: isProgram ? { js: "#!/usr/bin/env node" } : {},
    plugins,
  });
}

/** Not bundled: names are to be passed on in one statement, which bundlers see through. */
async function passOn(name) {
  const { transform } = await import("esbuild");
  const source = await readFile(join(root, "js/index.bundler.ts"), "utf8");
  const { code } = await transform(source, { loader: "ts", minify: true });
  await writeFile(
    join(root, `dist/${name}.bundler.js`),
    code.replace("./index.js", `./${name}.js`),
  );
}

async function bundle(from, to, options) {
  if (!existsSync(join(root, from))) throw new Error(`${from} is missing`);
  const { build } = await import("esbuild");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await build({
    absWorkingDir: root,
    entryPoints: [from],
    outfile: to,
    bundle: true,
    define: { __VERSION__: JSON.stringify(version) },
    logLevel: "warning",
    logOverride: { "empty-import-meta": "error" },
    ...options,
  });
}

async function copyFolder(from, to) {
  await rm(join(root, to), { recursive: true, force: true });
  await cp(join(root, from), join(root, to), { recursive: true });
}

/** The core's glue, and the sources it is written for, wherever it lies. */
const coreOf = (pkg) => ({
  name: "core",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/(pkg|src\/browser)\// }, ({ path }) => ({
      path: join(root, path.replace(/^\.\.\/pkg\//, `${pkg}/`).replace(/^\.\.\//, "")),
    }));
  },
});

/** For `attune/inline`: the same entry over the core in the script. */
const coreInside = {
  name: "core-inside",
  setup(build) {
    const path = join(root, "js/core_inside.ts");
    build.onResolve({ filter: /^\.\/core_beside\.js$/ }, () => ({ path }));
  },
};

/** The modules share dist/error.js: whoever imports a guard is not to carry all the rest. */
const errorsBeside = {
  name: "errors-beside",
  setup(build) {
    const beside = { path: "./error.js", external: true, sideEffects: false };
    build.onResolve({ filter: /^\.\/error\.js$/ }, () => beside);
  },
};

/** `import { coreBytes } from "attune:wasm"` */
const embeddedCore = (pkg) => ({
  name: "embedded-core",
  setup(build) {
    build.onResolve({ filter: /^attune:wasm$/ }, ({ path }) => ({
      path,
      namespace: "core",
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: "core" }, async () => {
      const bytes = await readFile(join(root, pkg, "attune.wasm"));
      return { contents: toModule(bytes), loader: "js" };
    });
  },
});

/** The command line uses the published dist/dev.js instead of carrying a second copy of it. */
const devServer = {
  name: "dev-server",
  setup(build) {
    const beside = { path: "./dev.js", external: true };
    build.onResolve({ filter: /^\.\/server(\.js|\.ts)?$/ }, () => beside);
  },
};
