//! The one core of an instance, and how each export gets at it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::attune::Attune;
use crate::browser::{Browser, Handle, begin, establish, tasks};
use crate::value::Value;

/// The core over the real browser.
pub type Core = Rc<Attune<Handle, Browser>>;

thread_local! {
    static CORE: RefCell<Option<Core>> = const { RefCell::new(None) };
}

/// Does one piece of work and lets its handles go. The core is cloned out, so that no borrow is
/// held while it works. JavaScript starts an instance before it calls anything else, so without
/// one there is nothing to do.
pub fn with(work: &dyn Fn(&Core) -> Handle) -> JsValue {
    let Some(core) = CORE.with_borrow(Clone::clone) else {
        return JsValue::UNDEFINED;
    };
    tasks::enter();
    let result = work(&core).js();
    tasks::leave();
    result
}

/// Work without a result.
pub fn tell(work: &dyn Fn(&Core)) {
    with(&|core| {
        work(core);
        Handle::undefined()
    });
}

/// Begins with nothing, over a host object of JavaScript.
pub fn begin_over(host: &JsValue) {
    begin(host);
    CORE.set(Some(Attune::new(Browser)));
    establish();
}
