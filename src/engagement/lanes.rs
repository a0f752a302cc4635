//! The requests that are under way side by side: how many, when one may begin, what follows its end.

use std::rc::Rc;

use crate::attune::Attune;
use crate::ports::Host;
use crate::providers::{asks_one_point, requests_side_by_side};
use crate::value::Value;

use super::courier::MOST_BYTES_UNDER_WAY;

const MOST_BYTES: u32 = MOST_BYTES_UNDER_WAY * 7 / 10;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Begins as many requests as may be under way: of this page's own events, and in its turn of
    /// everybody's.
    pub(super) fn fill_lanes(self: &Rc<Self>) {
        let courier = &self.courier;
        while courier.lanes.get() < self.most_lanes() && self.may_begin() {
            // A page that was hidden meanwhile has sent what it could, without a turn.
            self.look_at_claims(courier.has_turn.get());
            let mut parcel = self.next_parcel(MOST_BYTES, courier.has_turn.get());
            let is_idle = courier.lanes.get() == 0;
            if parcel.at(t!("names")).len() == 0 && courier.has_turn.get() && is_idle {
                parcel = self.event_to_ask_by();
            }
            if parcel.at(t!("names")).len() == 0 {
                return;
            }
            self.set_off(parcel);
        }
    }

    /// A collector that was failing is asked by one request at a time.
    fn most_lanes(&self) -> u32 {
        if self.courier.health.failures.get() > 0 {
            return 1;
        }
        requests_side_by_side(self.config())
    }

    fn may_begin(&self) -> bool {
        let courier = &self.courier;
        // Nothing is sent for a visitor who was forgotten meanwhile.
        self.may_deliver()
            && !courier.is_resting.get()
            && !self.is_held_back()
            && !self.notice_erasure()
    }

    /// A browser has six connections to a host of one request each: a decision that somebody waits
    /// for goes before events that take one each.
    pub(super) fn is_held_back(&self) -> bool {
        self.courier.questions.get() > 0 && asks_one_point(self.config())
    }

    fn set_off(self: &Rc<Self>, parcel: V) {
        let lanes = &self.courier.lanes;
        lanes.set(lanes.get() + 1);
        self.note_start(parcel);
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            let goes_on = this.send(parcel).await;
            let courier = &this.courier;
            courier.lanes.set(courier.lanes.get().saturating_sub(1));
            if goes_on {
                this.fill_lanes();
            }
            if goes_on && courier.lanes.get() == 0 && !courier.wants_turn.get() {
                this.deliver();
            }
            // A turn that is still asked for ends by itself.
            if !courier.wants_turn.get() || courier.has_turn.get() {
                this.end_lanes();
            }
        }));
    }

    /// What the answer to a parcel will be held against.
    pub(super) fn note_start(&self, parcel: V) {
        let courier = &self.courier;
        parcel.put(t!("at"), V::number(self.host.now()));
        parcel.put(t!("asked"), courier.claims.asked_for());
        parcel.put(t!("failings"), V::number(courier.failings.get().into()));
    }

    /// Something new was tracked in the middle of a rest: one request looks whether the collector is
    /// well again.
    pub(super) fn probe(self: &Rc<Self>) {
        let (host, courier) = (&self.host, &self.courier);
        if courier.health.is_rest_over(host) {
            // Another page has found it well.
            self.end_rest();
            return self.deliver();
        }
        if courier.lanes.get() > 0
            || !self.may_deliver()
            || !courier.tries.is_left()
            || !courier.health.may_probe(host)
        {
            return;
        }
        self.look_at_claims(false);
        let parcel = self.next_parcel(MOST_BYTES, false);
        if parcel.at(t!("names")).len() > 0 {
            self.set_off(parcel);
        }
    }

    /// A question waits for a decision, or does not any more.
    pub(crate) fn note_question(self: &Rc<Self>, is_asked: bool) {
        let questions = &self.courier.questions;
        if is_asked {
            return questions.set(questions.get() + 1);
        }
        let was_held_back = self.is_held_back();
        questions.set(questions.get().saturating_sub(1));
        if was_held_back && !self.is_held_back() && !self.courier.is_timer_set.get() {
            self.deliver();
        }
    }
}
