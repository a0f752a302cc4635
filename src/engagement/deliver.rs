//! Sending what is queued, in order, a request at a time, by one page at a time, with a rest after
//! a failure.

use std::rc::Rc;

use crate::attune::{Attune, DELIVERY_TIMER, WATCH_TIMER};
use crate::ports::Host;
use crate::value::Value;
use crate::visitor::Gate;
use crate::words::Word;

use super::CLICK;
use super::courier::MOST_BYTES_UNDER_WAY;

/// Events are gathered this long, so that those of one render travel together.
const GATHERING: f64 = 250.0;
/// So many are sent without waiting for more.
const ENOUGH: u32 = 10;
/// Another tab is sending; it finds our events too, unless it is about to end.
const NEXT_TURN: f64 = 1000.0;
/// Another tab's events are looked after this much later: it may have died meanwhile.
const WATCH: f64 = 9500.0;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Takes up what earlier pages have left. Only with consent: from here on things are stored.
    pub(crate) fn open_queue(&self) {
        if self.queue.is_open() {
            return;
        }
        let (host, courier) = (&self.host, &self.courier);
        let (scope, page) = (self.config().at(t!("scope")), host.fresh_hex());
        self.queue.open(host, scope, page);
        courier.claims.open(scope, page);
        let rest = courier.health.open(host, scope);
        if rest > 0.0 {
            self.rest(rest);
        }
    }

    /// Storage is about to be erased: nothing is written to it any more.
    pub(crate) fn close_queue(&self, reason: Word) {
        self.queue.purge(&self.host, reason);
        self.courier.claims.close();
        self.courier.health.close();
        self.end_turn();
    }

    /// Something was queued. A click leaves at once, since it often leaves the page too.
    pub(crate) fn deliver_soon(self: &Rc<Self>, kind: u8) {
        if self.courier.is_resting.get() {
            return;
        }
        // A turn asked for now would keep a page that is being left out of the back/forward cache.
        let is_urgent = kind == CLICK || self.queue.waiting() >= ENOUGH;
        if is_urgent && !self.courier.is_parting.get() {
            return self.deliver();
        }
        self.wait(GATHERING);
    }

    /// What earlier pages have left waits for what this page may have to tell.
    pub(crate) fn deliver_later(&self) {
        self.wait(GATHERING);
    }

    fn wait(&self, milliseconds: f64) {
        if !self.courier.is_timer_set.replace(true) {
            self.host.timer(DELIVERY_TIMER, milliseconds);
        }
    }

    pub(super) fn rest(&self, milliseconds: f64) {
        self.courier.is_resting.set(true);
        self.courier.is_timer_set.set(true);
        self.host.timer(DELIVERY_TIMER, milliseconds);
    }

    /// Another tab has queued something: that tab may die before it has sent it.
    pub(crate) fn watch(&self, milliseconds: f64) {
        if !self.courier.is_watching.replace(true) {
            self.host.timer(WATCH_TIMER, milliseconds);
        }
    }

    /// The same after a usual time.
    pub(crate) fn watch_others(&self) {
        self.watch(WATCH);
    }

    /// Time to look after the events of others.
    pub(crate) fn look_around(self: &Rc<Self>) {
        self.courier.is_watching.set(false);
        if self.gate() == Gate::Open {
            self.survey(true);
            self.deliver_soon(CLICK);
        }
    }

    /// Sends what is queued now and settles `call` with the delivery status when that is done.
    pub fn flush(self: &Rc<Self>, call: u32) {
        self.catch_up();
        self.courier.flushes.get().push(V::number(call.into()));
        self.courier.is_paused.set(false);
        self.courier.is_resting.set(false);
        self.deliver();
        self.settle_flushes();
    }

    /// The delivery timer has gone off.
    pub(crate) fn delivery_is_due(self: &Rc<Self>) {
        self.courier.is_timer_set.set(false);
        self.courier.is_resting.set(false);
        self.deliver();
    }

    /// Sends a request after the other until nothing waits or something fails.
    fn deliver(self: &Rc<Self>) {
        let courier = &self.courier;
        if !self.may_deliver() || courier.is_busy.get() || self.queue.waiting() == 0 {
            return;
        }
        courier.is_busy.set(true);
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            this.deliver_in_turn().await;
            this.end_turn();
            this.courier.is_busy.set(false);
            if this.may_deliver() && this.queue.waiting() > 0 {
                this.wait(GATHERING);
            }
            this.settle_flushes();
        }));
    }

    pub(super) fn may_deliver(&self) -> bool {
        self.gate() == Gate::Open && !self.courier.is_paused.get()
    }

    async fn deliver_in_turn(self: &Rc<Self>) {
        let epoch = self.epoch.get();
        let is_our_turn = self.host.take_turn(self.config().at(t!("scope"))).await;
        if epoch != self.epoch.get() {
            return;
        }
        if !is_our_turn.is_true() {
            return self.wait(NEXT_TURN * (0.5 + self.host.chance()));
        }
        self.courier.has_turn.set(true);
        self.survey(true);
        let health = &self.courier.health;
        let rest = health.rest(&self.host);
        let is_asked = self.courier.flushes.get().len() > 0;
        if rest > 0.0 && (health.is_bound.get() || !is_asked) {
            return self.rest(rest);
        }
        while self.courier.has_turn.get() && self.may_deliver() {
            // Nothing is sent for a visitor who was forgotten meanwhile.
            if self.notice_erasure() {
                return;
            }
            // A page that was hidden meanwhile has sent what it could, without a turn.
            self.look_at_claims(true);
            let parcel = self.next_parcel(MOST_BYTES_UNDER_WAY * 7 / 10);
            if parcel.at(t!("names")).len() == 0 || !self.send(parcel).await {
                return;
            }
        }
    }

    pub(super) fn end_turn(&self) {
        self.courier.has_turn.set(false);
        self.host.end_turn();
    }

    /// Looks what the other pages have done, and are doing. `is_sender`: what pages that are gone
    /// have left is put in order.
    pub(crate) fn survey(&self, is_sender: bool) {
        let (host, queue, courier) = (&self.host, &self.queue, &self.courier);
        let is_wiped = self.consents.is_wiped(host);
        if is_wiped && self.notice_erasure() {
            return;
        }
        queue.refresh(host, is_wiped);
        if is_wiped {
            self.consents.store(host);
        }
        self.look_at_claims(is_sender);
        if is_sender {
            queue.counts.tidy(host);
        }
        if is_sender && courier.health.failures.get() > 0 {
            queue.own_all(host);
        }
    }

    fn look_at_claims(&self, is_sender: bool) {
        let claims = &self.courier.claims;
        let due = claims.survey(&self.host, &self.queue, is_sender);
        if due > 0.0 {
            self.watch(due);
        }
    }

    fn settle_flushes(self: &Rc<Self>) {
        if self.courier.is_busy.get() {
            return;
        }
        for call in self.courier.flushes.replace(V::list()).entries() {
            self.host
                .settle(call.as_number() as u32, self.delivery_status());
        }
    }

    /// What became of everything tracked.
    pub fn delivery_status(self: &Rc<Self>) -> V {
        self.catch_up();
        if self.queue.is_open() {
            self.survey(false);
        }
        self.queue.status(&self.host)
    }
}
