/**
 * Where the npm entry has the core: in a file beside it.
 *
 * Of the ways to name the file, this literal is the one that Vite and webpack trace without a plugin.
 * The bundlers that do not take the file along are sent to `attune/inline` (core_inside.ts).
 */
import { AttuneError } from "./error.js";

/** What to do where the file is not to be had. */
export const remedy =
  'publish attune.wasm there, or hand it to init as "core", or import from "attune/inline"; with Vite\'s development server, put "attune" into optimizeDeps.exclude';

/** @throws AttuneError `wasm-unavailable` */
export function coreSource(): URL {
  try {
    return new URL("./attune.wasm", import.meta.url);
  } catch (cause) {
    // A bundle in the form "iife" has no address of its own, unless the bundler gives it one.
    const message =
      'This bundle does not know its own address, so "./attune.wasm" has none: hand the file to init as "core", or import from "attune/inline".';
    throw new AttuneError("wasm-unavailable", message, { cause });
  }
}
