//! A question and its answer: the requests that carry it, as the breaker allows them, and what
//! their replies say about the service.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::{fault, is_fault};
use crate::ports::Host;
use crate::providers::{asks_one_point, decision_request, fail_all, read_answer};
use crate::value::Value;

use super::breaker::{Condition, Passage, condition};
use super::origin::origin;
use super::question::put_ids;
use super::retry::retry_after;
use super::sent::{is_late, sent};

/// A service that has not answered for so long, in milliseconds, is taken to fail; an even shorter
/// deadline says more about the page.
const PATIENCE: f64 = 500.0;
/// How long, in milliseconds, until all tabs see whose probe it is.
const SETTLING: f64 = 100.0;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// The answers of the service; `undefined` if nobody waits for them any more. A question is
    /// asked once more at most: where nothing can have been decided (retry.rs), or with another
    /// browser id where the service no longer knows this one (sitecore.md 4).
    pub(super) async fn exchange_question(self: &Rc<Self>, flight: V, question: V) -> V {
        let scope = self.config().at(t!("scope"));
        let (number, points) = (flight.at(t!("flight")), flight.at(t!("points")));
        let mut last = V::undefined();
        loop {
            let left = || self.ledger.time_left(number, self.host.now());
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
        // Of an answer that broke off, the service has decided.
        let has_begun = reply.at(t!("received")).is_true() && !reply.at(t!("isBroken")).is_true();
        if is_success(reply) || has_begun && reply.at(t!("status")).as_number() == 0.0 {
            self.note_bill(flight, question.at(t!("points")));
        }
        let ids = V::list();
        let answers = read_answer(self.config(), question, reply, &|| {
            let id = self.host.fresh_uuid();
            ids.push(id);
            id
        });
        flight.put(t!("origin"), origin(question, reply, ids));
        answers
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
        let sent = sent(token, self.host.now(), is_probe, self.visit());
        self.ledger.can_give_up(number, sent);
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
        if is_success(reply) {
            return false;
        }
        let stale = question.at(t!("identity")).at(t!("browserId"));
        if reply.at(t!("status")).as_number() == 404.0
            && asks_one_point(config)
            && !stale.is_nothing()
        {
            let ids = self.identify_anew(stale).await;
            put_ids(question, ids, false);
            flight.put(t!("facts"), self.facts(flight));
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

    /// A service that leaves a call without an answer counts as failing: once for the calls of one
    /// moment that wait for the same request, and once for a probe.
    pub(super) fn note_lateness(&self, call: u32) {
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

    pub(super) fn note_condition(&self, condition: Condition, is_probe: bool) {
        let scope = self.config().at(t!("scope"));
        self.breaker.note(&self.host, scope, condition, is_probe);
    }
}

fn is_success<V: Value>(reply: V) -> bool {
    (200.0..300.0).contains(&reply.at(t!("status")).as_number())
}

fn resting<V: Value>() -> V {
    fault(
        t!("unavailable"),
        t!(
            "The service has failed several times and is left alone for a while; keep the default content, or ask again later."
        ),
    )
}
