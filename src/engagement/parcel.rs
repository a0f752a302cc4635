//! A parcel of events: its request, the way there, and what follows from the reply.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::is_fault;
use crate::ports::Host;
use crate::providers::{asks_one_point, delivery_request, is_ordered, items_per_request};
use crate::value::Value;
use crate::words::Word;

use super::claims::Kind;
use super::counts::DELIVERED;
use super::delivery_policy::{LONGEST_REST, Verdict, judge, rest, wish};
use super::sending::Load;

/// Sitecore's browser id comes from the service, so an event may be older than its id: this place
/// is left for it, here as in a text within JSON.
const BLANK: Word = t!(r#"\"browser_id\":\"\""#);
const BLANK_AT: u32 = 17;
/// Of what a service says where it refuses an event, so many characters are told.
const MOST_WORDS: u32 = 200;

impl<V: Value, H: Host<V>> Attune<V, H> {
    pub(super) fn next_parcel(&self, most_bytes: u32, is_everybodys: bool) -> V {
        let singly = self.courier.singly.get();
        self.courier.singly.set(singly.saturating_sub(1));
        let config = self.config();
        let most = if singly > 0 {
            1
        } else {
            items_per_request(config)
        };
        self.queue.take(
            &self.host,
            &Load {
                most,
                most_bytes,
                is_everybodys,
                is_ordered: &|text| is_ordered(config, text),
            },
        )
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
        let (epoch, partings) = (self.epoch.get(), self.courier.partings.get());
        let mut request = self.request_for(parcel, V::undefined(), false);
        if request.is_nothing() {
            let ids = self.identify().await;
            if epoch != self.epoch.get() {
                return true;
            }
            // Then it was put back, and may be another's by now.
            if partings != self.courier.partings.get() {
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
        self.note_start(parcel);
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
    /// on if it has seen the collector accept something, and nothing has failed since.
    pub(super) fn claim(&self) {
        let courier = &self.courier;
        let names = self.queue.under_way();
        if names.len() == 0 {
            courier.is_doubtful.set(false);
        }
        let is_good = !courier.is_doubtful.get() && courier.health.is_good(&self.host);
        // That the collector is well again says nothing of what was handed over while it was not.
        let can_ask = courier.health.failures.get() == 0 || !asks_one_point(self.config());
        let kind = match (courier.has_parted.get(), courier.is_answered.get()) {
            (true, true) if is_good => Kind::Sure,
            (true, false) if can_ask => Kind::Open,
            (true | false, _) => Kind::UnderWay,
        };
        courier.claims.put(&self.host, names, kind);
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
        if fate != DELIVERED && count == 1 {
            self.tell_refusal(reply);
        }
        if verdict == Verdict::Accepted || (fate != DELIVERED && count == 1) {
            queue.end(host, names, fate);
        } else {
            queue.put_back(names);
        }
        self.settle_open_claims(parcel, verdict == Verdict::Accepted);
        match verdict {
            Verdict::Accepted => {
                courier.is_answered.set(true);
                courier.tries.give_back(count);
                courier.health.improve(host);
                // A probe in the middle of a rest has come through.
                if courier.health.rest(host) == 0.0 {
                    self.end_rest();
                }
            }
            Verdict::Pause => {
                courier.is_paused.set(true);
                host.warn(V::text(t!(
                    "The collector refuses all events; check appSourceId or clientKey."
                )));
            }
            Verdict::Retry => self.fail(parcel, reply),
            Verdict::TooLarge | Verdict::Rejected if count > 1 => courier.singly.set(count),
            Verdict::TooLarge | Verdict::Rejected => {}
        }
        self.claim();
        !matches!(verdict, Verdict::Pause | Verdict::Retry)
    }

    fn tell_refusal(&self, reply: V) {
        let words = reply.at(t!("source")).or(reply.at(t!("text")));
        let told = V::text(t!("The service refused an event: "))
            .then(reply.at(t!("status")))
            .then(V::text(t!(" ")))
            .then(words.or(V::text(t!(""))).slice(0, MOST_WORDS));
        self.host.warn(told);
    }

    fn fail(&self, parcel: V, reply: V) {
        let (host, courier) = (&self.host, &self.courier);
        let health = &courier.health;
        // Requests that were under way together fail one after the other: the longest rest counts,
        // and they are one failure.
        let left = health.rest(host);
        let failings = courier.failings.get();
        let is_news = parcel.at(t!("failings")).as_number() == f64::from(failings);
        courier.failings.set(failings.wrapping_add(1));
        let wish = wish(reply);
        // A wish counts for two failures: nothing is sent any more when the page is left.
        let more = match (wish > 0.0, is_news) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        };
        let failures = health.failures.get().saturating_add(more);
        health.failures.set(failures);
        let chance = host.chance();
        let mut pause = rest(failures, wish, chance);
        if is_news && !courier.tries.take() {
            pause = pause.max(LONGEST_REST * (1.0 + chance) / 2.0);
        }
        let is_bound = wish > 0.0 || (health.is_bound.get() && left > 0.0);
        let moment = parcel.at(t!("at")).as_number();
        health.worsen(host, moment, pause.max(left), is_bound);
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
