import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

// Equal to the `channel` of rust-toolchain.toml.
export const rust = "1.95.0";

// wasm-bindgen-cli must equal the wasm-bindgen crate of Cargo.toml: they speak a private format.
export const cargoTools = [
  { name: "wasm-bindgen-cli", version: "0.2.130", program: "wasm-bindgen" },
  { name: "wasm-pack", version: "0.15.1", program: "wasm-pack" },
];

export const cache =
  process.env.ATTUNE_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "attune");

/** Where a cargo tool of that very version lives; several checkouts share it. */
export function toolFolder({ name, version }) {
  return join(cache, "tools", `${name}-${version}`, "bin");
}
