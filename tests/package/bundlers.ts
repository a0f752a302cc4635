// The bundlers as a stranger has them: nothing but what says where to begin and where to write.
import { join } from "node:path";

import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rolldown } from "rolldown";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

export interface Job {
  /** The folder of the project. */
  readonly folder: string;
  /** A file in it. */
  readonly entry: string;
  /** The folder to write "bundle.js" to. */
  readonly to: string;
}

/** "es" is loaded as a module, "iife" as a classic script. */
export type Form = "es" | "iife";

export interface Bundler {
  readonly form: Form;
  build(job: Job): Promise<unknown>;
}

const bundle = "bundle.js";
const inputOf = ({ folder, entry }: Job): string => join(folder, entry);

const byEsbuild = (form: Form, more: esbuild.BuildOptions = {}): Bundler => ({
  form,
  build: (job) =>
    esbuild.build({
      entryPoints: [inputOf(job)],
      outfile: join(job.to, bundle),
      bundle: true,
      format: form === "es" ? "esm" : form,
      logLevel: "silent",
      ...more,
    }),
});

const byRollup = (form: Form): Bundler => ({
  form,
  async build(job) {
    const made = await rollup({
      input: inputOf(job),
      plugins: [nodeResolve()],
      logLevel: "silent",
    });
    await made.write({ file: join(job.to, bundle), format: form });
  },
});

const byRolldown = (form: Form): Bundler => ({
  form,
  async build(job) {
    const made = await rolldown({ input: inputOf(job), cwd: job.folder, logLevel: "silent" });
    await made.write({ file: join(job.to, bundle), format: form });
  },
});

const byWebpack: Bundler = {
  form: "iife",
  build: ({ folder, entry, to }) =>
    new Promise<void>((done, fail) => {
      const output = { path: to, filename: bundle };
      const where = { context: folder, entry: `./${entry}`, output };
      webpack({ ...where, mode: "production" }, (error, stats) => {
        if (error) fail(error);
        else if (stats?.hasErrors()) fail(new Error(stats.toString("errors-only")));
        else done();
      });
    }),
};

const byVite: Bundler = {
  form: "es",
  build: (job) =>
    vite({
      root: job.folder,
      configFile: false,
      logLevel: "error",
      base: "./",
      build: {
        outDir: job.to,
        assetsInlineLimit: 0,
        rolldownOptions: { input: inputOf(job), output: { entryFileNames: bundle } },
      },
    }),
};

export const bundlers = {
  vite: byVite,
  webpack: byWebpack,
  "Rollup, es": byRollup("es"),
  "Rollup, iife": byRollup("iife"),
  "Rolldown, es": byRolldown("es"),
  "Rolldown, iife": byRolldown("iife"),
  "esbuild, es": byEsbuild("es"),
  "esbuild, iife": byEsbuild("iife"),
} satisfies Record<string, Bundler>;

export type BundlerName = keyof typeof bundlers;

/** React is no package of the consumer's: it is found in this repository. */
export const byEsbuildWithReact = (root: string, mode: "production" | "development"): Bundler =>
  byEsbuild("es", {
    nodePaths: [join(root, "node_modules")],
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
  });
