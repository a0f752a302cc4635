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
use super::response::{compose_response, official_arguments};
use super::retry::retry_after;
use super::wish::read_wish;

/// A service that has not answered for so long, in milliseconds, is taken to fail; an even shorter
/// deadline says more about the page.
const PATIENCE: f64 = 500.0;
/// How long, in milliseconds, until all tabs see whose probe it is.
const SETTLING: f64 = 50.0;

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
                parked.put("call", V::number(call.into()));
                parked.put("wish", wish);
                self.parked.get().push(parked);
            }
            Gate::NotYet | Gate::Closed => self.host.fail(call, no_consent()),
        }
    }

    /// The gate has moved: calls that waited for that go on, or fail.
    pub(crate) fn release_parked(self: &Rc<Self>) {
        for parked in self.parked.replace(V::list()).entries() {
            self.ask(parked.at("call").as_number() as u32, parked.at("wish"));
        }
    }

    /// Nothing that is asked will be answered: the visitor has withdrawn.
    pub(crate) fn drop_questions(&self) {
        for callers in [self.ledger.clear(), self.parked.replace(V::list())] {
            for caller in callers.entries() {
                self.host
                    .fail(caller.at("call").as_number() as u32, no_consent());
            }
        }
        self.give_up_unwanted();
    }

    fn give_up_unwanted(&self) {
        for sent in self.ledger.unwanted().entries() {
            self.host.give_up(sent.at("exchange"));
        }
    }

    /// A service that leaves a call without an answer counts as failing, once for each request: others
    /// may go on waiting for the same.
    fn note_lateness(&self, call: u32) {
        for sent in self.ledger.requests_of(call).entries() {
            let waited = self.host.now() - sent.at("at").as_number();
            if waited >= PATIENCE && !sent.at("isLate").is_true() {
                sent.put("isLate", V::boolean(true));
                self.note_condition(Condition::Failing, sent.at("isProbe").is_true());
            }
        }
    }

    fn note_condition(&self, condition: Condition, is_probe: bool) {
        let scope = self.config().at("scope");
        self.breaker.note(&self.host, scope, condition, is_probe);
    }

    /// The turn in which something was asked has ended.
    pub fn turn_ended(self: &Rc<Self>) {
        for flight in self.ledger.depart(asks_one_point(self.config())).entries() {
            self.open_account(flight);
            let reused = self.reuse(flight);
            if reused.len() > 0 {
                self.note_step(flight, "reused", V::undefined());
                self.arrive(flight, reused);
            }
            if flight.at("points").len() > 0 {
                let this = self.clone();
                self.host
                    .spawn(Box::pin(async move { this.fly(flight).await }));
            }
        }
    }

    /// The deadline of a call has passed.
    pub fn expire(&self, call: u32) {
        if self.unpark(call) {
            let late = "The consents promise did not settle before the deadline; allow more time with timeoutMs.";
            return self.host.fail(call, fault("timeout", late));
        }
        self.note_lateness(call);
        let settled = self.ledger.expire(call);
        if settled.is_nothing() {
            return;
        }
        let answers = self.rescue(settled.at("wish"), settled.at("answers"));
        let before = settled.at("answers");
        settled.put("answers", answers);
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
            if parked.at("call").same(V::number(call.into())) {
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
                if question.at("retryable").is_true() {
                    self.note_condition(Condition::Failing, false);
                }
                fail_all(flight.at("points"), question)
            }
            false => self.exchange_question(flight, question).await,
        };
        // Whoever waits has been told otherwise by then.
        if answers.is_nothing() || epoch != self.epoch.get() {
            return self.note_step(flight, "given-up", V::undefined());
        }
        self.keep_answers(flight, answers);
        self.arrive(flight, self.rescue(flight, answers));
    }

    /// Points of a flight have answers: whoever waits for them is told, and their zones.
    fn arrive(&self, flight: V, answers: V) {
        self.note_step(flight, "settled", V::undefined());
        self.note_outcomes(flight, answers);
        for settled in self.ledger.arrive(flight.at("flight"), answers).entries() {
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
            !flight.at("identity").is_nothing() && config.at("contextId").is_nothing();
        if !is_known_otherwise {
            let ids = self.identify().await;
            if is_fault(ids) {
                return ids;
            }
            put_ids(question, ids, !flight.at("identity").is_nothing());
        }
        let campaign = self.current_campaign();
        let kinds = config.at("redaction");
        let is_in_address = capture_campaign(&self.host, kinds).names().len() > 0;
        let address = self
            .host
            .address_with(if is_in_address { V::object() } else { campaign });
        question.put("campaign", campaign);
        question.put("address", self.host.redacted(address, kinds));
        question.put("language", self.host.language());
        question.put("dataspace", config.at("dataspace"));
        question.put(
            "correlation",
            self.host.fresh_hex().then(self.host.fresh_hex()),
        );
        question
    }

    /// The answers of the service; `undefined` if nobody waits for them any more. A question is
    /// asked once more at most: where nothing can have been decided (retry.rs), or with another
    /// browser id where the service no longer knows this one (sitecore.md 4).
    async fn exchange_question(self: &Rc<Self>, flight: V, question: V) -> V {
        let scope = self.config().at("scope");
        let (number, points) = (flight.at("flight"), flight.at("points"));
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
                self.note_step(flight, "refused", V::undefined());
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
            self.note_step(flight, "retry", V::undefined());
        }
    }

    fn read_reply(&self, flight: V, question: V, reply: V) -> V {
        if (200.0..300.0).contains(&reply.at("status").as_number()) {
            self.note_bill(flight, question.at("points"));
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
            if is_probe { "probe" } else { "request" },
            V::undefined(),
        );
        let number = flight.at("flight");
        let (exchange, token) = self.host.exchange(request);
        self.ledger
            .can_give_up(number, token, self.host.now(), is_probe);
        let reply = exchange.await;
        self.courier.health.set_clock(&self.host, reply);
        if self.ledger.is_wanted(number) {
            self.ledger.came_back(number);
            self.note_step(flight, "answer", reply.at("status"));
            self.note_condition(condition(reply), is_probe);
        }
        reply
    }

    /// Whether to ask once more; returns when it is time to.
    async fn is_worth_asking_again(self: &Rc<Self>, flight: V, question: V, reply: V) -> bool {
        let config = self.config();
        let stale = question.at("identity").at("browserId");
        if reply.at("status").as_number() == 404.0 && asks_one_point(config) && !stale.is_nothing()
        {
            let ids = self.identify_anew(stale).await;
            put_ids(question, ids, false);
            return !is_fault(ids);
        }
        let left = self.ledger.time_left(flight.at("flight"), self.host.now());
        let wait = retry_after(reply, left, self.host.chance());
        if self.breaker.is_failing(&self.host, config.at("scope")) {
            return false;
        }
        if let Some(wait) = wait {
            self.host.pause(wait).await;
        }
        wait.is_some()
    }

    fn settle_call(&self, settled: V) {
        let call = settled.at("call").as_number() as u32;
        let response = compose_response(settled.at("answers"), settled.at("isShared").is_true());
        if is_fault(response) {
            self.host.fail(call, response)
        } else {
            self.host.settle(call, response)
        }
    }

    /// Hands content to page code, in the form its handler has.
    pub(crate) fn deliver_content(&self, delivery: V) {
        let (handler, answer) = (delivery.at("handler"), delivery.at("answer"));
        let mut arguments = V::list();
        if handler.at("isOfficial").is_true() {
            arguments = official_arguments(handler.at("zone"), answer);
        } else {
            let answers = V::list();
            answers.push(answer);
            arguments.push(compose_response(answers, true));
        }
        self.host.invoke(handler.at("callback"), arguments);
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
    question.put("guest", ids.at("guest"));
    if !has_identity {
        let identity = V::object();
        identity.put("browserId", ids.at("browserId"));
        question.put("identity", identity);
    }
}

fn resting<V: Value>() -> V {
    fault(
        "unavailable",
        "The service has failed several times and is left alone for a while; keep the default content, or ask again later.",
    )
}

fn no_consent<V: Value>() -> V {
    fault(
        "no-consent",
        "The visitor has not opted in; give a Tracking consent with status \"Opt In\" to init or updateConsents first.",
    )
}
