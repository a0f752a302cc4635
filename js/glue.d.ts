// The glue that wasm-bindgen makes. The build asks it for no types: these say what is used of it.
declare module "*/pkg/attune.js" {
  export function initSync(options: { module: WebAssembly.Module }): unknown;
  export function __wbg_reset_state(): void;

  /** Calls an export of the instance in use. */
  export function callExport(name: string, numbers: number[]): void;
}

declare module "*/src/browser/values.js" {
  export function handleOf(value: unknown): number;
  export function lastResult(): unknown;
  export function takeBack(): void;
}

declare module "*/src/browser/redact.js" {
  export function redact(text: string): string;
}
