//! What JavaScript calls (`docs/boundary.md`): converts, delegates, and holds no logic.

use wasm_bindgen::prelude::*;

use crate::browser::{Handle, tasks};
use crate::entry::{begin_over, tell, with};
use crate::value::Value;

#[wasm_bindgen]
pub fn start(host: &JsValue) {
    begin_over(host);
}

#[wasm_bindgen]
pub fn configure(config: &JsValue) -> Result<(), JsValue> {
    let fault = with(&|core| core.configure(Handle::of_js(config)));
    if fault.is_undefined() {
        Ok(())
    } else {
        Err(fault)
    }
}

#[wasm_bindgen]
pub fn personalize(config: &JsValue) {
    tell(&|core| core.personalize(Handle::of_js(config)));
}

#[wasm_bindgen]
pub fn consents(list: &JsValue, is_pending: bool) {
    tell(&|core| core.update_consents(Handle::of_js(list), is_pending));
}

#[wasm_bindgen]
pub fn consent_records() -> JsValue {
    with(&|core| core.consents.records())
}

#[wasm_bindgen]
pub fn decide(call: u32, points: &JsValue, context: &JsValue, options: &JsValue) {
    tell(&|core| {
        let [points, context, options] = [points, context, options].map(Handle::of_js);
        core.decide(call, points, context, options);
    });
}

#[wasm_bindgen]
pub fn expire(call: u32) {
    tell(&|core| core.expire(call));
}

#[wasm_bindgen]
pub fn abandon(call: u32) {
    tell(&|core| core.abandon(call));
}

#[wasm_bindgen]
pub fn set_zone_handler(zone: &JsValue, point: &JsValue, is_official: bool, callback: &JsValue) {
    tell(&|core| {
        let [zone, point, callback] = [zone, point, callback].map(Handle::of_js);
        core.set_zone_handler(zone, point, is_official, callback);
    });
}

#[wasm_bindgen]
pub fn remove_zone_handler(zone: &JsValue) {
    tell(&|core| core.zones.remove(Handle::of_js(zone)));
}

#[wasm_bindgen]
pub fn track(call: u32, event: &JsValue) {
    tell(&|core| core.track(call, Handle::of_js(event)));
}

#[wasm_bindgen]
pub fn impression(call: u32, reference: &JsValue) {
    tell(&|core| core.engage(call, false, Handle::of_js(reference)));
}

#[wasm_bindgen]
pub fn click(call: u32, reference: &JsValue) {
    tell(&|core| core.engage(call, true, Handle::of_js(reference)));
}

#[wasm_bindgen]
pub fn flush(call: u32) {
    tell(&|core| core.flush(call));
}

#[wasm_bindgen]
pub fn delivery_status() -> JsValue {
    with(&|core| core.delivery_status())
}

/// Text, or null.
#[wasm_bindgen]
pub fn browser_id() -> JsValue {
    let id = with(&|core| core.known_id());
    if id.is_undefined() { JsValue::NULL } else { id }
}

#[wasm_bindgen]
pub fn campaign() -> JsValue {
    with(&|core| core.current_campaign())
}

#[wasm_bindgen]
pub fn forget(call: u32) {
    tell(&|core| core.forget(call));
}

/// Storage was changed by another tab, which has added something or removed it; true if the
/// visitor was forgotten there, and so here.
#[wasm_bindgen]
pub fn storage_changed(is_added: bool) -> bool {
    with(&|core| Handle::boolean(core.notice_change(is_added))).is_truthy()
}

/// Requests of a page that is being left must be under way before this returns.
#[wasm_bindgen]
pub fn leave(is_parting: bool) {
    tell(&|core| {
        core.leave(is_parting);
        tasks::turn();
    });
}

/// The page is shown again.
#[wasm_bindgen]
pub fn come_back() {
    tell(&|core| {
        core.come_back();
        tasks::turn();
    });
}

/// `[tasks, values]`: how many tasks are alive, and how many values the core holds a handle on.
/// Both are flat, however long a page lives; the tests and the inspector look at them.
#[wasm_bindgen]
pub fn load() -> JsValue {
    serde_wasm_bindgen::to_value(&tasks::load()).unwrap_or_default()
}

#[wasm_bindgen]
pub fn turn() {
    tell(&|_| tasks::turn());
}

#[wasm_bindgen]
pub fn turn_ended() {
    tell(&|core| {
        core.turn_ended();
        tasks::turn();
    });
}

#[wasm_bindgen]
pub fn tick(timer: u32) {
    tell(&|core| core.tick(timer));
}
