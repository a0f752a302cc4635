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
        for point in flight.at(t!("points")).entries() {
            let mut answer = V::undefined();
            if !flight.at(t!("fresh")).holds(point) {
                answer = self.kept_answer(flight, point, false);
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
    pub(super) fn rescue(&self, wish: V, answers: V) -> V {
        let rescued = V::list();
        for answer in answers.entries() {
            let outcome = answer.at(t!("outcome"));
            let code = outcome.at(t!("code"));
            let is_service = outcome.at(t!("retryable")).is_true()
                || code.is(t!("timeout"))
                || code.is(t!("bad-response"));
            let mut old = V::undefined();
            if is_service {
                old = self.kept_answer(wish, answer.at(t!("point")), true);
            }
            rescued.push(old.or(answer));
        }
        rescued
    }

    /// Keeps the answers of a flight for those who ask the same.
    pub(super) fn keep_answers(&self, flight: V, answers: V) {
        if self.span(t!("decisionCacheMs")) + self.span(t!("staleDecisionMs")) == 0.0 {
            return;
        }
        for answer in answers.entries() {
            let key = self.reuse_key(flight, answer.at(t!("point")));
            if answer.at(t!("outcome")).at(t!("status")).is(t!("failed")) || key.is_nothing() {
                continue;
            }
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
    fn kept_answer(&self, wish: V, point: V, is_stale: bool) -> V {
        let stale = if is_stale {
            self.span(t!("staleDecisionMs"))
        } else {
            0.0
        };
        let oldest = (self.span(t!("decisionCacheMs")) + stale).min(OLDEST);
        let key = self.reuse_key(wish, point);
        if oldest == 0.0 || key.is_nothing() {
            return V::undefined();
        }
        let kept = self.host.read(Area::Session, key).read();
        let age = self.host.now() - kept.at(t!("at")).as_number();
        let answer = kept.at(t!("answer"));
        // Nothing at all is kept, or a clock was stepped.
        if !(0.0..=oldest).contains(&age) || !answer.at(t!("entries")).is_list() {
            return V::undefined();
        }
        let outcome = answer.at(t!("outcome"));
        outcome.put_text(t!("source"), t!("cache"));
        outcome.put(t!("ageMs"), V::number(age));
        if is_stale {
            outcome.put(t!("stale"), V::boolean(true));
        }
        answer
    }

    /// Where the answer is kept that this visitor, of these verdicts, was given to this question. A
    /// hash, since a context may name people; an authenticated answer is not kept at all.
    fn reuse_key(&self, wish: V, point: V) -> V {
        let config = self.config();
        let id = self.known_id();
        if id.is_nothing() || !wish.at(t!("token")).is_nothing() {
            return V::undefined();
        }
        let facts = V::list();
        for fact in [
            id,
            config.at(t!("scope")),
            config.at(t!("dataspace")).or(V::text(t!(""))),
            self.consents.records(),
            self.current_campaign(),
            self.host.language(),
            wish.at(t!("key")),
            point,
        ] {
            facts.push(fact);
        }
        V::text(PREFIX).then(facts.write().hash())
    }
}
