// The glue that wasm-bindgen makes. The build asks it for no types: these say what is used of it.
declare module "*/pkg/attune.js" {
  type Core = import("./core.js").Core;

  export function initSync(options: { module: WebAssembly.Module }): unknown;
  export function __wbg_reset_state(): void;

  export const start: Core["start"];
  export const configure: Core["configure"];
  export const personalize: Core["personalize"];
  export const consents: Core["consents"];
  export const consent_records: Core["consent_records"];
  export const decide: Core["decide"];
  export const expire: Core["expire"];
  export const abandon: Core["abandon"];
  export const set_zone_handler: Core["set_zone_handler"];
  export const remove_zone_handler: Core["remove_zone_handler"];
  export const track: Core["track"];
  export const impression: Core["impression"];
  export const click: Core["click"];
  export const flush: Core["flush"];
  export const delivery_status: Core["delivery_status"];
  export const storage_changed: Core["storage_changed"];
  export const browser_id: Core["browser_id"];
  export const campaign: Core["campaign"];
  export const forget: Core["forget"];
  export const leave: Core["leave"];
  export const come_back: Core["come_back"];
  export const turn: Core["turn"];
  export const turn_ended: Core["turn_ended"];
  export const tick: Core["tick"];
}
