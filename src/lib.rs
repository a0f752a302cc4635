//! Attune: personalization for the browser. This crate is the core. Here is the surface it exports
//! to JavaScript (`docs/boundary.md`); it converts, delegates, and holds no logic.

pub mod attune;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod decisions;
pub mod engagement;
#[cfg(test)]
mod fakes;
pub mod model;
pub mod ports;
pub mod providers;
pub mod value;
pub mod visitor;
pub mod zones;

#[cfg(target_arch = "wasm32")]
mod exports {
    use std::cell::RefCell;
    use std::rc::Rc;

    use js_sys::Function;
    use wasm_bindgen::prelude::*;

    use crate::attune::Attune;
    use crate::browser::{Browser, JsHost, JsJson, outward, tasks};
    use crate::model::Kind;
    use crate::zones::Handler;

    type Core = Rc<Attune<JsJson, Browser>>;

    thread_local! {
        static CORE: RefCell<Option<Core>> = const { RefCell::new(None) };
    }

    /// The core, cloned out so that no borrow is held while it works. JavaScript starts an
    /// instance before it calls anything else, so without one there is nothing to do.
    fn with(work: impl FnOnce(Core)) {
        if let Some(core) = CORE.with_borrow(Clone::clone) {
            work(core);
        }
    }

    fn ask<T>(question: impl FnOnce(Core) -> T) -> Option<T> {
        CORE.with_borrow(Clone::clone).map(question)
    }

    #[wasm_bindgen]
    pub fn start(host: JsHost) {
        CORE.set(Some(Attune::new(Browser::new(host))));
    }

    #[wasm_bindgen]
    pub fn configure(config: JsValue) -> Result<(), JsValue> {
        let result = ask(|core| core.configure(&JsJson(config)));
        result.unwrap_or(Ok(())).map_err(|fault| outward(&fault))
    }

    #[wasm_bindgen]
    pub fn personalize(config: JsValue) {
        with(|core| core.personalize(&JsJson(config)));
    }

    #[wasm_bindgen]
    pub fn consents(list: JsValue, is_pending: bool) {
        with(|core| core.update_consents(&JsJson(list), is_pending));
    }

    #[wasm_bindgen]
    pub fn consent_records() -> JsValue {
        ask(|core| outward(&core.consent_records())).unwrap_or_default()
    }

    #[wasm_bindgen]
    pub fn decide(call: u32, points: JsValue, context: JsValue, options: JsValue) {
        with(|core| core.decide(call, &JsJson(points), &JsJson(context), &JsJson(options)));
    }

    #[wasm_bindgen]
    pub fn expire(call: u32) {
        with(|core| core.expire(call));
    }

    #[wasm_bindgen]
    pub fn abandon(call: u32) {
        with(|core| core.abandon(call));
    }

    #[wasm_bindgen]
    pub fn set_zone_handler(
        zone: String,
        point: Option<String>,
        is_official: bool,
        callback: Function,
    ) {
        with(|core| {
            core.set_zone_handler(Handler {
                zone,
                point,
                is_official,
                callback,
            })
        });
    }

    #[wasm_bindgen]
    pub fn remove_zone_handler(zone: &str) {
        with(|core| core.remove_zone_handler(zone));
    }

    #[wasm_bindgen]
    pub fn track(call: u32, event: JsValue) {
        with(|core| core.track(call, &JsJson(event)));
    }

    #[wasm_bindgen]
    pub fn impression(call: u32, reference: JsValue) {
        with(|core| core.engage(call, Kind::Impression, &JsJson(reference)));
    }

    #[wasm_bindgen]
    pub fn click(call: u32, reference: JsValue) {
        with(|core| core.engage(call, Kind::Click, &JsJson(reference)));
    }

    #[wasm_bindgen]
    pub fn flush(call: u32) {
        with(|core| core.flush(call));
    }

    #[wasm_bindgen]
    pub fn delivery_status() -> JsValue {
        ask(|core| core.delivery_status().0).unwrap_or_default()
    }

    #[wasm_bindgen]
    pub fn browser_id() -> Option<String> {
        ask(|core| core.known_id()).flatten()
    }

    #[wasm_bindgen]
    pub fn campaign() -> JsValue {
        ask(|core| core.known_campaign().0).unwrap_or_default()
    }

    #[wasm_bindgen]
    pub fn forget(call: u32) {
        with(|core| core.forget(call));
    }

    /// Requests of a page that is being left must be under way before this returns.
    #[wasm_bindgen]
    pub fn leave() {
        with(|core| core.leave());
        tasks::turn();
    }

    #[wasm_bindgen]
    pub fn turn() {
        tasks::turn();
    }

    #[wasm_bindgen]
    pub fn turn_ended() {
        with(|core| core.turn_ended());
        tasks::turn();
    }

    #[wasm_bindgen]
    pub fn tick(timer: u32) {
        with(|core| core.tick(timer));
    }
}
