//! Attune: personalization for the browser. This crate is the core. Here is the surface it exports
//! to JavaScript (`docs/boundary.md`); it converts, delegates, and holds no logic.

pub mod attune;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod decisions;
pub mod engagement;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod fakes;
pub mod model;
pub mod ports;
pub mod providers;
pub mod value;
pub mod visitor;
pub mod zones;

/// A few hundred bytes instead of the standard allocator's five thousand: what the core itself
/// allocates are tasks and the few texts it looks into.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

#[cfg(target_arch = "wasm32")]
pub mod exports {
    //! What JavaScript calls.

    use std::cell::RefCell;
    use std::rc::Rc;

    use wasm_bindgen::prelude::*;

    use crate::attune::Attune;
    use crate::browser::{Browser, Handle, begin, establish, tasks};
    use crate::value::Value;

    type Core = Rc<Attune<Handle, Browser>>;

    thread_local! {
        static CORE: RefCell<Option<Core>> = const { RefCell::new(None) };
    }

    /// Does one piece of work and lets its handles go. The core is cloned out, so that no borrow is
    /// held while it works. JavaScript starts an instance before it calls anything else, so without
    /// one there is nothing to do.
    fn with(work: &dyn Fn(&Core) -> Handle) -> JsValue {
        let Some(core) = CORE.with_borrow(Clone::clone) else {
            return JsValue::UNDEFINED;
        };
        tasks::enter();
        let result = work(&core).js();
        tasks::leave();
        result
    }

    /// Work without a result.
    fn tell(work: &dyn Fn(&Core)) {
        with(&|core| {
            work(core);
            Handle::undefined()
        });
    }

    #[wasm_bindgen]
    pub fn start(host: &JsValue) {
        begin(host);
        CORE.set(Some(Attune::new(Browser)));
        establish();
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
    pub fn set_zone_handler(
        zone: &JsValue,
        point: &JsValue,
        is_official: bool,
        callback: &JsValue,
    ) {
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

    /// Storage was changed by another tab; true if the visitor was forgotten there, and so here.
    #[wasm_bindgen]
    pub fn storage_changed() -> bool {
        with(&|core| Handle::boolean(core.notice_erasure())).is_truthy()
    }

    /// Requests of a page that is being left must be under way before this returns.
    #[wasm_bindgen]
    pub fn leave() {
        tell(&|core| {
            core.leave();
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
}
