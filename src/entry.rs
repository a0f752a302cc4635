//! The one core of an instance, and how each export gets at it.

use std::cell::Cell;
use std::rc::Rc;

use crate::attune::Attune;
use crate::browser::{Browser, Handle, begin, establish, tasks};
use crate::value::Value;

/// The core over the real browser.
pub type Core = Rc<Attune<Handle, Browser>>;

thread_local! {
    static CORE: Cell<Option<&'static Core>> = const { Cell::new(None) };
}

/// Does one piece of work, says what came of it, and lets its handles go. JavaScript starts an
/// instance before it calls anything else, so without one there is nothing to do.
#[inline(always)]
pub fn with(work: impl FnOnce(&Core) -> Handle) {
    if let Some(core) = CORE.get() {
        #[cfg(feature = "traps")]
        crate::traps::spring(crate::traps::BEFORE);
        let result = work(core);
        #[cfg(feature = "traps")]
        crate::traps::spring(crate::traps::AFTER);
        tasks::leave(result);
    }
}

/// Work without a result.
#[inline(always)]
pub fn tell(work: impl FnOnce(&Core)) {
    with(|core| {
        work(core);
        Handle::undefined()
    });
}

/// Begins with nothing, over a host object of JavaScript. What was before is left where it is: an
/// instance has one core, but in tests.
pub fn begin_over(host: i32) {
    #[cfg(feature = "traps")]
    crate::traps::spring(crate::traps::BEFORE);
    begin(host);
    CORE.set(Some(Box::leak(Box::new(Attune::new(Browser)))));
    establish();
    #[cfg(feature = "traps")]
    crate::traps::spring(crate::traps::AFTER);
    tasks::leave(Handle::undefined());
}
