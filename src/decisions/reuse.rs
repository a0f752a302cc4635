//! Answers that may be used again: in the tab's session storage, where the next page of the visit
//! finds them (`decisionCacheMs`), and where they may stand in for a service that fails
//! (`staleDecisionMs`).

use crate::attune::Attune;
use crate::ports::{Area, Host};
use crate::value::Value;
use crate::words::Word;

const PREFIX: Word = t!("attune.decision.");
/// No answer is used longer, in milliseconds (delivery-and-security.md 5.3).
const OLDEST: f64 = 24.0 * 3_600_000.0;
/// Larger answers, in characters, are not kept, nor more than so many.
const LARGEST: u32 = 200_000;
const MOST: u32 = 50;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Takes the points out of a flight that need not be asked, and gives their answers.
    pub(super) fn reuse(&self, flight: V) -> V {
        let (reused, asked) = (V::list(), V::list());
        let facts = self.facts(flight);
        if facts.is_nothing() {
            return reused;
        }
        let fresh = flight.at(t!("fresh"));
        for point in flight.at(t!("points")).entries() {
            let mut answer = V::undefined();
            if !fresh.of(point).is_true() {
                answer = self.kept_answer(facts, point, false);
            }
            if answer.is_nothing() {
                asked.push(point);
            } else {
                reused.push(answer);
            }
        }
        flight.put(t!("points"), asked);
        reused
    }

    /// The answers, with older ones in place of those the service has failed to give.
    pub(super) fn rescue(&self, facts: V, answers: V) -> V {
        if facts.is_nothing() || self.span(t!("staleDecisionMs")) == 0.0 {
            return answers;
        }
        let rescued = V::list();
        for answer in answers.entries() {
            let outcome = answer.at(t!("outcome"));
            let code = outcome.at(t!("code"));
            let is_service = outcome.at(t!("retryable")).is_true()
                || code.is(t!("timeout"))
                || code.is(t!("bad-response"));
            let mut old = V::undefined();
            if is_service {
                old = self.kept_answer(facts, answer.at(t!("point")), true);
            }
            rescued.push(old.or(answer));
        }
        rescued
    }

    /// Keeps the answers of a flight for those who ask the same.
    pub(super) fn keep_answers(&self, facts: V, answers: V) {
        if facts.is_nothing() {
            return;
        }
        for answer in answers.entries() {
            if answer.at(t!("outcome")).at(t!("status")).is(t!("failed")) {
                continue;
            }
            let key = reuse_key(facts, answer.at(t!("point")));
            let kept = V::object();
            kept.put(t!("at"), V::number(self.host.now()));
            kept.put(t!("answer"), answer);
            let keys = self.host.keys(Area::Session, V::text(PREFIX));
            if keys.len() >= MOST {
                for key in keys.entries() {
                    self.host.remove(Area::Session, key);
                }
            }
            // A reused answer has the numbers it had, or there is none.
            let text = kept.write_lasting();
            if (1..=LARGEST).contains(&text.len()) {
                self.host.write(Area::Session, key, text);
            }
        }
    }

    fn span(&self, name: Word) -> f64 {
        self.config().at(name).as_number().max(0.0)
    }

    /// The answer kept for a point, if it is young enough.
    fn kept_answer(&self, facts: V, point: V, is_stale: bool) -> V {
        let stale = if is_stale {
            self.span(t!("staleDecisionMs"))
        } else {
            0.0
        };
        let oldest = (self.span(t!("decisionCacheMs")) + stale).min(OLDEST);
        if oldest == 0.0 {
            return V::undefined();
        }
        let kept = self
            .host
            .read(Area::Session, reuse_key(facts, point))
            .read();
        let age = self.host.now() - kept.at(t!("at")).as_number();
        let answer = kept.at(t!("answer"));
        let outcome = answer.at(t!("outcome"));
        // Nothing at all is kept, or not by this version, or a clock was stepped.
        let is_answer = answer.at(t!("point")).same(point)
            && answer.at(t!("entries")).is_list()
            && outcome.is_object();
        if !(0.0..=oldest).contains(&age) || !is_answer {
            return V::undefined();
        }
        outcome.put_text(t!("source"), t!("cache"));
        outcome.put(t!("ageMs"), V::number(age));
        if is_stale {
            outcome.put(t!("stale"), V::boolean(true));
        }
        answer
    }

    /// What must be the same for an answer to be used again, but for the point; `undefined` where
    /// none is. An authenticated answer is not kept at all.
    pub(super) fn facts(&self, wish: V) -> V {
        let config = self.config();
        if self.span(t!("decisionCacheMs")) + self.span(t!("staleDecisionMs")) == 0.0
            || !wish.at(t!("token")).is_nothing()
        {
            return V::undefined();
        }
        if self.known_id().is_nothing() {
            return V::undefined();
        }
        let facts = V::list();
        for fact in [
            self.visit(),
            config.at(t!("scope")),
            config.at(t!("dataspace")).or(V::text(t!(""))),
            self.host.language(),
            wish.at(t!("key")),
        ] {
            facts.push(fact);
        }
        facts
    }

    /// Who asks, allowed by whom, and brought by what: an answer is for nobody else.
    pub(super) fn visit(&self) -> V {
        let visit = V::list();
        visit.push(self.known_id());
        visit.push(self.consents.verdicts());
        visit.push(self.current_campaign());
        visit.write()
    }
}

/// Where an answer to this visitor, of these verdicts, is kept. A hash, since a context may name
/// people.
fn reuse_key<V: Value>(facts: V, point: V) -> V {
    let facts = facts.copy();
    facts.push(point);
    V::text(PREFIX).then(facts.write().hash())
}
