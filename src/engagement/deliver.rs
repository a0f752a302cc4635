//! When what is queued is sent: soon after it was tracked, after a rest, at a `flush()`. A page sends
//! what is its own (lanes.rs) at once, and what others have left in its turn, one page at a time.

use std::rc::Rc;

use crate::attune::{Attune, DELIVERY_TIMER, WATCH_TIMER};
use crate::ports::Host;
use crate::providers::asks_one_point;
use crate::value::Value;
use crate::visitor::Gate;
use crate::words::Word;

use super::CLICK;

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
        courier
            .claims
            .open(scope, page, asks_one_point(self.config()));
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
            return self.probe();
        }
        // A turn asked for now would keep a page that is being left out of the back/forward cache.
        let is_urgent = kind == CLICK || self.queue.waiting() >= ENOUGH;
        if is_urgent && !self.courier.is_parting.get() {
            return self.deliver();
        }
        self.wait(GATHERING);
    }

    /// What earlier pages have left waits for what this page may have to tell.
    pub(crate) fn deliver_later(self: &Rc<Self>) {
        self.look_for_open_claims();
        self.wait(GATHERING);
    }

    pub(super) fn wait(&self, milliseconds: f64) {
        if !self.courier.is_timer_set.replace(true) {
            self.host.timer(DELIVERY_TIMER, milliseconds);
        }
    }

    pub(super) fn rest(&self, milliseconds: f64) {
        self.courier.is_resting.set(true);
        self.courier.is_timer_set.set(true);
        self.host.timer(DELIVERY_TIMER, milliseconds);
    }

    /// A rest is over before its timer: what is tracked from now on sets one of its own.
    pub(super) fn end_rest(&self) {
        if self.courier.is_resting.replace(false) {
            self.courier.is_timer_set.set(false);
        }
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
        self.end_rest();
        self.deliver();
        self.settle_flushes();
    }

    /// The delivery timer has gone off.
    pub(crate) fn delivery_is_due(self: &Rc<Self>) {
        self.courier.is_timer_set.set(false);
        self.courier.is_resting.set(false);
        self.deliver();
    }

    /// Sends what waits. What others have left needs this page's turn, which is asked for once
    /// nothing of its own is under way.
    pub(crate) fn deliver(self: &Rc<Self>) {
        let courier = &self.courier;
        if !self.may_deliver() || !self.has_work() || courier.is_resting.get() || self.must_rest() {
            return;
        }
        self.fill_lanes();
        if courier.lanes.get() > 0
            || !self.has_work()
            || self.is_held_back()
            // It would keep the page out of the back/forward cache.
            || courier.is_parting.get()
            || courier.wants_turn.replace(true)
        {
            return;
        }
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            this.begin_turn().await;
            this.end_lanes();
        }));
    }

    fn has_work(&self) -> bool {
        self.queue.waiting() > 0 || self.courier.claims.open.get().len() > 0
    }

    /// All pages rest after a failure, unless this one is asked to send and the collector has not
    /// wished for the rest.
    fn must_rest(&self) -> bool {
        let health = &self.courier.health;
        let rest = health.rest(&self.host);
        let is_asked = self.courier.flushes.get().len() > 0;
        let must_rest = rest > 0.0 && (health.is_bound.get() || !is_asked);
        if must_rest {
            self.rest(rest);
        }
        must_rest
    }

    pub(super) fn may_deliver(&self) -> bool {
        self.gate() == Gate::Open && !self.courier.is_paused.get()
    }

    async fn begin_turn(self: &Rc<Self>) {
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
        if !self.must_rest() {
            self.fill_lanes();
        }
    }

    /// Nothing is under way any more: the turn ends, and what has come meanwhile is looked after.
    pub(super) fn end_lanes(self: &Rc<Self>) {
        if self.courier.lanes.get() > 0 {
            return;
        }
        self.courier.wants_turn.set(false);
        self.end_turn();
        if self.may_deliver() && self.has_work() {
            self.wait(GATHERING);
        }
        self.settle_flushes();
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

    pub(super) fn look_at_claims(&self, is_sender: bool) {
        let claims = &self.courier.claims;
        let health = &self.courier.health;
        let due = claims.survey(&self.host, &self.queue, health, is_sender);
        if due > 0.0 {
            self.watch(due);
        }
    }

    fn settle_flushes(self: &Rc<Self>) {
        if self.courier.wants_turn.get() || self.courier.lanes.get() > 0 {
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
