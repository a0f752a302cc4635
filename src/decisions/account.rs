//! What became of the last questions (`explain`).

use crate::attune::Attune;
use crate::model::fault;
use crate::ports::Host;
use crate::providers::fail_all;
use crate::value::Value;
use crate::words::Word;

use super::callers::too_late;

/// So many questions are remembered.
const KEPT: u32 = 20;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Opens the account of a flight.
    pub(super) fn open_account(&self, flight: V) {
        let account = V::object();
        account.put(t!("points"), flight.at(t!("points")).copy());
        account.put(t!("at"), V::number(self.host.now()));
        account.put(t!("steps"), V::list());
        account.put(t!("outcomes"), V::object());
        account.put(t!("billed"), V::number(0.0));
        flight.put(t!("account"), account);
        let accounts = V::list();
        let known = self.accounts.get();
        for account in known
            .entries()
            .skip(known.len().saturating_sub(KEPT - 1) as usize)
        {
            accounts.push(account);
        }
        accounts.push(account);
        self.accounts.replace(accounts);
    }

    /// Notes what was done for a flight, with the status that came of it.
    pub(super) fn note_step(&self, flight: V, what: Word, status: V) {
        let account = flight.at(t!("account"));
        let step = V::object();
        step.put_text(t!("what"), what);
        let passed = self.host.now() - account.at(t!("at")).as_number();
        step.put(t!("at"), V::number(passed));
        step.put(t!("status"), status);
        account.at(t!("steps")).push(step);
    }

    /// Notes what the service bills for a reply of success: every point that was asked, answered or
    /// not (salesforce.md 1).
    pub(super) fn note_bill(&self, flight: V, points: V) {
        let account = flight.at(t!("account"));
        let billed = account.at(t!("billed")).as_number() + f64::from(points.len());
        account.put(t!("billed"), V::number(billed));
    }

    /// Nobody waits for a flight any more.
    pub(super) fn note_given_up(&self, flight: V) {
        self.note_step(flight, t!("given-up"), V::undefined());
        let reason = if self.host.now() < flight.at(t!("until")).as_number() {
            fault(
                t!("aborted"),
                t!(
                    "Nobody waited for the answer any more: the calls were aborted, or consent withdrawn."
                ),
            )
        } else {
            too_late()
        };
        let answers = fail_all(flight.at(t!("points")), reason);
        self.note_outcomes(flight, self.rescue(flight.at(t!("facts")), answers));
    }

    pub(super) fn note_outcomes(&self, flight: V, answers: V) {
        let outcomes = flight.at(t!("account")).at(t!("outcomes"));
        for answer in answers.entries() {
            outcomes.put_of(answer.at(t!("point")), answer.at(t!("outcome")));
        }
    }

    /// The accounts of the last questions, oldest first; the caller's own.
    pub fn accounts(&self) -> V {
        self.accounts.get().deep_copy()
    }
}
