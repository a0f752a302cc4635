//! A parcel of events: its request, the way there, and what follows from the reply.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::is_fault;
use crate::ports::Host;
use crate::providers::{asks_one_point, delivery_request, items_per_request};
use crate::value::Value;
use crate::words::Word;

use super::counts::DELIVERED;
use super::delivery_policy::{LONGEST_REST, Verdict, judge, rest, wish};

/// Sitecore's browser id comes from the service, so an event may be older than its id: this place
/// is left for it, here as in a text within JSON.
const BLANK: Word = t!(r#"\"browser_id\":\"\""#);
const BLANK_AT: u32 = 17;

impl<V: Value, H: Host<V>> Attune<V, H> {
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
    pub(super) async fn send(self: &Rc<Self>, parcel: V) -> bool {
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
        let fate = fate(&verdict);
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
}

/// What becomes of the events of a parcel, if that is settled with it.
fn fate(verdict: &Verdict) -> Word {
    match verdict {
        Verdict::TooLarge => t!("too-large"),
        Verdict::Rejected => t!("rejected"),
        _ => DELIVERED,
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
