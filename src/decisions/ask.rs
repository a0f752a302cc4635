//! A call of `fetch` on its way: through the gate, into a request of its turn, to the service, and
//! back to everybody who waits for a part of it.

use std::rc::Rc;

use crate::attune::Attune;
use crate::engagement::not_initialized;
use crate::model::{fault, is_fault};
use crate::ports::Host;
use crate::providers::{asks_one_point, decision_request, fail_all, read_answer};
use crate::value::Value;
use crate::visitor::{Gate, capture_campaign};

use super::breaker::{Condition, Passage, condition};
use super::ledger::is_late;
use super::response::{compose_response, official_arguments};
use super::retry::retry_after;
use super::wish::read_wish;

/// A service that has not answered for so long, in milliseconds, is taken to fail; an even shorter
/// deadline says more about the page.
const PATIENCE: f64 = 500.0;
/// How long, in milliseconds, until all tabs see whose probe it is.
const SETTLING: f64 = 100.0;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Asks for decisions (`Personalization.fetch`).
    pub fn decide(self: &Rc<Self>, call: u32, points: V, context: V, options: V) {
        let config = self.config();
        let wish = if config.is_nothing() {
            not_initialized()
        } else {
            read_wish(config, points, context, options, self.host.now())
        };
        if is_fault(wish) {
            return self.host.fail(call, wish);
        }
        self.ask(call, wish);
    }

    fn ask(self: &Rc<Self>, call: u32, wish: V) {
        match self.gate() {
            Gate::Open => {
                if self.ledger.note(call, wish) {
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

    /// A service that leaves a call without an answer counts as failing: once for the calls of one
    /// moment that wait for the same request, and once for a probe.
    fn note_lateness(&self, call: u32) {
        let now = self.host.now();
        for sent in self.ledger.requests_of(call).entries() {
            let since = |name| now - sent.at(name).as_number();
            let is_probe = sent.at(t!("isProbe")).is_true();
            let is_known = since(t!("lateAt")) < PATIENCE || is_probe && is_late(sent);
            if since(t!("at")) >= PATIENCE && !is_known {
                sent.put(t!("lateAt"), V::number(now));
                self.note_condition(Condition::Failing, is_probe);
            }
        }
    }

    fn note_condition(&self, condition: Condition, is_probe: bool) {
        let scope = self.config().at(t!("scope"));
        self.breaker.note(&self.host, scope, condition, is_probe);
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
                let this = self.clone();
                self.host
                    .spawn(Box::pin(async move { this.fly(flight).await }));
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
        self.note_lateness(call);
        let settled = self.ledger.expire(call);
        if settled.is_nothing() {
            return;
        }
        let answers = self.rescue(settled.at(t!("wish")), settled.at(t!("answers")));
        let before = settled.at(t!("answers"));
        settled.put(t!("answers"), answers);
        self.settle_call(settled);
        self.give_up_unwanted();
        for (answer, late) in answers.entries().zip(before.entries()) {
            if !answer.same(late) {
                self.show(answer);
            }
        }
    }

    /// The caller has aborted.
    pub fn abandon(&self, call: u32) {
        self.unpark(call);
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
            return self.note_step(flight, t!("given-up"), V::undefined());
        }
        self.keep_answers(flight, answers);
        self.arrive(flight, self.rescue(flight, answers));
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
            self.show(answer);
        }
    }

    fn show(&self, answer: V) {
        self.shown.remember(answer);
        for delivery in self.zones.take(answer).entries() {
            self.deliver_content(delivery);
        }
    }

    async fn question(self: &Rc<Self>, flight: V) -> V {
        let config = self.config();
        let question = flight.copy();
        let is_known_otherwise =
            !flight.at(t!("identity")).is_nothing() && config.at(t!("contextId")).is_nothing();
        if !is_known_otherwise {
            let ids = self.identify().await;
            if is_fault(ids) {
                return ids;
            }
            put_ids(question, ids, !flight.at(t!("identity")).is_nothing());
        }
        let campaign = self.current_campaign();
        let kinds = config.at(t!("redaction"));
        let is_in_address = capture_campaign(&self.host, kinds).names().len() > 0;
        let address = self
            .host
            .address_with(if is_in_address { V::object() } else { campaign });
        question.put(t!("campaign"), campaign);
        question.put(t!("address"), self.host.redacted(address, kinds));
        question.put(t!("language"), self.host.language());
        question.put(t!("dataspace"), config.at(t!("dataspace")));
        question.put(
            t!("correlation"),
            self.host.fresh_hex().then(self.host.fresh_hex()),
        );
        question
    }

    /// The answers of the service; `undefined` if nobody waits for them any more. A question is
    /// asked once more at most: where nothing can have been decided (retry.rs), or with another
    /// browser id where the service no longer knows this one (sitecore.md 4).
    async fn exchange_question(self: &Rc<Self>, flight: V, question: V) -> V {
        let scope = self.config().at(t!("scope"));
        let (number, points) = (flight.at(t!("flight")), flight.at(t!("points")));
        let mut last = V::undefined();
        loop {
            let left = self.ledger.time_left(number, self.host.now());
            let mut passage = self.breaker.passage(&self.host, scope, left);
            if passage == Passage::Probe {
                self.host.pause(SETTLING).await;
                if !self.breaker.is_ours(&self.host, scope) {
                    passage = Passage::Refused;
                }
            }
            if passage == Passage::Refused {
                self.note_step(flight, t!("refused"), V::undefined());
                if last.is_nothing() {
                    return fail_all(points, resting());
                }
                return self.read_reply(flight, question, last);
            }
            let reply = self
                .send_question(flight, question, passage == Passage::Probe)
                .await;
            if !self.ledger.is_wanted(number) {
                return V::undefined();
            }
            let is_last = !last.is_nothing() || passage == Passage::Probe;
            last = reply;
            if is_last || !self.is_worth_asking_again(flight, question, reply).await {
                return self.read_reply(flight, question, reply);
            }
            if !self.ledger.is_wanted(number) {
                return V::undefined();
            }
            self.note_step(flight, t!("retry"), V::undefined());
        }
    }

    fn read_reply(&self, flight: V, question: V, reply: V) -> V {
        if (200.0..300.0).contains(&reply.at(t!("status")).as_number()) {
            self.note_bill(flight, question.at(t!("points")));
        }
        read_answer(self.config(), question, reply, &|| self.host.fresh_uuid())
    }

    async fn send_question(self: &Rc<Self>, flight: V, question: V, is_probe: bool) -> V {
        let warnings = V::list();
        let request = decision_request(self.config(), question, warnings);
        for warning in warnings.entries() {
            self.host.warn(warning);
        }
        self.note_step(
            flight,
            if is_probe { t!("probe") } else { t!("request") },
            V::undefined(),
        );
        let number = flight.at(t!("flight"));
        let (exchange, token) = self.host.exchange(request);
        self.ledger
            .can_give_up(number, token, self.host.now(), is_probe);
        let reply = exchange.await;
        self.courier.health.set_clock(&self.host, reply);
        if self.ledger.is_wanted(number) {
            let is_late = self.ledger.came_back(number);
            self.note_step(flight, t!("answer"), reply.at(t!("status")));
            let condition = condition(reply);
            // A late request has been counted; that it comes to nothing is no other failure.
            if !is_late || condition == Condition::Well {
                self.note_condition(condition, is_probe);
            }
        }
        reply
    }

    /// Whether to ask once more; returns when it is time to.
    async fn is_worth_asking_again(self: &Rc<Self>, flight: V, question: V, reply: V) -> bool {
        let config = self.config();
        let stale = question.at(t!("identity")).at(t!("browserId"));
        if reply.at(t!("status")).as_number() == 404.0
            && asks_one_point(config)
            && !stale.is_nothing()
        {
            let ids = self.identify_anew(stale).await;
            put_ids(question, ids, false);
            return !is_fault(ids);
        }
        let left = self
            .ledger
            .time_left(flight.at(t!("flight")), self.host.now());
        let wait = retry_after(reply, left, self.host.chance());
        if self.breaker.is_failing(&self.host, config.at(t!("scope"))) {
            return false;
        }
        if let Some(wait) = wait {
            self.host.pause(wait).await;
        }
        wait.is_some()
    }

    fn settle_call(&self, settled: V) {
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

    /// Hands content to page code, in the form its handler has.
    pub(crate) fn deliver_content(&self, delivery: V) {
        let (handler, answer) = (delivery.at(t!("handler")), delivery.at(t!("answer")));
        let mut arguments = V::list();
        if handler.at(t!("isOfficial")).is_true() {
            arguments = official_arguments(handler.at(t!("zone")), answer);
        } else {
            let answers = V::list();
            answers.push(answer);
            arguments.push(compose_response(answers, true));
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

fn put_ids<V: Value>(question: V, ids: V, has_identity: bool) {
    question.put(t!("guest"), ids.at(t!("guest")));
    if !has_identity {
        let identity = V::object();
        identity.put(t!("browserId"), ids.at(t!("browserId")));
        question.put(t!("identity"), identity);
    }
}

fn resting<V: Value>() -> V {
    fault(
        t!("unavailable"),
        t!(
            "The service has failed several times and is left alone for a while; keep the default content, or ask again later."
        ),
    )
}

fn no_consent<V: Value>() -> V {
    fault(
        t!("no-consent"),
        t!(
            "The visitor has not opted in; give a Tracking consent with status \"Opt In\" to init or updateConsents first."
        ),
    )
}
