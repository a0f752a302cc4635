//! A call of `fetch` on its way: through the gate, into a request of its turn, to the service, and
//! back to everybody who waits for a part of it.

use std::rc::Rc;

use crate::attune::Attune;
use crate::engagement::not_initialized;
use crate::model::{Answer, Code, Config, Fault, Identity, Provider, Question};
use crate::ports::{Host, Json, Level, Reply};
use crate::providers::{asks_one_point, decision_request, fail_all, read_answer, silence_fault};
use crate::visitor::{Gate, fresh_hex, fresh_uuid};
use crate::zones::Delivery;

use super::ledger::{Flight, Settled};
use super::response::{compose_response, content_text, zone_metadata};
use super::wish::{Wish, read_wish};

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// Asks for decisions (`Personalization.fetch`).
    pub fn decide(self: &Rc<Self>, call: u32, points: &J, context: &J, options: &J) {
        let config = self.config().ok_or_else(not_initialized);
        let wish = config.and_then(|config| read_wish(&config, points, context, options));
        match wish {
            Ok(wish) => self.ask(call, wish),
            Err(fault) => self.host.fail(call, &fault),
        }
    }

    fn ask(self: &Rc<Self>, call: u32, wish: Wish<J>) {
        match self.gate() {
            Gate::Open => {
                if self.ledger.borrow_mut().note(call, wish) {
                    self.host.soon();
                }
            }
            Gate::Pending => self.parked.borrow_mut().push((call, wish)),
            Gate::NotYet | Gate::Closed => self.host.fail(call, &no_consent()),
        }
    }

    /// The gate has moved: calls that waited for that go on, or fail.
    pub(crate) fn release_parked(self: &Rc<Self>) {
        for (call, wish) in self.parked.take() {
            self.ask(call, wish);
        }
    }

    /// Nothing that is asked will be answered: the visitor has withdrawn.
    pub(crate) fn drop_questions(&self) {
        let (calls, give_up) = self.ledger.borrow_mut().clear();
        let parked = self.parked.take().into_iter().map(|(call, _)| call);
        for call in calls.into_iter().chain(parked).filter(|call| *call != 0) {
            self.host.fail(call, &no_consent());
        }
        give_up.iter().for_each(|give_up| give_up());
    }

    /// The turn in which something was asked has ended.
    pub fn turn_ended(self: &Rc<Self>) {
        let Some(config) = self.config() else { return };
        let flights = self.ledger.borrow_mut().depart(asks_one_point(&config));
        for flight in flights {
            let (this, config) = (self.clone(), config.clone());
            self.host
                .spawn(Box::pin(async move { this.fly(&config, flight).await }));
        }
    }

    /// The deadline of a call has passed.
    pub fn expire(&self, call: u32) {
        let parked = self
            .parked
            .borrow()
            .iter()
            .position(|(known, _)| *known == call);
        if let Some(place) = parked {
            self.parked.borrow_mut().swap_remove(place);
            return self.host.fail(
                call,
                &Fault::new(
                    Code::Timeout,
                    "The consents promise did not settle before the deadline.",
                ),
            );
        }
        let expired = self.ledger.borrow_mut().expire(call);
        let Some((settled, give_up)) = expired else {
            return;
        };
        self.settle_call(settled);
        give_up.iter().for_each(|give_up| give_up());
    }

    /// The caller has aborted.
    pub fn abandon(&self, call: u32) {
        self.parked.borrow_mut().retain(|(known, _)| *known != call);
        let give_up = self.ledger.borrow_mut().abandon(call);
        give_up.iter().for_each(|give_up| give_up());
    }

    async fn fly(self: &Rc<Self>, config: &Rc<Config>, flight: Flight<J>) {
        let points = flight.wish.points.clone();
        let answers = match self.question(config, &flight.wish).await {
            Ok(question) => self.exchange_question(config, flight.id, question).await,
            Err(fault) => Some(fail_all(&points, &fault)),
        };
        let Some(answers) = answers else { return };
        let answers: Vec<Rc<Answer<J>>> = answers.into_iter().map(Rc::new).collect();
        let settled = self.ledger.borrow_mut().arrive(flight.id, &answers);
        for answer in &answers {
            self.shown.borrow_mut().remember(answer);
        }
        settled
            .into_iter()
            .for_each(|settled| self.settle_call(settled));
        for answer in &answers {
            let deliveries = self.zones.borrow_mut().take(answer);
            deliveries
                .into_iter()
                .for_each(|delivery| self.deliver_content(delivery));
        }
    }

    async fn question(
        self: &Rc<Self>,
        config: &Config,
        wish: &Wish<J>,
    ) -> Result<Question<J>, Fault> {
        let (id, guest) = match (&wish.identity, &config.provider) {
            (Some(_), Provider::Sitecore(sitecore)) if sitecore.edge.is_none() => {
                Default::default()
            }
            _ => self.identify().await?,
        };
        let campaign = self.current_campaign(config);
        let is_in_address = !crate::visitor::capture_campaign(self.host.query()).is_empty();
        let appended: Vec<(String, String)> = match is_in_address {
            true => vec![],
            false => campaign
                .iter()
                .map(|(name, value)| (["utm_", name].concat(), value.clone()))
                .collect(),
        };
        Ok(Question {
            points: wish.points.clone(),
            identity: wish.identity.clone().unwrap_or(Identity::Browser(id)),
            guest,
            context: wish.context.clone(),
            campaign,
            address: self.host.address_with(&appended),
            language: self.host.language(),
            token: wish.token.clone(),
            dataspace: config.dataspace.clone(),
            correlation: [fresh_hex(&self.host), fresh_hex(&self.host)].concat(),
        })
    }

    /// One exchange with the service; `None` if nobody waits for it any more. A browser id the
    /// service no longer knows is replaced, and the question asked once more (sitecore.md 4).
    async fn exchange_question(
        self: &Rc<Self>,
        config: &Rc<Config>,
        flight: u32,
        mut question: Question<J>,
    ) -> Option<Vec<Answer<J>>> {
        let epoch = self.epoch.get();
        for is_last in [false, true] {
            if !self.ledger.borrow().is_wanted(flight) || epoch != self.epoch.get() {
                return None;
            }
            let (request, warnings) = decision_request(config, &question);
            warnings
                .iter()
                .for_each(|warning| self.host.log(Level::Warn, warning));
            let (exchange, give_up) = self.host.exchange(request);
            self.ledger.borrow_mut().can_give_up(flight, give_up);
            let reply = match exchange.await {
                Ok(reply) => reply,
                Err(silence) => return Some(fail_all(&question.points, &silence_fault(silence))),
            };
            if epoch != self.epoch.get() {
                return None;
            }
            if is_last || !is_unknown_browser(&reply, &question) {
                return Some(read_answer(config, &question, reply, &mut || {
                    fresh_uuid(&self.host)
                }));
            }
            match self.identify_anew(config, &question.identity).await {
                Ok((id, guest)) => {
                    question.identity = Identity::Browser(id);
                    question.guest = guest;
                }
                Err(fault) => return Some(fail_all(&question.points, &fault)),
            }
        }
        None
    }

    fn settle_call(&self, settled: Settled<J>) {
        if settled.call == 0 {
            return;
        }
        match compose_response(&settled.answers, settled.is_shared) {
            Ok(response) => self.host.settle(settled.call, response),
            Err(fault) => self.host.fail(settled.call, &fault),
        }
    }

    /// Hands content to page code, in the form its handler has.
    pub(crate) fn deliver_content(&self, delivery: Delivery<J, H::Callback>) {
        match delivery {
            Delivery::Response { callback, answer } => {
                if let Ok(response) = compose_response(&[answer], true) {
                    self.host.invoke(&callback, vec![response]);
                }
            }
            Delivery::Content {
                callback,
                zone,
                answer,
            } => {
                let content = J::text(&content_text(&answer));
                self.host
                    .invoke(&callback, vec![content, zone_metadata(&zone, &answer)]);
            }
        }
    }

    /// Asks for what experiences want, once there is somebody to hand it to. Nobody waits for the
    /// call, whose number is 0.
    pub(crate) fn launch_experiences(self: &Rc<Self>) {
        if self.config().is_none() || self.gate() != Gate::Open {
            return;
        }
        let points = self.zones.borrow().wanted(&self.host.address());
        if !points.is_empty() {
            self.ask(
                0,
                Wish {
                    points,
                    context: None,
                    identity: None,
                    token: None,
                },
            );
        }
    }
}

fn no_consent() -> Fault {
    Fault::new(
        Code::NoConsent,
        "The visitor has not opted in; give a Tracking consent with status \"Opt In\" to init or updateConsents first.",
    )
}

fn is_unknown_browser<J>(reply: &Reply<J>, question: &Question<J>) -> bool {
    reply.status == 404
        && question.token.is_none()
        && matches!(question.identity, Identity::Browser(_))
}
