/**
 * Where `attune/inline` has the core: in the script itself, as the script tag does. That asks nothing of
 * a bundler or a host, and cannot be compiled while it arrives: the file beside it (core_beside.ts) is
 * the better one where it works.
 */
import { coreBytes } from "attune:wasm";

export const coreSource = coreBytes;
export const remedy = undefined;
