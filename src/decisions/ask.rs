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

use super::response::{compose_response, official_arguments};
use super::wish::read_wish;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// Asks for decisions (`Personalization.fetch`).
    pub fn decide(self: &Rc<Self>, call: u32, points: V, context: V, options: V) {
        let config = self.config();
        let wish = if config.is_nothing() {
            not_initialized()
        } else {
            read_wish(config, points, context, options)
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
        for exchange in self.ledger.unwanted().entries() {
            self.host.give_up(exchange);
        }
    }

    /// The turn in which something was asked has ended.
    pub fn turn_ended(self: &Rc<Self>) {
        for flight in self.ledger.depart(asks_one_point(self.config())).entries() {
            let this = self.clone();
            self.host
                .spawn(Box::pin(async move { this.fly(flight).await }));
        }
    }

    /// The deadline of a call has passed.
    pub fn expire(&self, call: u32) {
        if self.unpark(call) {
            let late = "The consents promise did not settle before the deadline; allow more time with timeoutMs.";
            return self.host.fail(call, fault("timeout", late));
        }
        let settled = self.ledger.expire(call);
        if !settled.is_nothing() {
            self.settle_call(settled);
            self.give_up_unwanted();
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
            true => fail_all(flight.at("points"), question),
            false => self.exchange_question(flight, question).await,
        };
        // Whoever waits has been told otherwise by then.
        if answers.is_nothing() || epoch != self.epoch.get() {
            return;
        }
        let settled = self.ledger.arrive(flight.at("flight"), answers);
        for answer in answers.entries() {
            self.shown.remember(answer);
        }
        for settled in settled.entries() {
            self.settle_call(settled);
        }
        for answer in answers.entries() {
            for delivery in self.zones.take(answer).entries() {
                self.deliver_content(delivery);
            }
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

    /// One exchange with the service; `undefined` if nobody waits for it any more. A browser id the
    /// service no longer knows is replaced, and the question asked once more (sitecore.md 4).
    async fn exchange_question(self: &Rc<Self>, flight: V, question: V) -> V {
        let config = self.config();
        let number = flight.at("flight");
        let mut is_last = false;
        loop {
            if !self.ledger.is_wanted(number) {
                return V::undefined();
            }
            let warnings = V::list();
            let request = decision_request(config, question, warnings);
            for warning in warnings.entries() {
                self.host.warn(warning);
            }
            let (exchange, token) = self.host.exchange(request);
            self.ledger.can_give_up(number, token);
            let reply = exchange.await;
            self.courier.health.set_clock(&self.host, reply);
            let stale = question.at("identity").at("browserId");
            let is_unknown = reply.at("status").as_number() == 404.0
                && asks_one_point(config)
                && !stale.is_nothing();
            if is_last || !is_unknown {
                return read_answer(config, question, reply, &|| self.host.fresh_uuid());
            }
            is_last = true;
            let ids = self.identify_anew(stale).await;
            if is_fault(ids) {
                return fail_all(question.at("points"), ids);
            }
            put_ids(question, ids, false);
        }
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
            let wish = read_wish(config, points, V::undefined(), V::undefined());
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

fn no_consent<V: Value>() -> V {
    fault(
        "no-consent",
        "The visitor has not opted in; give a Tracking consent with status \"Opt In\" to init or updateConsents first.",
    )
}
