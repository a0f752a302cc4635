// What tools/bundles.mjs puts into the sources while it bundles them.

/** The version out of package.json. */
declare const __VERSION__: string;

/** The optimized core inside the bundle. Only the script tag, which must be one file, carries it. */
declare module "attune:wasm" {
  /** The bytes of the module, decoded at each call. */
  export function coreBytes(): Uint8Array<ArrayBuffer>;
}
