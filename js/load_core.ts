/**
 * Brings the core: from its bytes, however they arrive, to a running instance.
 *
 * The loader that wasm-bindgen generates is left aside: it warns on the console, its errors name no
 * remedy, and it fetches where we were handed the bytes.
 */
import {
  __wbg_reset_state,
  abandon,
  browser_id,
  campaign,
  click,
  come_back,
  configure,
  consent_records,
  consents,
  decide,
  delivery_status,
  expire,
  flush,
  forget,
  impression,
  initSync,
  leave,
  personalize,
  remove_zone_handler,
  set_zone_handler,
  start,
  storage_changed,
  tick,
  track,
  turn,
  turn_ended,
} from "../pkg/attune.js";
import { compileCore, unusable, type CoreSource } from "./compile_core.js";
import type { CoreModule } from "./core.js";
import { quiet } from "./quiet.js";

const core: CoreModule = {
  core_: {
    abandon,
    browser_id,
    campaign,
    click,
    come_back,
    configure,
    consent_records,
    consents,
    decide,
    delivery_status,
    expire,
    flush,
    forget,
    impression,
    leave,
    personalize,
    remove_zone_handler,
    set_zone_handler,
    start,
    storage_changed,
    tick,
    track,
    turn,
    turn_ended,
  },
  reset_: __wbg_reset_state,
};

/**
 * @param source - says where the core is; not called before the core is asked for
 * @returns what loads it: once for all who ask, and again after a failure. Rejects with an
 *   AttuneError `wasm-unavailable`
 */
export function createLoader(source: () => CoreSource): () => Promise<CoreModule> {
  let loading: Promise<CoreModule> | undefined;

  async function load(): Promise<CoreModule> {
    try {
      instantiate(await compileCore(source));
      return core;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  return () => (loading ??= quiet(load()));
}

function instantiate(module: WebAssembly.Module): void {
  try {
    initSync({ module });
  } catch (cause) {
    throw unusable(cause);
  }
}
