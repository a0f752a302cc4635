//! Consent: nothing is stored and nothing is sent before an opt-in (salesforce.md 6).

use serde::Serialize;

use crate::ports::{Area, Json, Storage};

const KEY: &str = "attune.consents";
const TRACKING: &str = "Tracking";
const OPT_IN: &str = "Opt In";
const OPT_OUT: &str = "Opt Out";

/// A verdict of the visitor, told by a consent provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    pub provider: String,
    pub purpose: String,
    pub status: String,
}

impl Consent {
    /// Reads a consent; `None` where a member is missing or no text.
    pub fn read<J: Json>(value: &J) -> Option<Self> {
        Some(Consent {
            provider: value.text_at("provider")?,
            purpose: value.text_at("purpose")?,
            status: value.text_at("status")?,
        })
    }

    fn answers_same(&self, other: &Consent) -> bool {
        self.provider == other.provider && self.purpose == other.purpose
    }

    fn is(&self, status: &str) -> bool {
        self.purpose == TRACKING && self.status == status
    }
}

/// A consent and when it changed and was last told to the service, in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRecord {
    pub consent: Consent,
    pub last_updated_time: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sent_time: Option<f64>,
}

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

/// The verdicts in force.
#[derive(Default)]
pub struct Consents {
    given: Vec<ConsentRecord>,
    remembered: Vec<ConsentRecord>,
    is_pending: bool,
}

impl Consents {
    /// What an earlier page of this visitor left: it opens no gate, and only says which verdicts
    /// the service has been told already.
    pub fn remember<J: Json>(&mut self, storage: &impl Storage) {
        let stored = storage
            .read(Area::Local, KEY)
            .and_then(|text| J::read(&text));
        let entries = stored.and_then(|list| list.items()).unwrap_or_default();
        self.remembered = entries.iter().filter_map(read_record).collect();
    }

    /// Takes the verdicts the page gives; the last one per provider and purpose counts. Returns
    /// the tracking verdicts the service has not been told yet.
    pub fn update(&mut self, consents: Vec<Consent>, is_pending: bool, now: f64) -> Vec<Consent> {
        self.is_pending = is_pending;
        let mut news = Vec::new();
        for consent in consents {
            let record = self.record_for(consent, now);
            if record.last_sent_time.is_none() && is_verdict(&record.consent) {
                news.push(record.consent.clone());
            }
            self.given
                .retain(|given| !given.consent.answers_same(&record.consent));
            self.given.push(record);
        }
        news
    }

    fn record_for(&self, consent: Consent, now: f64) -> ConsentRecord {
        let known = self
            .given
            .iter()
            .chain(&self.remembered)
            .find(|record| record.consent == consent);
        match known {
            Some(record) => record.clone(),
            None => ConsentRecord {
                consent,
                last_updated_time: now,
                last_sent_time: None,
            },
        }
    }

    /// Whether data may flow now.
    pub fn gate(&self) -> Gate {
        if self.given.iter().any(|record| record.consent.is(OPT_OUT)) {
            return Gate::Closed;
        }
        if self.given.iter().any(|record| record.consent.is(OPT_IN)) {
            return Gate::Open;
        }
        if self.is_pending {
            Gate::Pending
        } else {
            Gate::NotYet
        }
    }

    /// Whether an earlier page, or this one, had opened the gate.
    pub fn was_open(&self) -> bool {
        self.remembered
            .iter()
            .any(|record| record.consent.is(OPT_IN))
    }

    /// The service is being told of every verdict.
    pub fn mark_sent(&mut self, now: f64) {
        for record in &mut self.given {
            if is_verdict(&record.consent) && record.last_sent_time.is_none() {
                record.last_sent_time = Some(now);
            }
        }
    }

    /// Writes the verdicts down; only an open gate allows that.
    pub fn store<J: Json>(&mut self, storage: &impl Storage) {
        let entries = self.given.iter().map(write_record::<J>).collect();
        storage.write(Area::Local, KEY, &J::list(entries).write());
        self.remembered = self.given.clone();
    }

    /// An opt-out has been carried out: what was remembered is void.
    pub fn forget_remembered(&mut self) {
        self.remembered.clear();
    }

    /// The verdicts in force, with their times.
    pub fn records(&self) -> &[ConsentRecord] {
        &self.given
    }
}

fn is_verdict(consent: &Consent) -> bool {
    consent.is(OPT_IN) || consent.is(OPT_OUT)
}

fn read_record<J: Json>(value: &J) -> Option<ConsentRecord> {
    Some(ConsentRecord {
        consent: Consent::read(value)?,
        last_updated_time: value.get("updated")?.as_number()?,
        last_sent_time: value.get("sent").and_then(|sent| sent.as_number()),
    })
}

fn write_record<J: Json>(record: &ConsentRecord) -> J {
    let mut value = J::object();
    value.set("provider", J::text(&record.consent.provider));
    value.set("purpose", J::text(&record.consent.purpose));
    value.set("status", J::text(&record.consent.status));
    value.set("updated", J::number(record.last_updated_time));
    if let Some(sent) = record.last_sent_time {
        value.set("sent", J::number(sent));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(purpose: &str, status: &str) -> Consent {
        Consent {
            provider: "CMP".into(),
            purpose: purpose.into(),
            status: status.into(),
        }
    }

    #[test]
    fn only_an_exact_opt_in_for_tracking_opens_the_gate() {
        for (purpose, status) in [
            ("Personalization", OPT_IN),
            (TRACKING, "OptIn"),
            (TRACKING, "opt in"),
            ("", OPT_IN),
        ] {
            let mut consents = Consents::default();
            consents.update(vec![consent(purpose, status)], false, 1.0);
            assert_eq!(consents.gate(), Gate::NotYet, "{purpose} {status}");
        }
        let mut consents = Consents::default();
        consents.update(vec![consent(TRACKING, OPT_IN)], false, 1.0);
        assert_eq!(consents.gate(), Gate::Open);
    }

    #[test]
    fn one_opt_out_closes_the_gate_whoever_opened_it() {
        let mut consents = Consents::default();
        let other = Consent {
            provider: "Other".into(),
            ..consent(TRACKING, OPT_OUT)
        };
        consents.update(vec![consent(TRACKING, OPT_IN), other], false, 1.0);
        assert_eq!(consents.gate(), Gate::Closed);
    }

    #[test]
    fn the_last_verdict_of_a_provider_counts_and_is_news_once() {
        let mut consents = Consents::default();
        let news = consents.update(
            vec![consent(TRACKING, OPT_OUT), consent(TRACKING, OPT_IN)],
            false,
            1.0,
        );
        assert_eq!(news.len(), 2);
        assert_eq!(consents.gate(), Gate::Open);
        consents.mark_sent(2.0);
        assert!(
            consents
                .update(vec![consent(TRACKING, OPT_IN)], false, 3.0)
                .is_empty()
        );
        assert_eq!(consents.records()[0].last_updated_time, 1.0);
        assert_eq!(
            consents
                .update(vec![consent(TRACKING, OPT_OUT)], false, 4.0)
                .len(),
            1
        );
    }

    #[test]
    fn an_awaited_promise_is_neither_yes_nor_no() {
        let mut consents = Consents::default();
        consents.update(vec![], true, 1.0);
        assert_eq!(consents.gate(), Gate::Pending);
        consents.update(vec![], false, 1.0);
        assert_eq!(consents.gate(), Gate::NotYet);
    }
}
