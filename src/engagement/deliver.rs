//! Sending what is queued: in order, a request at a time, with a rest after a failure; and all at
//! once, as far as the browser lets it, when the page is left.

use std::cell::Cell;
use std::rc::Rc;

use crate::attune::{Attune, DELIVERY_TIMER};
use crate::model::is_fault;
use crate::ports::Host;
use crate::providers::{delivery_request, items_per_request};
use crate::value::{Slot, Value};
use crate::visitor::Gate;

use super::CLICK;
use super::delivery_policy::{Verdict, backoff, judge, wish};
use super::queue::DELIVERED;

/// Bytes of ours the browser may hold for requests that outlive the page; it allows 64 KiB to all
/// scripts together (delivery-and-security.md 1.5).
const MOST_BYTES_UNDER_WAY: u32 = 60_000;
const MOST_REQUESTS_UNDER_WAY: u32 = 14;
/// Events are gathered this long, so that those of one render travel together.
const GATHERING: f64 = 250.0;
/// So many are sent without waiting for more.
const ENOUGH: u32 = 10;

/// Sitecore's browser id comes from the service, so an event may be older than its id: this place
/// is left for it, here as in a text within JSON.
const BLANK: &str = r#"\"browser_id\":\"\""#;
const BLANK_AT: u32 = BLANK.len() as u32 - 2;

/// What is under way. A parcel is what travels in one request: `names` and `texts` of events
/// and their `bytes`.
pub struct Courier<V: Value> {
    /// Parcels are being sent one after the other.
    is_busy: Cell<bool>,
    is_timer_set: Cell<bool>,
    is_paused: Cell<bool>,
    failures: Cell<u32>,
    bytes: Cell<u32>,
    requests: Cell<u32>,
    /// Calls that wait for the end of a delivery.
    flushes: Slot<V>,
    /// So many go singly: a request was refused and one of its events is to blame.
    singly: Cell<u32>,
}

impl<V: Value> Courier<V> {
    /// Nothing under way.
    pub fn new() -> Self {
        Courier {
            is_busy: Cell::default(),
            is_timer_set: Cell::default(),
            is_paused: Cell::default(),
            failures: Cell::default(),
            bytes: Cell::default(),
            requests: Cell::default(),
            flushes: Slot::new(V::list()),
            singly: Cell::default(),
        }
    }

    /// Takes room for a parcel; says whether the browser will let it outlive the page.
    fn load(&self, bytes: u32) -> bool {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.requests.set(self.requests.get().saturating_add(1));
        self.has_room_for(0) && self.requests.get() <= MOST_REQUESTS_UNDER_WAY
    }

    fn unload(&self, bytes: u32) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
        self.requests.set(self.requests.get().saturating_sub(1));
    }

    fn has_room_for(&self, bytes: u32) -> bool {
        self.bytes.get().saturating_add(bytes) <= MOST_BYTES_UNDER_WAY
    }
}

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Something was queued. A click leaves at once, since it often leaves the page too.
    pub(crate) fn deliver_soon(self: &Rc<Self>, kind: u8) {
        if self.courier.failures.get() > 0 {
            return;
        }
        if kind == CLICK || self.queue.waiting() >= ENOUGH {
            return self.deliver();
        }
        if !self.courier.is_timer_set.replace(true) {
            self.host.timer(DELIVERY_TIMER, GATHERING);
        }
    }

    /// Sends what is queued now and settles `call` with the delivery status when that is done.
    pub fn flush(self: &Rc<Self>, call: u32) {
        self.courier.flushes.get().push(V::number(call.into()));
        self.courier.is_paused.set(false);
        self.deliver();
        self.settle_flushes();
    }

    /// The delivery timer has gone off.
    pub(crate) fn delivery_is_due(self: &Rc<Self>) {
        self.courier.is_timer_set.set(false);
        self.deliver();
    }

    /// Sends a request after the other until nothing waits or something fails.
    fn deliver(self: &Rc<Self>) {
        if self.may_deliver() && !self.courier.is_busy.get() && self.queue.waiting() > 0 {
            self.courier.is_busy.set(true);
            self.send(self.next_parcel(), false);
        }
    }

    fn may_deliver(&self) -> bool {
        self.gate() == Gate::Open && !self.courier.is_paused.get()
    }

    /// The page is being hidden or left: what fits is sent at once, the most valuable first; the
    /// rest stays stored for the next page.
    pub fn leave(self: &Rc<Self>) {
        if !self.may_deliver() {
            return;
        }
        self.queue.rank_by_worth();
        while self.courier.requests.get() < MOST_REQUESTS_UNDER_WAY && self.queue.waiting() > 0 {
            let parcel = self.next_parcel();
            if !self.courier.has_room_for(weigh(parcel)) {
                return self.queue.put_back(parcel.at("names"));
            }
            self.send(parcel, true);
        }
    }

    fn next_parcel(&self) -> V {
        let singly = self.courier.singly.get();
        self.courier.singly.set(singly.saturating_sub(1));
        let most = if singly > 0 {
            1
        } else {
            items_per_request(self.config())
        };
        self.queue.take(most, MOST_BYTES_UNDER_WAY * 7 / 10)
    }

    /// Sends a parcel. Room is taken before anything is awaited, since all parcels of a page that
    /// is being left leave together.
    fn send(self: &Rc<Self>, parcel: V, is_parting: bool) {
        let bytes = weigh(parcel);
        let keepalive = self.courier.load(bytes);
        let epoch = self.epoch.get();
        let (this, parcel) = (self.clone(), parcel);
        self.host.spawn(Box::pin(async move {
            let parts = parcel.at("texts").write().split(BLANK);
            let mut ids = V::undefined();
            if parts.len() > 1 {
                ids = this.identify().await;
            }
            let mut reply = V::undefined();
            if !is_fault(ids) && epoch == this.epoch.get() {
                let items = with_id(parts, ids.at("browserId"));
                let request = delivery_request(this.config(), items, is_parting);
                request.put("keepalive", V::boolean(keepalive));
                let (exchange, _) = this.host.exchange(request);
                reply = exchange.await;
            }
            this.courier.unload(bytes);
            // What belonged to a visitor who was forgotten is in no queue any more.
            let goes_on = epoch != this.epoch.get() || this.conclude(parcel, reply);
            if !is_parting {
                this.courier.is_busy.set(false);
                if goes_on {
                    this.deliver();
                }
                this.settle_flushes();
            }
        }));
    }

    /// Does with a parcel what follows from the reply; says whether the next may follow.
    fn conclude(&self, parcel: V, reply: V) -> bool {
        let (queue, courier) = (&self.queue, &self.courier);
        let verdict = judge(reply);
        let names = parcel.at("names");
        let count = names.len();
        let fate = match verdict {
            Verdict::TooLarge => "too-large",
            Verdict::Rejected => "rejected",
            _ => DELIVERED,
        };
        if verdict == Verdict::Accepted || (fate != DELIVERED && count == 1) {
            queue.end(&self.host, names, fate);
        } else {
            queue.put_back(names);
        }
        match verdict {
            Verdict::Accepted => courier.failures.set(0),
            Verdict::Pause => courier.is_paused.set(true),
            Verdict::Retry => self.rest(wish(reply)),
            _ if count > 1 => courier.singly.set(count),
            _ => {}
        }
        !matches!(verdict, Verdict::Pause | Verdict::Retry)
    }

    fn rest(&self, wish: u32) {
        let failures = self.courier.failures.get().saturating_add(1);
        self.courier.failures.set(failures);
        self.courier.is_timer_set.set(true);
        let pause = backoff(failures, self.host.chance()).max(wish);
        self.host.timer(DELIVERY_TIMER, pause.into());
    }

    fn settle_flushes(&self) {
        if self.courier.is_busy.get() {
            return;
        }
        for call in self.courier.flushes.replace(V::list()).entries() {
            self.host
                .settle(call.as_number() as u32, self.delivery_status());
        }
    }

    /// What became of everything tracked.
    pub fn delivery_status(&self) -> V {
        self.queue.status()
    }
}

/// About how long a parcel's body will be: base64 adds a third, percent-encoding of its few special
/// characters a little more.
fn weigh<V: Value>(parcel: V) -> u32 {
    (parcel.at("bytes").as_number() * 10.0 / 7.0) as u32
}

/// The texts of a parcel out of the parts between the places for the id.
fn with_id<V: Value>(parts: V, id: V) -> V {
    let mut texts = parts.item(0);
    let member = V::text(BLANK)
        .slice(0, BLANK_AT)
        .then(id)
        .then(V::text(r#"\""#));
    for place in 1..parts.len() {
        texts = texts.then(member).then(parts.item(place));
    }
    texts.read()
}
