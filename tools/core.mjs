// The Rust core: cargo, then wasm-bindgen, then wasm-opt, to attune.js and attune.wasm of a folder.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { must, run } from "./command.mjs";
import { environment } from "./environment.mjs";
import { dropUnusedExports, shortenNames } from "./glue.mjs";
import { cargoTools, root, toolFolder } from "./versions.mjs";
import { listWords } from "./words.mjs";

const target = "wasm32-unknown-unknown";
const plainOnly = process.env.ATTUNE_PLAIN_STD === "1";

// What a page may lose to a core that asks for more and more: such a one then traps, and the tab
// lives. It works in 2 pages of 64 KiB; 256 are room for a text of 1 MiB, several times over.
const memoryLimit = `-Clink-arg=--max-memory=${16 * 1024 * 1024}`;

const inputs = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  ".cargo/config.toml",
  "js/core.ts",
  "src",
  "tools/core.mjs",
  "tools/function_table.mjs",
  "tools/glue.mjs",
  "tools/module_names.mjs",
  "tools/versions.mjs",
  "tools/words.mjs",
  "node_modules/binaryen/package.json",
];

export const coreStep = stepFor({ name: "core", pkg: "pkg", dist: "dist" });

/** The core of tests/traps/, which traps on demand: its own feature, and two exports more. */
export const trappingCoreStep = stepFor({
  name: "trapping core",
  pkg: ".cache/traps/pkg",
  dist: ".cache/traps/dist",
  features: ["traps"],
  moreExports: ["arm", "trap"],
});

function stepFor({ name, pkg, dist, features = [], moreExports = [] }) {
  return {
    name,
    inputs,
    settings: { plainOnly, features },
    outputs: [`${pkg}/attune.js`, `${pkg}/attune.wasm`, `${dist}/attune.wasm`],
    run: () => buildCore({ pkg, dist, features, moreExports }),
  };
}

async function buildCore({ pkg, dist, features, moreExports }) {
  await checkVersions();
  await listWords();
  const wasm = await compile(features);
  // Made here and moved when it is whole: a build that fails leaves the last good one in place.
  const stage = join(root, ".cache/stages", pkg);
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await bindToJavaScript(wasm, stage);
  const surface = [...(await readSurface()), ...moreExports];
  await rewrite(stage, "attune_bg.wasm", (...both) => dropUnusedExports(...both, surface));
  await shrink(stage);
  await rewrite(stage, "attune.wasm", (...both) => shortenNames(...both, surface));
  await publish(stage, join(root, pkg), join(root, dist));
}

/** Crate and tool of wasm-bindgen speak a private format: of two versions, the result is garbage. */
async function checkVersions() {
  const lock = await readFile(join(root, "Cargo.lock"), "utf8");
  const crate = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1];
  const tool = cargoTools.find(({ name }) => name === "wasm-bindgen-cli");
  if (crate === tool.version) return;
  throw new Error(
    `wasm-bindgen is ${crate} in Cargo.lock and ${tool.version} in tools/versions.mjs: make them equal`,
  );
}

/** @param more - what cargo is told besides */
export async function compile(features, more = []) {
  const args = ["build", "--release", "--lib", "--locked", "--target", target, ...more];
  if (features.length > 0) args.push("--features", features.join(","));
  if (!plainOnly && (await hasStandardLibrarySource())) {
    const { code, output } = await compileWithRebuiltStandardLibrary(args);
    if (code === 0) return join(root, "target/rebuilt", target, "release/attune.wasm");
    if (isOurOwnFault(output)) throw new Error(lastLines(output));
    console.warn(`  core: the standard library could not be rebuilt:\n${lastLines(output)}`);
  }
  console.warn(
    "  core: building with the ordinary standard library; the result is a quarter larger",
  );
  await must("cargo", args, { env: environment({ RUSTFLAGS: memoryLimit }) });
  return join(root, "target", target, "release/attune.wasm");
}

/** Then the ordinary build would fail as well, only later. */
function isOurOwnFault(output) {
  return output.includes("could not compile `attune`") || output.includes("--locked");
}

function lastLines(text) {
  return text.trimEnd().split("\n").slice(-40).join("\n");
}

async function hasStandardLibrarySource() {
  const sysroot = (await must("rustc", ["--print", "sysroot"])).trim();
  return existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.lock"));
}

/** A quarter smaller after compression than with the prebuilt library (packaging.md 8.3, measured). */
function compileWithRebuiltStandardLibrary(args) {
  const flags = [
    memoryLimit,
    "-Zunstable-options",
    // A panic becomes a bare trap: no message, no formatting, no hook.
    "-Cpanic=immediate-abort",
    // `{:?}` prints nothing, so its code goes.
    "-Zfmt-debug=none",
    // File names and line numbers of panics go.
    "-Zlocation-detail=none",
    // The data begins behind the stack, and every text is named by its address: a byte less for each
    // than behind the usual megabyte. 0.6 % of the compressed core, measured.
    "-Clink-arg=-zstack-size=32768",
  ].join(" ");
  // A target folder of its own: the two kinds of build would otherwise undo each other.
  const where = ["--target-dir", join(root, "target/rebuilt")];
  const library = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
  // The unstable flags are taken by a stable compiler only when told so; rust-toolchain.toml pins it.
  const env = environment({ RUSTC_BOOTSTRAP: "1", RUSTFLAGS: flags });
  return run("cargo", [...args, ...where, ...library], { env });
}

/** @param more - what wasm-bindgen is told besides */
export async function bindToJavaScript(wasm, stage, more = []) {
  const tool = cargoTools.find(({ name }) => name === "wasm-bindgen-cli");
  await must(join(toolFolder(tool), "wasm-bindgen"), [
    wasm,
    "--target=web",
    `--out-dir=${stage}`,
    "--out-name=attune",
    "--no-typescript",
    // Our own loader names the file; a second name would make bundlers emit it twice.
    "--omit-default-module-path",
    "--remove-producers-section",
    // Lets the guard replace an instance that has trapped.
    "--experimental-reset-state-function",
    ...more,
  ]);
}

/** The exports that JavaScript calls, by the interface that its own types are made of. */
export async function readSurface() {
  const text = await readFile(join(root, "js/core.ts"), "utf8");
  const [, members = ""] = /^export interface Core \{\n([^]*?)^\}/m.exec(text) ?? [];
  return Array.from(members.matchAll(/^ {2}readonly (\w+):/gm), ([, name]) => name);
}

/** Puts what a function of tools/glue.mjs makes of glue and module in their places. */
export async function rewrite(stage, module, work) {
  const glueFile = join(stage, "attune.js");
  const moduleFile = join(stage, module);
  const { glue, wasm } = work(await readFile(glueFile, "utf8"), await readFile(moduleFile));
  await writeFile(glueFile, glue);
  await writeFile(moduleFile, wasm);
}

export const shrinking = [
  "-Oz",
  // Until nothing more is found: 0.7 % of the compressed core, measured.
  "--converge",
  // Once more from the control flow up, then with functions that differ in constants made one,
  // each followed by another round: 0.9 % of the compressed core, measured.
  ...["--flatten", "--rereloop", "-Oz", "--converge"],
  ...["--merge-similar-functions", "-Oz", "--converge", "--reorder-locals"],
  // Those called most often get the short numbers: 0.4 % of the compressed core, measured.
  "--reorder-functions",
  // For tools that go on from here; nothing does.
  "--strip-target-features",
  // What Rust emits by default. "All" yields modules that current engines refuse.
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

async function shrink(stage) {
  const optimizer = join(root, "node_modules/binaryen/bin/wasm-opt");
  await must(process.execPath, [
    optimizer,
    ...shrinking,
    join(stage, "attune_bg.wasm"),
    "-o",
    join(stage, "attune.wasm"),
  ]);
  await rm(join(stage, "attune_bg.wasm"));
}

async function publish(stage, pkg, dist) {
  const bytes = await readFile(join(stage, "attune.wasm"));
  if (!WebAssembly.validate(bytes)) throw new Error("wasm-opt made a module that is not valid");
  await rm(pkg, { recursive: true, force: true });
  await mkdir(dirname(pkg), { recursive: true });
  await rename(stage, pkg);
  await mkdir(dist, { recursive: true });
  await copyFile(join(pkg, "attune.wasm"), join(dist, "attune.wasm"));
}
