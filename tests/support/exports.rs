//! The exports as JavaScript sees them (js/load_core.ts): any value goes in and comes out.

use attune::browser::{Handle, tasks};
use attune::exports;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = lastResult)]
    fn last_result() -> JsValue;
}

fn handle(value: &JsValue) -> i32 {
    Handle::of_js(value).0
}

fn truth(value: bool) -> i32 {
    handle(&value.into())
}

/// `[tasks, values]`: how many tasks are alive, and how many values the core holds a handle on.
/// Both are flat, however long a page lives.
pub fn load() -> JsValue {
    serde_wasm_bindgen::to_value(&tasks::load()).unwrap_or_default()
}

pub fn configure(config: &JsValue) -> Result<(), JsValue> {
    exports::configure(handle(config), handle(&JsValue::UNDEFINED));
    let fault = last_result();
    if fault.is_undefined() {
        Ok(())
    } else {
        Err(fault)
    }
}

pub fn start(host: &JsValue) {
    exports::start(handle(host));
}

pub fn personalize(config: &JsValue) {
    exports::personalize(handle(config));
}

pub fn consents(list: &JsValue, is_pending: bool) {
    exports::consents(handle(list), truth(is_pending));
}

pub fn consent_records() -> JsValue {
    exports::consent_records();
    last_result()
}

pub fn accounts() -> JsValue {
    exports::accounts();
    last_result()
}

pub fn decide(call: u32, points: &JsValue, context: &JsValue, options: &JsValue) {
    exports::decide(call, handle(points), handle(context), handle(options));
}

pub fn expire(call: u32) {
    exports::expire(call);
}

pub fn abandon(call: u32) {
    exports::abandon(call);
}

pub fn set_zone_handler(zone: &JsValue, point: &JsValue, is_official: bool, callback: &JsValue) {
    exports::set_zone_handler(
        handle(zone),
        handle(point),
        truth(is_official),
        handle(callback),
    );
}

pub fn remove_zone_handler(zone: &JsValue) {
    exports::remove_zone_handler(handle(zone));
}

pub fn track(call: u32, event: &JsValue) {
    exports::track(call, handle(event), handle(&JsValue::UNDEFINED));
}

pub fn impression(call: u32, reference: &JsValue) {
    exports::impression(call, handle(reference), handle(&JsValue::UNDEFINED));
}

pub fn click(call: u32, reference: &JsValue) {
    exports::click(call, handle(reference), handle(&JsValue::UNDEFINED));
}

pub fn flush(call: u32) {
    exports::flush(call);
}

pub fn delivery_status() -> JsValue {
    exports::delivery_status();
    last_result()
}

pub fn browser_id() -> JsValue {
    exports::browser_id();
    last_result()
}

pub fn campaign() -> JsValue {
    exports::campaign();
    last_result()
}

pub fn forget(call: u32) {
    exports::forget(call);
}

pub fn storage_changed(is_added: bool) -> bool {
    exports::storage_changed(truth(is_added));
    last_result().is_truthy()
}

pub fn leave(is_parting: bool) {
    exports::leave(truth(is_parting));
}

pub fn come_back() {
    exports::come_back();
}

pub fn turn() {
    exports::turn();
}

pub fn turn_ended() {
    exports::turn_ended();
}

pub fn tick(timer: u32) {
    exports::tick(timer);
}
