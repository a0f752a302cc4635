//! A call of `fetch` on its way: through the gate, into a request of its turn, and back to everybody
//! who waits for a part of it.

use std::rc::Rc;

use crate::attune::Attune;
use crate::engagement::not_initialized;
use crate::model::{fault, is_fault};
use crate::ports::Host;
use crate::providers::{asks_one_point, fail_all};
use crate::value::Value;
use crate::visitor::Gate;

use super::breaker::Condition;
use super::origin::{keep, recall};
use super::response::{compose_response, official_arguments};
use super::wish::read_wish;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Asks for decisions (`Personalization.fetch`).
    pub fn decide(self: &Rc<Self>, call: u32, points: V, context: V, options: V) {
        let config = self.config();
        let refused = self.take_refused(call);
        let points = refused.at(t!("points")).or(points);
        let wish = if config.is_nothing() {
            not_initialized()
        } else {
            read_wish(config, points, context, options, self.host.now())
        };
        if is_fault(wish) {
            return self.host.fail(call, wish);
        }
        wish.put(t!("standing"), refused.at(t!("standing")));
        self.ask(call, wish);
    }

    fn ask(self: &Rc<Self>, call: u32, wish: V) {
        match self.gate() {
            Gate::Open => {
                if self.ledger.note(call, wish, &|| self.visit()) {
                    self.host.soon();
                }
            }
            Gate::Pending => {
                let parked = V::object();
                parked.put(t!("call"), V::number(call.into()));
                parked.put(t!("wish"), wish);
                self.parked.get().push(parked);
            }
            Gate::NotYet | Gate::Closed => self.host.fail(call, no_consent()),
        }
    }

    /// The gate has moved: calls that waited for that go on, or fail.
    pub(crate) fn release_parked(self: &Rc<Self>) {
        for parked in self.parked.replace(V::list()).entries() {
            self.ask(
                parked.at(t!("call")).as_number() as u32,
                parked.at(t!("wish")),
            );
        }
    }

    /// Nothing that is asked will be answered: the visitor has withdrawn.
    pub(crate) fn drop_questions(&self) {
        self.refused.replace(V::object());
        for callers in [self.ledger.clear(), self.parked.replace(V::list())] {
            for caller in callers.entries() {
                self.host
                    .fail(caller.at(t!("call")).as_number() as u32, no_consent());
            }
        }
        self.give_up_unwanted();
    }

    fn give_up_unwanted(&self) {
        for sent in self.ledger.unwanted().entries() {
            self.host.give_up(sent.at(t!("exchange")));
        }
    }

    /// The turn in which something was asked has ended.
    pub fn turn_ended(self: &Rc<Self>) {
        for flight in self.ledger.depart(asks_one_point(self.config())).entries() {
            self.open_account(flight);
            let reused = self.reuse(flight);
            if reused.len() > 0 {
                self.note_step(flight, t!("reused"), V::undefined());
                self.arrive(flight, reused);
            }
            if flight.at(t!("points")).len() > 0 {
                self.note_question(true);
                let this = self.clone();
                self.host.spawn(Box::pin(async move {
                    this.fly(flight).await;
                    this.note_question(false);
                }));
            }
        }
    }

    /// The deadline of a call has passed.
    pub fn expire(&self, call: u32) {
        if self.unpark(call) {
            let late = t!(
                "The consents promise did not settle before the deadline; allow more time with timeoutMs."
            );
            return self.host.fail(call, fault(t!("timeout"), late));
        }
        let refused = self.take_refused(call);
        if !refused.is_nothing() {
            return self.tell_caller(refused);
        }
        self.note_lateness(call);
        let settled = self.ledger.expire(call);
        if settled.is_nothing() {
            return;
        }
        let facts = self.facts(settled.at(t!("wish")));
        let answers = self.rescue(facts, settled.at(t!("answers")));
        let before = settled.at(t!("answers"));
        settled.put(t!("answers"), answers);
        self.tell_caller(settled);
        self.give_up_unwanted();
        for (answer, late) in answers.entries().zip(before.entries()) {
            if !answer.same(late) {
                self.show(answer, V::undefined());
            }
        }
    }

    /// The caller has aborted.
    pub fn abandon(&self, call: u32) {
        self.unpark(call);
        self.take_refused(call);
        self.ledger.take_caller(call);
        self.give_up_unwanted();
    }

    fn unpark(&self, call: u32) -> bool {
        let (waiting, mut was_parked) = (V::list(), false);
        for parked in self.parked.replace(V::list()).entries() {
            if parked.at(t!("call")).same(V::number(call.into())) {
                was_parked = true;
            } else {
                waiting.push(parked);
            }
        }
        self.parked.replace(waiting);
        was_parked
    }

    async fn fly(self: &Rc<Self>, flight: V) {
        let epoch = self.epoch.get();
        let question = self.question(flight).await;
        // Whose answer it will be is settled now: on its way, visitor and verdicts may change.
        flight.put(t!("facts"), self.facts(flight));
        let answers = match is_fault(question) {
            true => {
                if question.at(t!("retryable")).is_true() {
                    self.note_condition(Condition::Failing, false);
                }
                fail_all(flight.at(t!("points")), question)
            }
            false => self.exchange_question(flight, question).await,
        };
        // Whoever waits has been told otherwise by then.
        if answers.is_nothing() || epoch != self.epoch.get() {
            return self.note_given_up(flight);
        }
        let facts = flight.at(t!("facts"));
        self.keep_answers(facts, answers);
        self.arrive(flight, self.rescue(facts, answers));
    }

    /// Points of a flight have answers: whoever waits for them is told, and their zones.
    fn arrive(&self, flight: V, answers: V) {
        self.note_step(flight, t!("settled"), V::undefined());
        self.note_outcomes(flight, answers);
        for settled in self
            .ledger
            .arrive(flight.at(t!("flight")), answers)
            .entries()
        {
            self.settle_call(settled);
        }
        for answer in answers.entries() {
            self.show(answer, flight.at(t!("origin")));
        }
    }

    /// Hands an answer to the zones of its point, and keeps it for late ones.
    fn show(&self, answer: V, origin: V) {
        self.shown.remember(answer);
        let kept = keep(answer, origin);
        for handler in self.zones.take(kept).entries() {
            self.deliver_content(handler, kept, answer);
        }
    }

    /// A zone has a new handler, which is given what its point was answered before.
    pub(crate) fn set_handler(&self, handler: V) {
        let kept = self.zones.set(handler);
        if !kept.is_nothing() {
            self.deliver_content(handler, kept, V::undefined());
        }
    }

    pub(super) fn tell_caller(&self, settled: V) {
        let call = settled.at(t!("call")).as_number() as u32;
        let response = compose_response(
            settled.at(t!("answers")),
            settled.at(t!("isShared")).is_true(),
        );
        if is_fault(response) {
            self.host.fail(call, response)
        } else {
            self.host.settle(call, response)
        }
    }

    /// Hands content to page code, in the form its handler has. `fresh` is the answer that was kept,
    /// where its callers have just been given it.
    fn deliver_content(&self, handler: V, kept: V, fresh: V) {
        let answer = || match fresh.is_nothing() {
            true => recall(self.config(), kept),
            false => fresh,
        };
        let mut arguments = V::list();
        if handler.at(t!("isOfficial")).is_true() {
            arguments = official_arguments(handler.at(t!("zone")), answer());
        } else {
            // One for all handlers of an answer, and frozen on its way (js/host.ts): a page that keeps
            // it as its state need not draw itself anew for it.
            if kept.at(t!("response")).is_nothing() {
                let answers = V::list();
                answers.push(answer());
                let response = compose_response(answers, !fresh.is_nothing());
                kept.put(t!("response"), response);
            }
            arguments.push(kept.at(t!("response")));
        }
        self.host.invoke(handler.at(t!("callback")), arguments);
    }

    /// Asks for what experiences want, once there is somebody to hand it to. Nobody waits for the
    /// call, whose number is 0.
    pub(crate) fn launch_experiences(self: &Rc<Self>) {
        let config = self.config();
        if config.is_nothing() || self.gate() != Gate::Open {
            return;
        }
        let points = self.zones.wanted(self.host.address());
        if points.len() > 0 {
            let wish = read_wish(
                config,
                points,
                V::undefined(),
                V::undefined(),
                self.host.now(),
            );
            self.ask(0, wish);
        }
    }
}

fn no_consent<V: Value>() -> V {
    fault(
        t!("no-consent"),
        t!(
            "The visitor has not opted in; give a Tracking consent with status \"Opt In\" to init or updateConsents first."
        ),
    )
}
