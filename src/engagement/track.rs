//! From something that happened to an entry in the queue.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::{fault, is_fault};
use crate::ports::Host;
use crate::providers::event_rows;
use crate::value::Value;
use crate::visitor::{Gate, place_at, session_id};
use crate::words::Word;

use super::{CLICK, IMPRESSION, OTHER};

/// The event that tells the service of a new browser (salesforce.md 5).
const ANONYMOUS_PROFILE: Word =
    t!(r#"{"event":{"user":{"attributes":{"eventType":"identity","isAnonymous":"1"}}}}"#);

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Any event of the page (`sendEvent`). `given`: the moment it happened in, unless that is now.
    pub fn track(self: &Rc<Self>, call: u32, event: V, given: V) {
        self.catch_up();
        if !event.is_object() {
            let message =
                t!("An event must be an object, such as { interaction: { name: \"Purchase\" } }.");
            return self.settle_tracked(call, fault(t!("invalid-argument"), message));
        }
        let tracked = V::object();
        tracked.put(t!("event"), event);
        self.settle_tracked(call, self.enqueue(OTHER, tracked, self.moment(given)));
    }

    /// An impression or a click by reference (`Engagement`). An impression counts once in a page
    /// view.
    pub fn engage(self: &Rc<Self>, call: u32, is_click: bool, reference: V, given: V) {
        self.catch_up();
        let own = V::object();
        for name in [
            t!("personalizationId"),
            t!("personalizationContentId"),
            t!("personalizationPointName"),
        ] {
            let text = reference.at(name);
            if !text.is_blank() {
                own.put(name, text);
            }
        }
        if own.at(t!("personalizationId")).is_nothing() {
            let message = t!("The reference must hold the personalizationId of a decision.");
            return self.settle_tracked(call, fault(t!("invalid-argument"), message));
        }
        let counts = is_click
            || matches!(self.gate(), Gate::NotYet | Gate::Closed)
            || self.shown.is_first_impression(&self.host, own);
        if !counts {
            return self.settle_tracked(call, V::undefined());
        }
        self.shown.complete(own);
        let tracked = V::object();
        tracked.put(t!("click"), V::boolean(is_click));
        tracked.put(t!("reference"), own);
        let kind = if is_click { CLICK } else { IMPRESSION };
        self.settle_tracked(call, self.enqueue(kind, tracked, self.moment(given)));
    }

    fn settle_tracked(&self, call: u32, outcome: V) {
        if !outcome.is_nothing() {
            self.host.fail(call, outcome);
        } else {
            self.host.settle(call, outcome);
        }
    }

    /// Puts something that happened into the service's form and writes it down; `undefined` or a
    /// fault. While a verdict is awaited it is held in memory; without consent it is counted as
    /// dropped and nothing else.
    pub(crate) fn enqueue(self: &Rc<Self>, kind: u8, tracked: V, moment: V) -> V {
        let config = self.config();
        if config.is_nothing() {
            return not_initialized();
        }
        let stamp = match self.gate() {
            Gate::NotYet | Gate::Closed => {
                self.queue.refuse(&self.host, t!("consent"), 1);
                return V::undefined();
            }
            Gate::Pending => moment,
            Gate::Open => self.stamp(moment),
        };
        self.introduce(tracked, moment);
        let warnings = V::list();
        let fresh_id = || self.host.fresh_uuid();
        let rows = event_rows(config, tracked, stamp, &fresh_id, warnings);
        if is_fault(rows) {
            return rows;
        }
        if self.gate() == Gate::Pending {
            self.hold(kind, tracked, moment);
            return V::undefined();
        }
        let dropped = rows.at(t!("dropped"));
        if dropped.is_text() {
            warnings.push(dropped);
            self.queue.refuse(&self.host, t!("rejected"), 1);
        }
        for warning in warnings.entries() {
            self.host.warn(warning);
        }
        for item in rows.at(t!("items")).entries() {
            self.queue.add(&self.host, kind, item.write());
        }
        self.deliver_soon(kind);
        V::undefined()
    }

    /// A new browser's first event comes behind one that introduces it, unless it does so itself.
    fn introduce(self: &Rc<Self>, tracked: V, moment: V) {
        let event = tracked.at(t!("event"));
        let profile = || event.at(t!("user")).at(t!("attributes"));
        if event.is_object() && self.is_new_id.take() && profile().at(t!("eventType")).is_nothing()
        {
            self.enqueue(OTHER, V::text(ANONYMOUS_PROFILE).read(), moment);
        }
    }

    /// What every event carries of the moment it happens in, fixed now; nothing is stored for it.
    /// `given`: another moment, `{ at, address, referrer?, language? }`, where it is not now.
    pub(crate) fn moment(&self, given: V) -> V {
        let (host, config) = (&self.host, self.config());
        let mut campaign = self.current_campaign();
        let mut place = self.campaign_of_visit.place();
        let address = given.at(t!("address"));
        if !address.is_nothing() {
            place = place_at(host, config, address);
            campaign = self.campaign_of_visit.in_force(config, place).copy();
        }
        let referrer = given.at(t!("referrer")).or(host.referrer());
        let is_arrival = !self.has_arrived.replace(true)
            && referrer.len() > 0
            && !host
                .host_of(referrer)
                .same(host.host_of(place.at(t!("at"))));
        if !place.at(t!("from")).same(referrer) {
            let kinds = config.at(t!("redaction"));
            place.put(t!("from"), referrer);
            place.put(t!("referrer"), host.redacted(referrer, kinds));
            let path = host.path(place.at(t!("at")));
            place.put(t!("path"), host.redacted(path, kinds));
        }
        let moment = place.copy();
        // Now, where no moment is given: that is no number.
        let since = (given.at(t!("at")).as_number() - host.now()).min(0.0);
        let ahead = self.courier.health.ahead.get();
        moment.put(t!("at"), host.now_iso(ahead + since));
        moment.put(t!("language"), given.at(t!("language")).or(host.language()));
        moment.put(t!("campaign"), campaign);
        moment.put(t!("isArrival"), V::boolean(is_arrival));
        moment
    }

    /// A moment, and what an event carries beyond it once the gate is open.
    pub(crate) fn stamp(&self, moment: V) -> V {
        let (host, config) = (&self.host, self.config());
        let stamp = moment.copy();
        if config.at(t!("service")).is(t!("salesforce")) {
            stamp.put(t!("sessionId"), session_id(host));
        }
        let id = self.browser_id.find(host, config);
        stamp.put(t!("browserId"), id.or(V::text(t!(""))));
        stamp
    }
}

/// Calls before a configuration; JavaScript keeps them from getting here.
pub(crate) fn not_initialized<V: Value>() -> V {
    fault(t!("not-initialized"), t!("Call Attune.init(config) first."))
}
