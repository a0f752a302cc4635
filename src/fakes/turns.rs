//! Which page of a browser in memory sends.

use std::future::poll_fn;
use std::task::Poll;

use crate::ports::{Exchange, Turns};
use crate::value::Value;

use super::Fake;
use super::host::FakeHost;

impl Turns<Fake> for FakeHost {
    fn take_turn(&self, _: Fake) -> Exchange<Fake> {
        assert!(!self.has_turn(), "a turn is ended first");
        if self.turn.get().is_none() {
            self.turn.set(Some(self.number));
        }
        // A wish that is ended before it was heard is not granted any more.
        let world = self.world();
        Box::pin(poll_fn(move |_| {
            let is_ours = world.turn.get() == Some(world.number);
            Poll::Ready(Fake::boolean(is_ours))
        }))
    }
    fn end_turn(&self) {
        self.end_own_turn();
    }
}

impl FakeHost {
    /// Whether it is this page's turn.
    pub fn has_turn(&self) -> bool {
        self.turn.get() == Some(self.number)
    }

    pub(super) fn end_own_turn(&self) {
        if self.has_turn() {
            self.turn.set(None);
        }
    }
}
