//! Sending what is queued: in order, a request at a time, with a rest after a failure; and all at
//! once, as far as the browser lets it, when the page is left.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::attune::{Attune, DELIVERY_TIMER};
use crate::model::{Config, Kind};
use crate::ports::{Host, Json};
use crate::providers::{delivery_request, items_per_request};
use crate::visitor::Gate;

use super::delivery_policy::{Verdict, backoff, judge};

/// Bytes of ours the browser may hold for requests that outlive the page; it allows 64 KiB to all
/// scripts together (delivery-and-security.md 1.5).
const MOST_BYTES_UNDER_WAY: usize = 60_000;
const MOST_REQUESTS_UNDER_WAY: usize = 14;
/// Events are gathered this long, so that those of one render travel together.
const GATHERING: f64 = 1000.0;
/// So many are sent without waiting for more.
const ENOUGH: usize = 10;

/// What is under way.
#[derive(Default)]
pub struct Courier {
    is_busy: Cell<bool>,
    is_timer_set: Cell<bool>,
    is_paused: Cell<bool>,
    failures: Cell<u32>,
    bytes: Cell<usize>,
    requests: Cell<usize>,
    flushes: RefCell<Vec<u32>>,
    /// Send singly from here on: a request was refused and one of its events is to blame.
    singly: Cell<usize>,
}

/// Events of one request.
struct Parcel {
    keys: Vec<String>,
    items: Vec<String>,
    /// About how long the body will be.
    bytes: usize,
}

impl Courier {
    /// Takes room for a parcel; says whether the browser will let it outlive the page.
    fn load(&self, parcel: &Parcel) -> bool {
        self.bytes
            .set(self.bytes.get().saturating_add(parcel.bytes));
        self.requests.set(self.requests.get().saturating_add(1));
        self.bytes.get() <= MOST_BYTES_UNDER_WAY && self.requests.get() <= MOST_REQUESTS_UNDER_WAY
    }

    fn unload(&self, parcel: &Parcel) {
        self.bytes
            .set(self.bytes.get().saturating_sub(parcel.bytes));
        self.requests.set(self.requests.get().saturating_sub(1));
    }

    fn has_room_for(&self, parcel: &Parcel) -> bool {
        self.bytes.get().saturating_add(parcel.bytes) <= MOST_BYTES_UNDER_WAY
    }
}

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// Something was queued. A click leaves at once, since it often leaves the page too.
    pub(crate) fn deliver_soon(self: &Rc<Self>, kind: Kind) {
        if self.courier.failures.get() > 0 {
            return;
        }
        if kind == Kind::Click || self.queue.borrow().waiting() >= ENOUGH {
            return self.deliver();
        }
        if !self.courier.is_timer_set.replace(true) {
            self.host.timer(DELIVERY_TIMER, GATHERING);
        }
    }

    /// Sends what is queued now and settles `call` with the delivery status when that is done.
    pub fn flush(self: &Rc<Self>, call: u32) {
        self.courier.flushes.borrow_mut().push(call);
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
    pub(crate) fn deliver(self: &Rc<Self>) {
        let Some(config) = self.config() else { return };
        if self.gate() != Gate::Open
            || self.courier.is_paused.get()
            || self.queue.borrow().waiting() == 0
        {
            return;
        }
        if self.courier.is_busy.replace(true) {
            return;
        }
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            while let Some(parcel) = this.next_parcel(&config) {
                let keepalive = this.courier.load(&parcel);
                if !this.send(&config, parcel, keepalive).await {
                    break;
                }
            }
            this.courier.is_busy.set(false);
            this.settle_flushes();
        }));
    }

    /// The page is being hidden or left: what fits is sent at once, the most valuable first; the
    /// rest stays stored for the next page.
    pub fn leave(self: &Rc<Self>) {
        let Some(config) = self.config() else { return };
        if self.gate() != Gate::Open || self.courier.is_paused.get() {
            return;
        }
        self.queue.borrow_mut().rank_by_worth();
        while self.courier.requests.get() < MOST_REQUESTS_UNDER_WAY {
            let Some(parcel) = self.next_parcel(&config) else {
                return;
            };
            if !self.courier.has_room_for(&parcel) {
                return self.queue.borrow_mut().put_back(&parcel.keys);
            }
            // Room is taken before the future runs, since all parcels of this loop leave together.
            let keepalive = self.courier.load(&parcel);
            let (this, config) = (self.clone(), config.clone());
            self.host.spawn(Box::pin(async move {
                this.send(&config, parcel, keepalive).await;
            }));
        }
    }

    fn next_parcel(&self, config: &Config) -> Option<Parcel> {
        let singly = self.courier.singly.get();
        self.courier.singly.set(singly.saturating_sub(1));
        let most = if singly > 0 {
            1
        } else {
            items_per_request(config)
        };
        // Base64 adds a third, percent-encoding of its few special characters a little more.
        let taken = self
            .queue
            .borrow_mut()
            .take(most, MOST_BYTES_UNDER_WAY * 7 / 10);
        let (keys, items): (Vec<String>, Vec<String>) = taken.into_iter().unzip();
        let bytes: usize = items.iter().map(String::len).sum();
        let bytes = bytes.saturating_mul(10) / 7;
        (!keys.is_empty()).then_some(Parcel { keys, items, bytes })
    }

    /// Sends a parcel that room was taken for; says whether the next may follow.
    async fn send(
        self: &Rc<Self>,
        config: &Rc<Config>,
        mut parcel: Parcel,
        keepalive: bool,
    ) -> bool {
        let epoch = self.epoch.get();
        let is_addressed = self.address_parcel(&mut parcel).await;
        if !is_addressed || epoch != self.epoch.get() {
            self.courier.unload(&parcel);
            return epoch == self.epoch.get() && self.carry_out(Verdict::Retry(None), &parcel.keys);
        }
        let (exchange, _) = self
            .host
            .exchange(delivery_request(config, &parcel.items, keepalive));
        let answer = exchange.await;
        self.courier.unload(&parcel);
        epoch == self.epoch.get() && self.carry_out(judge(&answer), &parcel.keys)
    }

    fn carry_out(self: &Rc<Self>, verdict: Verdict, keys: &[String]) -> bool {
        let mut queue = self.queue.borrow_mut();
        match verdict {
            Verdict::Accepted => {
                queue.acknowledge(&self.host, keys);
                self.courier.failures.set(0);
                true
            }
            Verdict::Refused(reason) if keys.len() == 1 => {
                queue.give_up(&self.host, keys, reason);
                true
            }
            Verdict::Refused(_) => {
                queue.put_back(keys);
                self.courier.singly.set(keys.len());
                true
            }
            Verdict::Pause => {
                queue.put_back(keys);
                self.courier.is_paused.set(true);
                false
            }
            Verdict::Retry(wish) => {
                queue.put_back(keys);
                self.rest(wish);
                false
            }
        }
    }

    fn rest(&self, wish: Option<f64>) {
        let failures = self.courier.failures.get().saturating_add(1);
        self.courier.failures.set(failures);
        self.courier.is_timer_set.set(true);
        let pause = backoff(failures, &self.host).max(wish.unwrap_or(0.0));
        self.host.timer(DELIVERY_TIMER, pause);
    }

    /// Sitecore's browser id comes from the service, so an event may be older than its id: the
    /// place left for it is filled in here.
    async fn address_parcel(self: &Rc<Self>, parcel: &mut Parcel) -> bool {
        const BLANK: &str = "\"browser_id\":\"\"";
        if !parcel.items.iter().any(|item| item.contains(BLANK)) {
            return true;
        }
        let Ok((id, _)) = self.identify().await else {
            return false;
        };
        let filled = ["\"browser_id\":\"", &id, "\""].concat();
        for item in &mut parcel.items {
            *item = item.replace(BLANK, &filled);
        }
        true
    }

    fn settle_flushes(&self) {
        if self.courier.is_busy.get() {
            return;
        }
        let calls = self.courier.flushes.take();
        for call in calls {
            self.host.settle(call, self.delivery_status());
        }
    }

    /// What became of everything tracked.
    pub fn delivery_status(&self) -> J {
        let status = self.queue.borrow().status();
        let mut dropped = J::object();
        for (reason, count) in &status.dropped {
            dropped.set(reason, J::number((*count).into()));
        }
        let mut written = J::object();
        for (name, count) in [
            ("tracked", status.tracked),
            ("delivered", status.delivered),
            ("queued", status.queued),
        ] {
            written.set(name, J::number(count.into()));
        }
        written.set("dropped", dropped);
        written
    }
}
