//! What follows from a verdict: an opt-in lets everything begin, an opt-out ends and erases it.

use std::rc::Rc;

use crate::attune::{Attune, NEWS_TIMER};
use crate::engagement::count_held;
use crate::ports::{Area, Host};
use crate::providers::{delivery_request, event_rows};
use crate::value::Value;
use crate::words::Word;

use super::PREFIX;
use super::consent::Gate;

/// The worth of an event that is neither a click nor an impression.
const OTHER: u8 = 2;
/// For so many milliseconds a decision that is asked for goes before what can wait.
const PRECEDENCE: f64 = 20.0;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Takes verdicts of the visitor. `is_pending`: a promise of more has not settled yet.
    pub fn update_consents(self: &Rc<Self>, list: V, is_pending: bool) {
        if self.config().is_nothing() {
            return;
        }
        let consents = self.read_consents(list);
        // Another tab may have opened the gate since this page was configured.
        self.consents.remember(&self.host);
        let was_open = self.gate() == Gate::Open || self.consents.was_open();
        self.consents.update(consents, is_pending, self.host.now());
        match self.gate() {
            Gate::Open => self.begin(),
            Gate::Closed if was_open => self.withdraw(),
            // Where storage refuses, nothing tells what another tab has stored.
            Gate::Closed => self.erase(t!("consent")),
            Gate::Pending => {}
            Gate::NotYet => self.release_held(),
        }
        self.release_parked();
    }

    fn read_consents(&self, list: V) -> V {
        let consents = V::list();
        for entry in list.entries() {
            let consent = V::object();
            for name in [t!("provider"), t!("purpose"), t!("status")] {
                consent.put(name, entry.at(name));
            }
            if consent.at(t!("provider")).is_text()
                && consent.at(t!("purpose")).is_text()
                && consent.at(t!("status")).is_text()
            {
                consents.push(consent);
            } else {
                self.host.warn(V::text(t!(
                    "A consent was ignored: it needs provider, purpose and status, each a text."
                )));
            }
        }
        consents
    }

    fn begin(self: &Rc<Self>) {
        self.current_campaign();
        // Salesforce's id is made at once; Sitecore's when something is asked.
        self.ids_at_hand();
        self.consents.store(&self.host);
        self.is_behind.set(true);
        self.host.timer(NEWS_TIMER, PRECEDENCE);
        self.launch_experiences();
    }

    /// Opens the queue once the gate is open, and tells the service of the verdicts that opened it.
    /// A page's first decision is on its way by then; whatever else needs the queue calls this first.
    pub(crate) fn catch_up(self: &Rc<Self>) {
        // Another tab may have erased everything since the gate was opened.
        if !self.is_behind.get() || self.notice_erasure() {
            return;
        }
        self.is_behind.set(false);
        self.open_queue();
        for consent in self.consents.untold().entries() {
            self.enqueue(OTHER, tracked_consent(consent), self.moment(V::undefined()));
        }
        self.consents.mark_sent(self.host.now());
        self.consents.store(&self.host);
        self.release_held();
        self.deliver_later();
        self.ask_for_id();
    }

    /// A visit may be short: where the service makes the id, no event leaves before it has.
    fn ask_for_id(self: &Rc<Self>) {
        if self.known_id().is_nothing() && self.creation.borrow().is_none() {
            self.start_creation();
        }
    }

    /// The verdicts in force; one that the service is told of is never said to be untold.
    pub fn consent_records(self: &Rc<Self>) -> V {
        self.catch_up();
        self.consents.records()
    }

    /// The opt-out itself is the last thing the service is told (salesforce.md 6); then the queue
    /// and the ids are erased.
    fn withdraw(self: &Rc<Self>) {
        let config = self.config();
        let last_words = V::list();
        let stamp = self.stamp(self.moment(V::undefined()));
        for consent in self.consents.untold().entries() {
            let fresh_id = || self.host.fresh_uuid();
            let rows = event_rows(
                config,
                tracked_consent(consent),
                stamp,
                &fresh_id,
                V::list(),
            );
            for item in rows.at(t!("items")).entries() {
                last_words.push(item.write());
            }
        }
        self.consents.mark_sent(self.host.now());
        self.erase(t!("consent"));
        if last_words.len() == 0 || stamp.at(t!("browserId")).is_blank() {
            return;
        }
        let (exchange, _) = self
            .host
            .exchange(delivery_request(config, last_words, true));
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            let status = exchange.await.at(t!("status")).as_number();
            for _ in last_words.entries() {
                let is_told = (200.0..300.0).contains(&status);
                let fate = if is_told {
                    t!("delivered")
                } else {
                    t!("consent")
                };
                this.queue.refuse(&this.host, fate, 1);
            }
        }));
    }

    /// Erases everything stored about the visitor and waits for another opt-in (`forget`).
    pub fn forget(self: &Rc<Self>, call: u32) {
        if !self.config().is_nothing() {
            self.consents.forget();
            self.erase(t!("forgotten"));
        }
        self.host.settle(call, V::undefined());
    }

    /// Storage has changed in another tab; says whether the visitor was forgotten there, and so here.
    pub fn notice_change(self: &Rc<Self>, is_added: bool) -> bool {
        self.catch_up();
        if is_added && self.gate() == Gate::Open {
            self.watch_others();
        }
        if !is_added {
            self.notice_erasure();
        }
        self.is_erased.take()
    }

    /// Says whether the visitor was forgotten or has withdrawn in another tab, and if so forgets here
    /// too.
    pub fn notice_erasure(&self) -> bool {
        let host = &self.host;
        if self.gate() != Gate::Open
            || !self.consents.is_wiped(host)
            || self.browser_id.is_stored(host, self.config())
        {
            return false;
        }
        self.consents.forget();
        self.erase(t!("forgotten"));
        self.is_erased.set(true);
        true
    }

    fn erase(&self, reason: Word) {
        self.epoch.set(self.epoch.get().wrapping_add(1));
        self.is_behind.set(false);
        self.creation.take();
        self.consents.forget_remembered();
        self.drop_questions();
        self.queue
            .refuse(&self.host, reason, count_held(&self.host));
        self.close_queue(reason);
        self.zones.forget_answers();
        self.shown.forget();
        self.breaker.forget();
        self.accounts.replace(V::list());
        self.forget_campaign();
        self.is_new_id.set(false);
        self.browser_id.forget(&self.host, self.config());
        for area in [Area::Local, Area::Session, Area::Page] {
            for key in self.host.keys(area, V::text(PREFIX)).entries() {
                self.host.remove(area, key);
            }
        }
    }
}

fn tracked_consent<V: Value>(consent: V) -> V {
    let tracked = V::object();
    tracked.put(t!("consent"), consent);
    tracked
}
