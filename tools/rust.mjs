import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { find, isExecutable, must, run, seconds } from "./command.mjs";
import { cache, cargoTools, rust, toolFolder } from "./versions.mjs";

const components = ["clippy", "rust-src", "rustfmt"];
const target = "wasm32-unknown-unknown";

/** The compiler, its parts for WebAssembly, and the two command-line tools, one after the other. */
export async function setUpRust(say) {
  await setUpToolchain(say);
  await addMissingParts(say);
  for (const tool of cargoTools) await setUpCargoTool(tool, say);
  await rm(workshop, { recursive: true, force: true });
}

// The tools share this folder while they are built, so the second reuses what the first compiled.
const workshop = join(cache, "build");

async function setUpToolchain(say) {
  if (!find("cargo")) {
    throw new Error(`Rust is missing. Install it with rustup (version ${rust}), then try again.`);
  }
  if (await isPinned()) return;
  if (!find("rustup")) {
    throw new Error(`This needs Rust ${rust} and there is no rustup to get it. Please install it.`);
  }
  say(`installing Rust ${rust}`);
  const wanted = ["toolchain", "install", rust, "--profile", "minimal", "--no-self-update"];
  await run("rustup", wanted);
  if (await isPinned()) return;
  // The same compiler under another name will do: "stable" is 1.95.0 for as long as it is newest.
  if (await isPinned({ ...process.env, RUSTUP_TOOLCHAIN: "stable" })) {
    process.env.RUSTUP_TOOLCHAIN = "stable";
    say(`using the toolchain "stable", which is Rust ${rust}`);
    return;
  }
  throw new Error(`Rust ${rust} cannot be installed here. Try: rustup toolchain install ${rust}`);
}

async function isPinned(env = process.env) {
  const { code, output } = await run("rustc", ["--version"], { env });
  return code === 0 && output.startsWith(`rustc ${rust} `);
}

async function addMissingParts(say) {
  const sysroot = (await must("rustc", ["--print", "sysroot"])).trim();
  const has = {
    [target]: existsSync(join(sysroot, "lib/rustlib", target, "lib")),
    "rust-src": existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.lock")),
    clippy: isExecutable(join(sysroot, "bin/cargo-clippy")),
    rustfmt: isExecutable(join(sysroot, "bin/rustfmt")),
  };
  if (!has[target]) await add("target", target, say);
  for (const component of components) {
    if (!has[component]) await add("component", component, say);
  }
}

async function add(kind, name, say) {
  say(`adding the ${kind} ${name}`);
  try {
    await must("rustup", [kind, "add", name]);
  } catch (error) {
    // Only the size of the result hangs on the standard library's source: the build says so.
    if (name === "rust-src") return say("rust-src cannot be had; the build will be larger");
    throw new Error(`${error.message}\nTry: rustup ${kind} add ${name}`, { cause: error });
  }
}

async function setUpCargoTool(tool, say) {
  const program = join(toolFolder(tool), tool.program);
  if (await isVersion(program, tool.version)) return;
  say(`building ${tool.name} ${tool.version} (some minutes, once)`);
  const began = performance.now();
  const where = ["--root", join(toolFolder(tool), ".."), "--target-dir", workshop];
  const what = [tool.name, "--version", tool.version];
  // Unoptimized, a tool is built in a third of the time and is still quick enough for a small core.
  const quick = ["--debug", "--config", "profile.dev.debug=false"];
  await must("cargo", ["install", ...quick, ...where, ...what]);
  say(`built ${tool.name} ${tool.version} in ${seconds(began)}`);
}

async function isVersion(program, version) {
  if (!existsSync(program)) return false;
  const { code, output } = await run(program, ["--version"]);
  return code === 0 && output.trim().split(" ").at(-1) === version;
}
