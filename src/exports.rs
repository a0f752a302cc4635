//! What JavaScript calls (`docs/boundary.md`): converts, delegates, and holds no logic.
//!
//! Numbers come as they are, everything else by handle; a result is left with `tasks::leave`, where
//! js/load_core.ts reads it.

use wasm_bindgen::prelude::*;

use crate::browser::{Handle, tasks};
use crate::entry::{begin_over, tell, with};
use crate::value::Value;

#[wasm_bindgen]
pub fn start(host: i32) {
    begin_over(host);
}

/// What it leaves is a fault, if anything.
#[wasm_bindgen]
pub fn configure(config: i32, came_by: i32) {
    with(|core| core.configure(Handle(config), Handle(came_by)));
}

#[wasm_bindgen]
pub fn personalize(config: i32) {
    tell(|core| core.personalize(Handle(config)));
}

/// Whether an opt-in would have an id made at once.
#[wasm_bindgen]
pub fn makes_id() {
    with(|core| Handle::boolean(core.makes_id()));
}

#[wasm_bindgen]
pub fn consents(list: i32, is_pending: i32) {
    tell(|core| core.update_consents(Handle(list), Handle(is_pending).is_true()));
}

#[wasm_bindgen]
pub fn consent_records() {
    with(|core| core.consent_records());
}

#[wasm_bindgen]
pub fn decide(call: u32, points: i32, context: i32, options: i32) {
    tell(|core| core.decide(call, Handle(points), Handle(context), Handle(options)));
}

#[wasm_bindgen]
pub fn expire(call: u32) {
    tell(|core| core.expire(call));
}

#[wasm_bindgen]
pub fn abandon(call: u32) {
    tell(|core| core.abandon(call));
}

#[wasm_bindgen]
pub fn set_zone_handler(zone: i32, point: i32, is_official: i32, callback: i32) {
    tell(|core| {
        let is_official = Handle(is_official).is_true();
        core.set_zone_handler(Handle(zone), Handle(point), is_official, Handle(callback));
    });
}

#[wasm_bindgen]
pub fn remove_zone_handler(zone: i32) {
    tell(|core| core.zones.remove(Handle(zone)));
}

#[wasm_bindgen]
pub fn track(call: u32, event: i32, moment: i32) {
    tell(|core| core.track(call, Handle(event), Handle(moment)));
}

#[wasm_bindgen]
pub fn impression(call: u32, reference: i32, moment: i32) {
    tell(|core| core.engage(call, false, Handle(reference), Handle(moment)));
}

#[wasm_bindgen]
pub fn click(call: u32, reference: i32, moment: i32) {
    tell(|core| core.engage(call, true, Handle(reference), Handle(moment)));
}

#[wasm_bindgen]
pub fn flush(call: u32) {
    tell(|core| core.flush(call));
}

#[wasm_bindgen]
pub fn delivery_status() {
    with(|core| core.delivery_status());
}

#[wasm_bindgen]
pub fn accounts() {
    with(|core| core.accounts());
}

#[wasm_bindgen]
pub fn browser_id() {
    with(|core| core.known_id());
}

#[wasm_bindgen]
pub fn campaign() {
    with(|core| core.current_campaign());
}

#[wasm_bindgen]
pub fn forget(call: u32) {
    tell(|core| core.forget(call));
}

/// Storage was changed by another tab, which has added something or removed it; true if the
/// visitor was forgotten there, and so here.
#[wasm_bindgen]
pub fn storage_changed(is_added: i32) {
    with(|core| Handle::boolean(core.notice_change(Handle(is_added).is_true())));
}

/// Requests of a page that is being left must be under way before this returns.
#[wasm_bindgen]
pub fn leave(is_parting: i32) {
    tell(|core| {
        core.leave(Handle(is_parting).is_true());
        tasks::turn();
    });
}

/// The page is shown again.
#[wasm_bindgen]
pub fn come_back() {
    tell(|core| {
        core.come_back();
        tasks::turn();
    });
}

#[wasm_bindgen]
pub fn turn() {
    tell(|_| tasks::turn());
}

#[wasm_bindgen]
pub fn turn_ended() {
    tell(|core| {
        core.turn_ended();
        tasks::turn();
    });
}

#[wasm_bindgen]
pub fn tick(timer: u32) {
    tell(|core| core.tick(timer));
}

/// How many tasks are alive: flat, however long a page lives. The tests and the inspector look at
/// it.
#[wasm_bindgen]
pub fn load() -> JsValue {
    serde_wasm_bindgen::to_value(&tasks::load().0).unwrap_or_default()
}
