//! Sending what is queued, in order, a request at a time, by one page at a time, with a rest after
//! a failure.

use std::rc::Rc;

use crate::attune::{Attune, DELIVERY_TIMER, WATCH_TIMER};
use crate::model::is_fault;
use crate::ports::Host;
use crate::providers::{asks_one_point, delivery_request, items_per_request};
use crate::value::Value;
use crate::visitor::Gate;
use crate::words::Word;

use super::CLICK;
use super::counts::DELIVERED;
use super::courier::MOST_BYTES_UNDER_WAY;
use super::delivery_policy::{LONGEST_REST, Verdict, judge, rest, wish};

/// Events are gathered this long, so that those of one render travel together.
const GATHERING: f64 = 250.0;
/// So many are sent without waiting for more.
const ENOUGH: u32 = 10;
/// Another tab is sending; it finds our events too, unless it is about to end.
const NEXT_TURN: f64 = 1000.0;
/// Another tab's events are looked after this much later: it may have died meanwhile.
const WATCH: f64 = 9500.0;

/// Sitecore's browser id comes from the service, so an event may be older than its id: this place
/// is left for it, here as in a text within JSON.
const BLANK: Word = t!(r#"\"browser_id\":\"\""#);
const BLANK_AT: u32 = 17;

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
        if kind == CLICK || self.queue.waiting() >= ENOUGH {
            return self.deliver();
        }
        self.wait(GATHERING);
    }

    fn wait(&self, milliseconds: f64) {
        if !self.courier.is_timer_set.replace(true) {
            self.host.timer(DELIVERY_TIMER, milliseconds);
        }
    }

    fn rest(&self, milliseconds: f64) {
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

    pub(super) fn next_parcel(&self, most_bytes: u32) -> V {
        let singly = self.courier.singly.get();
        self.courier.singly.set(singly.saturating_sub(1));
        let most = if singly > 0 {
            1
        } else {
            items_per_request(self.config())
        };
        self.queue.take(&self.host, most, most_bytes)
    }

    /// The request for a parcel; `undefined` while it needs an id that is not known.
    pub(super) fn request_for(&self, parcel: V, id: V, is_parting: bool) -> V {
        let parts = parcel.at(t!("texts")).write().split(BLANK);
        if parts.len() > 1 && id.is_nothing() {
            return V::undefined();
        }
        delivery_request(self.config(), with_id(parts, id), is_parting)
    }

    /// Sends a parcel; says whether the next may follow.
    async fn send(self: &Rc<Self>, parcel: V) -> bool {
        let epoch = self.epoch.get();
        let mut request = self.request_for(parcel, V::undefined(), false);
        if request.is_nothing() {
            let ids = self.identify().await;
            if epoch != self.epoch.get() {
                return true;
            }
            if !self.courier.has_turn.get() {
                self.queue.put_back(parcel.at(t!("names")));
                return false;
            }
            if is_fault(ids) {
                return self.conclude(parcel, V::undefined());
            }
            request = self.request_for(parcel, ids.at(t!("browserId")), false);
        }
        self.load(parcel, request);
        self.claim();
        self.carry(parcel, request).await
    }

    /// Takes room for a request, which has to be there before anything is awaited: all requests of
    /// a page that is being left leave together.
    pub(super) fn load(&self, parcel: V, request: V) {
        let keepalive = self.courier.load(request.at(t!("body")).bytes());
        request.put(t!("keepalive"), V::boolean(keepalive));
        if keepalive {
            self.queue.hand_over(parcel.at(t!("names")));
        }
        if !self.courier.health.is_good(&self.host) {
            self.courier.is_doubtful.set(true);
        }
    }

    /// Hands a request over that room was taken for, waits for its reply, and does what follows
    /// from it.
    pub(super) async fn carry(self: &Rc<Self>, parcel: V, request: V) -> bool {
        let epoch = self.epoch.get();
        let (exchange, token) = self.host.exchange(request);
        let reply = exchange.await;
        let bytes = request.at(t!("body")).bytes();
        // Requests seem to fail when their page goes, also those the browser carries on with.
        if self.courier.is_parting.get() && reply.at(t!("status")).as_number() == 0.0 {
            parcel.put(t!("bytes"), V::number(bytes.into()));
            self.courier.unanswered.get().push(parcel);
            return false;
        }
        self.courier.unload(bytes);
        // One that took too long would go on, and take up the browser's room for such requests.
        self.host.give_up(token);
        // What belonged to a visitor who was forgotten is in no queue any more.
        epoch != self.epoch.get() || self.conclude(parcel, reply)
    }

    /// Writes down what this page has under way. Once it is being left, its requests can be relied
    /// on if the collector has been answering, now and when each of them was handed over.
    pub(super) fn claim(&self) {
        let courier = &self.courier;
        let names = self.queue.under_way();
        if names.len() == 0 {
            courier.is_doubtful.set(false);
        }
        let is_sure = courier.is_parting.get()
            && !courier.is_doubtful.get()
            && courier.health.is_good(&self.host);
        courier.is_sure.set(is_sure);
        courier.claims.put(&self.host, names, is_sure);
    }

    /// Does with a parcel what follows from the reply; says whether the next may follow.
    fn conclude(&self, parcel: V, reply: V) -> bool {
        let (host, queue, courier) = (&self.host, &self.queue, &self.courier);
        courier.health.set_clock(host, reply);
        let status = reply.at(t!("status")).as_number() as u32;
        let verdict = judge(status, asks_one_point(self.config()));
        let names = parcel.at(t!("names"));
        let count = names.len();
        let fate = match verdict {
            Verdict::TooLarge => t!("too-large"),
            Verdict::Rejected => t!("rejected"),
            _ => DELIVERED,
        };
        if verdict == Verdict::Accepted || (fate != DELIVERED && count == 1) {
            queue.end(host, names, fate);
        } else {
            queue.put_back(names);
        }
        match verdict {
            Verdict::Accepted => {
                courier.tries.give_back(count);
                courier.health.improve(host);
            }
            Verdict::Pause => {
                courier.is_paused.set(true);
                host.warn(V::text(t!(
                    "The collector refuses all events; check appSourceId or clientKey."
                )));
            }
            Verdict::Retry => self.fail(reply),
            _ if count > 1 => courier.singly.set(count),
            _ => {}
        }
        self.claim();
        !matches!(verdict, Verdict::Pause | Verdict::Retry)
    }

    fn fail(&self, reply: V) {
        let health = &self.courier.health;
        // Requests that were under way together fail one after the other: the longest rest counts.
        let left = health.rest(&self.host);
        let wish = wish(reply);
        // A wish counts for two failures: nothing is sent any more when the page is left.
        let more = if wish > 0.0 { 2 } else { 1 };
        let failures = health.failures.get().saturating_add(more);
        health.failures.set(failures);
        let chance = self.host.chance();
        let mut pause = rest(failures, wish, chance);
        if !self.courier.tries.take() {
            pause = pause.max(LONGEST_REST * (1.0 + chance) / 2.0);
        }
        let is_bound = wish > 0.0 || (health.is_bound.get() && left > 0.0);
        health.worsen(&self.host, pause.max(left), is_bound);
        self.rest(pause.max(left));
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

/// The texts of a parcel out of the parts between the places for the id.
fn with_id<V: Value>(parts: V, id: V) -> V {
    let mut texts = parts.item(0);
    let member = V::text(BLANK)
        .slice(0, BLANK_AT)
        .then(id)
        .then(V::text(t!(r#"\""#)));
    for place in 1..parts.len() {
        texts = texts.then(member).then(parts.item(place));
    }
    texts.read()
}
