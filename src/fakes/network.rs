//! The network of a page in memory: what it sends, and the replies a test gives.

use std::future::poll_fn;
use std::task::Poll;

use serde_json::{Value as Json, json};

use crate::ports::{Exchange, Http};
use crate::value::Value;

use super::Fake;
use super::host::{FakeHost, Task};

pub(super) type Responder = Box<dyn Fn(Fake) -> Option<Fake>>;

/// A request that was sent, and the reply once there is one.
pub(super) struct Sent {
    request: Fake,
    reply: Option<Fake>,
}

impl FakeHost {
    /// The requests sent so far, as JSON.
    pub fn requests(&self) -> Vec<Json> {
        let sent = self.sent.borrow();
        sent.iter().map(|sent| sent.request.json()).collect()
    }

    /// The places, among all requests, of those that wait for a reply.
    pub fn unanswered_places(&self) -> Vec<usize> {
        let sent = self.sent.borrow();
        let waiting = |place: &usize| sent[*place].reply.is_none();
        (0..sent.len()).filter(waiting).collect()
    }

    /// How many requests wait for a reply.
    pub fn unanswered(&self) -> usize {
        self.unanswered_places().len()
    }

    /// The request of that place among all sent.
    pub fn request(&self, place: usize) -> Json {
        self.sent.borrow()[place].request.json()
    }

    /// Answers the request of that place, and lets everything go on.
    pub fn answer_at(&self, place: usize, reply: Json) {
        self.sent.borrow_mut()[place].reply = Some(as_read(Fake::from(reply)));
        self.run();
    }

    /// Answers the oldest request that waits, and lets everything go on; returns the request.
    pub fn answer(&self, reply: Json) -> Json {
        let waiting = self.unanswered_places();
        let place = *waiting.first().expect("a request waits for a reply");
        let request = self.request(place);
        self.answer_at(place, reply);
        request
    }

    /// The same with nothing but a status.
    pub fn answer_status(&self, status: u16) -> Json {
        self.answer(json!({ "status": status }))
    }

    /// From here on, requests are answered at once by a function of the request; those it has no
    /// reply for wait.
    pub fn respond(&self, responder: impl Fn(Fake) -> Option<Fake> + 'static) {
        self.responder.replace(Some(Box::new(responder)));
    }
}

/// With the text that the body was read from.
fn as_read(reply: Fake) -> Fake {
    let body = reply.at("body");
    if !body.is_nothing() {
        reply.put("source", body.write());
    }
    reply
}

impl Http<Fake> for FakeHost {
    fn exchange(&self, request: Fake) -> (Exchange<Fake>, Fake) {
        let responder = self.responder.borrow();
        let reply = responder
            .as_ref()
            .and_then(|respond| respond(request))
            .map(as_read);
        let place = self.sent.borrow().len();
        self.sent.borrow_mut().push(Sent { request, reply });
        self.step();
        let world = self.world();
        let exchange = poll_fn(move |_| {
            let sent = world.sent.borrow();
            sent[place].reply.map_or(Poll::Pending, Poll::Ready)
        });
        (Box::pin(exchange), Fake::number(place as f64))
    }
    fn give_up(&self, exchange: Fake) {
        let place = exchange.as_number() as usize;
        let nothing = Fake::from(json!({ "status": 0, "received": false }));
        self.sent.borrow_mut()[place].reply.get_or_insert(nothing);
    }
    fn alone(&self) -> Task {
        Box::pin(async {})
    }
    fn pause(&self, milliseconds: f64) -> Task {
        let (world, end) = (self.world(), self.now.get() + milliseconds);
        Box::pin(poll_fn(move |_| {
            if world.now.get() < end {
                return Poll::Pending;
            }
            Poll::Ready(())
        }))
    }
    fn spawn(&self, future: Task) {
        self.start(future);
    }
    fn timer(&self, id: u32, milliseconds: f64) {
        if milliseconds < 0.0 {
            self.timers.borrow_mut().remove(&id);
        } else {
            self.timers.borrow_mut().insert(id, milliseconds);
        }
    }
    fn soon(&self) {
        self.turns.set(self.turns.get() + 1);
    }
}
