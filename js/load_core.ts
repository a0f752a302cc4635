/**
 * Brings the core: from its bytes, however they arrive, to a running instance.
 *
 * The loader that wasm-bindgen generates is left aside: it warns on the console, its errors name no
 * remedy, and it fetches where we were handed the bytes.
 */
import { __wbg_reset_state, callExport, initSync } from "../pkg/attune.js";
import { handleOf, lastResult, takeBack } from "../src/browser/values.js";
import { compileCore, unusable } from "./compile_core.js";
import type { Core, CoreModule, LoadCore } from "./core.js";
import type { Fault } from "./error.js";
import { quiet } from "./quiet.js";
import type { CoreSource } from "./types.js";

/**
 * The exports take and give numbers only: any other value goes by handle, and a result is left where
 * it can be read.
 */
const exportOf =
  (name: keyof Core) =>
  (...args: unknown[]): unknown => {
    const numbers = args.map((value) => (typeof value === "number" ? value : handleOf(value)));
    callExport(name, numbers);
    const result = lastResult();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a fault is no Error yet
    if (name === "configure" && result) throw result as Fault;
    return result;
  };

const core: CoreModule = {
  core_: new Proxy({} as Core, { get: (_, name) => exportOf(name as keyof Core) }),
  reset_: __wbg_reset_state,
  takeBack_: takeBack,
};

/**
 * @param source - says where the core is; not called before the core is asked for
 * @param remedy - what to do where it is not there
 * @returns what loads it: once for all who ask, and again after a failure. Rejects with an
 *   AttuneError `wasm-unavailable`
 */
export function createLoader(source: () => CoreSource, remedy?: string): LoadCore {
  let loading: Promise<CoreModule> | undefined;

  async function load(given: unknown): Promise<CoreModule> {
    try {
      const from = (): CoreSource => (given as CoreSource | undefined) ?? source();
      instantiate(await compileCore(from, given ? undefined : remedy));
      return core;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  return (given) => (loading ??= quiet(load(given)));
}

function instantiate(module: WebAssembly.Module): void {
  try {
    initSync({ module });
  } catch (cause) {
    throw unusable(cause);
  }
}
