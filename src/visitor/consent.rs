//! Consent: nothing is stored and nothing is sent before an opt-in (salesforce.md 6).

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

const KEY: Word = t!("attune.consents");
const OPT_IN: Word = t!("Opt In");
const OPT_OUT: Word = t!("Opt Out");

/// Whether data may flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// An opt-in for tracking stands and no opt-out.
    Open,
    /// No verdict yet; one may still come from a promise the page gave.
    Pending,
    /// No verdict, and none is awaited.
    NotYet,
    /// An opt-out stands.
    Closed,
}

/// The verdicts in force: records `{ consent, lastUpdatedTime, lastSentTime? }`, with times in
/// milliseconds since 1970.
pub struct Consents<V> {
    given: Slot<V>,
    remembered: Slot<V>,
    is_pending: Cell<bool>,
    is_stored: Cell<bool>,
    gate: Cell<Gate>,
}

impl<V: Value> Consents<V> {
    /// No verdict.
    pub fn new() -> Self {
        Consents {
            given: Slot::new(V::list()),
            remembered: Slot::new(V::list()),
            is_pending: Cell::new(false),
            is_stored: Cell::new(false),
            gate: Cell::new(Gate::NotYet),
        }
    }

    /// What an earlier page of this visitor left: it opens no gate, and only says which verdicts
    /// the service has been told already.
    pub fn remember(&self, host: &impl Host<V>) {
        self.remembered
            .replace(host.read(Area::Local, V::text(KEY)).read());
    }

    /// Takes the verdicts the page gives; the last one per provider and purpose counts.
    pub fn update(&self, consents: V, is_pending: bool, now: f64) {
        self.is_pending.set(is_pending);
        for consent in consents.entries() {
            let record = self.record_for(consent, now);
            let given = V::list();
            for known in self.given.get().entries() {
                if !answers_same(known.at(t!("consent")), consent) {
                    given.push(known);
                }
            }
            given.push(record);
            self.given.replace(given);
        }
        self.gate.set(self.judge());
    }

    /// The tracking verdicts in force that the service has not been told yet.
    pub fn untold(&self) -> V {
        let untold = V::list();
        for record in self.given.get().entries() {
            if is_untold(record) {
                untold.push(record.at(t!("consent")));
            }
        }
        untold
    }

    fn record_for(&self, consent: V, now: f64) -> V {
        for list in [&self.given, &self.remembered] {
            for record in list.get().entries() {
                let known = record.at(t!("consent"));
                if answers_same(known, consent)
                    && known.at(t!("status")).same(consent.at(t!("status")))
                {
                    return record;
                }
            }
        }
        let record = V::object();
        record.put(t!("consent"), consent);
        record.put(t!("lastUpdatedTime"), V::number(now));
        record
    }

    /// Whether data may flow now.
    pub fn gate(&self) -> Gate {
        self.gate.get()
    }

    fn judge(&self) -> Gate {
        let given = self.given.get();
        if has_verdict(given, OPT_OUT) {
            return Gate::Closed;
        }
        if has_verdict(given, OPT_IN) {
            return Gate::Open;
        }
        if self.is_pending.get() {
            Gate::Pending
        } else {
            Gate::NotYet
        }
    }

    /// Whether an earlier page, or this one, had opened the gate.
    pub fn was_open(&self) -> bool {
        has_verdict(self.remembered.get(), OPT_IN)
    }

    /// The service is being told of every verdict.
    pub fn mark_sent(&self, now: f64) {
        for record in self.given.get().entries() {
            if is_untold(record) {
                record.put(t!("lastSentTime"), V::number(now));
            }
        }
    }

    /// Writes the verdicts down; only an open gate allows that.
    pub fn store(&self, host: &impl Host<V>) {
        let given = self.given.get();
        let key = V::text(KEY);
        host.write(Area::Local, key, given.write());
        // Where storage is full, what an earlier page has stored tells of an erasure as well.
        self.is_stored
            .set(!host.read(Area::Local, key).is_nothing());
        self.remembered.replace(given);
    }

    /// Whether what was written down here is gone: storage has been emptied.
    pub fn is_wiped(&self, host: &impl Host<V>) -> bool {
        self.is_stored.get() && host.read(Area::Local, V::text(KEY)).is_nothing()
    }

    /// An opt-out has been carried out: what was remembered is void.
    pub fn forget_remembered(&self) {
        self.is_stored.set(false);
        self.remembered.replace(V::list());
    }

    /// Back to no verdict.
    pub fn forget(&self) {
        self.forget_remembered();
        self.given.replace(V::list());
        self.is_pending.set(false);
        self.gate.set(Gate::NotYet);
    }

    /// The verdicts in force.
    pub fn verdicts(&self) -> V {
        let verdicts = V::list();
        for record in self.given.get().entries() {
            verdicts.push(record.at(t!("consent")));
        }
        verdicts
    }

    /// The verdicts in force, with their times.
    pub fn records(&self) -> V {
        self.given.get()
    }
}

fn answers_same<V: Value>(one: V, other: V) -> bool {
    one.at(t!("provider")).same(other.at(t!("provider")))
        && one.at(t!("purpose")).same(other.at(t!("purpose")))
}

fn is<V: Value>(consent: V, status: Word) -> bool {
    consent.at(t!("purpose")).is(t!("Tracking")) && consent.at(t!("status")).is(status)
}

fn is_untold<V: Value>(record: V) -> bool {
    let consent = record.at(t!("consent"));
    record.at(t!("lastSentTime")).is_nothing() && (is(consent, OPT_IN) || is(consent, OPT_OUT))
}

fn has_verdict<V: Value>(records: V, status: Word) -> bool {
    for record in records.entries() {
        if is(record.at(t!("consent")), status) {
            return true;
        }
    }
    false
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    fn consent(provider: &str, purpose: &str, status: &str) -> serde_json::Value {
        json!({ "provider": provider, "purpose": purpose, "status": status })
    }

    fn update(consents: &Consents<Fake>, list: serde_json::Value, now: f64) -> u32 {
        consents.update(Fake::from(list), false, now);
        consents.untold().len()
    }

    #[test]
    fn only_an_exact_opt_in_for_tracking_opens_the_gate() {
        for (purpose, status) in [
            ("Personalization", OPT_IN.0),
            ("Tracking", "OptIn"),
            ("Tracking", "opt in"),
            ("", OPT_IN.0),
        ] {
            let consents = Consents::new();
            update(&consents, json!([consent("CMP", purpose, status)]), 1.0);
            assert_eq!(consents.gate(), Gate::NotYet, "{purpose} {status}");
        }
        let consents = Consents::new();
        update(
            &consents,
            json!([consent("CMP", "Tracking", OPT_IN.0)]),
            1.0,
        );
        assert_eq!(consents.gate(), Gate::Open);
    }

    #[test]
    fn one_opt_out_closes_the_gate_whoever_opened_it() {
        let consents = Consents::new();
        let both = json!([
            consent("CMP", "Tracking", OPT_IN.0),
            consent("Other", "Tracking", OPT_OUT.0)
        ]);
        update(&consents, both, 1.0);
        assert_eq!(consents.gate(), Gate::Closed);
    }

    #[test]
    fn the_last_verdict_of_a_provider_counts_and_is_news_once() {
        let consents = Consents::new();
        let both = json!([
            consent("CMP", "Tracking", OPT_OUT.0),
            consent("CMP", "Tracking", OPT_IN.0)
        ]);
        assert_eq!(update(&consents, both, 1.0), 1);
        assert_eq!(consents.gate(), Gate::Open);
        consents.mark_sent(2.0);
        assert_eq!(
            update(
                &consents,
                json!([consent("CMP", "Tracking", OPT_IN.0)]),
                3.0
            ),
            0
        );
        assert_eq!(consents.records().json()[0]["lastUpdatedTime"], 1);
        assert_eq!(
            update(
                &consents,
                json!([consent("CMP", "Tracking", OPT_OUT.0)]),
                4.0
            ),
            1
        );
    }

    #[test]
    fn an_awaited_promise_is_neither_yes_nor_no() {
        let consents = Consents::<Fake>::new();
        consents.update(Fake::list(), true, 1.0);
        assert_eq!(consents.gate(), Gate::Pending);
        consents.update(Fake::list(), false, 1.0);
        assert_eq!(consents.gate(), Gate::NotYet);
    }
}
