//! Who asked what, what is under way, and who is still owed an answer. Calls of one turn travel
//! together, and the same question in flight is shared.

use std::cell::Cell;

use crate::model::fault;
use crate::value::{Slot, Value};

/// The questions of the page: asks `{ point, wish, flight }`, of which those with flight 0 wait
/// for their turn to end, and callers `{ call, wish, answers }`.
pub struct Ledger<V> {
    asks: Slot<V>,
    callers: Slot<V>,
    /// What gives a request up, by its number.
    exchanges: V,
    flights: Cell<u32>,
}

impl<V: Value> Ledger<V> {
    /// No questions.
    pub fn new() -> Self {
        Ledger {
            asks: Slot::new(V::list()),
            callers: Slot::new(V::list()),
            exchanges: V::object(),
            flights: Cell::new(0),
        }
    }

    /// Notes a call. Says whether something new must be asked at the end of this turn.
    pub fn note(&self, call: u32, wish: V) -> bool {
        let mut is_new = false;
        for point in wish.at("points").entries() {
            if !has_ask(self.asks.get(), wish, point) {
                is_new = true;
                self.asks.get().push(object(&[
                    ("point", point),
                    ("wish", wish),
                    ("flight", V::number(0.0)),
                ]));
            }
        }
        self.callers.get().push(object(&[
            ("call", V::number(call.into())),
            ("wish", wish),
            ("answers", V::list()),
        ]));
        is_new
    }

    /// The turn has ended: what was asked in it leaves, in one request for each distinct wish, or
    /// for each point where the service takes one at a time. Returns the flights: wishes with the
    /// points of one request, and its number as `flight`.
    pub fn depart(&self, one_point_each: bool) -> V {
        let leaving = V::list();
        for ask in self.asks.get().entries() {
            if ask.at("flight").as_number() > 0.0 {
                continue;
            }
            let wish = ask.at("wish");
            let mut flight = V::undefined();
            for known in leaving.entries() {
                if !one_point_each && known.at("key").same(wish.at("key")) {
                    flight = known;
                }
            }
            if flight.is_nothing() {
                flight = wish.copy();
                flight.put("points", V::list());
                self.flights.set(self.flights.get().wrapping_add(1));
                flight.put("flight", V::number(self.flights.get().into()));
                leaving.push(flight);
            }
            flight.at("points").push(ask.at("point"));
            ask.put("flight", flight.at("flight"));
        }
        leaving
    }

    /// Remembers how to give a request up.
    pub fn can_give_up(&self, flight: V, exchange: V) {
        self.exchanges.put_of(flight, exchange);
    }

    /// Whether somebody still waits for a request.
    pub fn is_wanted(&self, flight: V) -> bool {
        for ask in self.asks.get().entries() {
            if ask.at("flight").same(flight) {
                return true;
            }
        }
        false
    }

    /// A request was answered (a list of answers, one for each of its points); returns the calls
    /// that are complete with it: `{ call, answers, isShared }`.
    pub fn arrive(&self, flight: V, answers: V) -> V {
        self.exchanges.take_out(flight);
        let waiting = V::list();
        for ask in self.asks.take_list().entries() {
            if !ask.at("flight").same(flight) {
                waiting.push(ask);
                continue;
            }
            for answer in answers.entries() {
                if answer.at("point").same(ask.at("point")) {
                    self.hand_out(ask, answer);
                }
            }
        }
        self.asks.replace(waiting);
        self.take_complete()
    }

    fn hand_out(&self, ask: V, answer: V) {
        for caller in self.callers.get().entries() {
            if waits_for(caller, ask) {
                caller.at("answers").push(answer);
            }
        }
    }

    fn take_complete(&self) -> V {
        let (complete, waiting) = (V::list(), V::list());
        for caller in self.callers.take_list().entries() {
            let is_complete = caller.at("answers").len() == caller.at("wish").at("points").len();
            (if is_complete { &complete } else { &waiting }).push(caller);
        }
        self.callers.replace(waiting);
        let settled = V::list();
        for caller in complete.entries() {
            settled.push(settle(caller, complete.len() > 1));
        }
        settled
    }

    /// The deadline of a call has passed: it is settled with what is known, the rest has failed.
    /// `undefined` if nobody waits under that number.
    pub fn expire(&self, call: u32) -> V {
        let caller = self.take_caller(call);
        if caller.is_nothing() {
            return caller;
        }
        settle(caller, true)
    }

    /// Takes a caller out, and returns it.
    pub fn take_caller(&self, call: u32) -> V {
        let number = V::number(call.into());
        let (mut found, waiting) = (V::undefined(), V::list());
        for caller in self.callers.take_list().entries() {
            if caller.at("call").same(number) {
                found = caller;
            } else {
                waiting.push(caller);
            }
        }
        self.callers.replace(waiting);
        found
    }

    /// Drops the asks nobody waits for, and returns what gives up the requests that carried
    /// nothing else.
    pub fn unwanted(&self) -> V {
        let wanted = V::list();
        for ask in self.asks.take_list().entries() {
            let mut is_wanted = false;
            for caller in self.callers.get().entries() {
                is_wanted |= waits_for(caller, ask);
            }
            if is_wanted {
                wanted.push(ask);
            }
        }
        self.asks.replace(wanted);
        let given_up = V::list();
        for flight in self.exchanges.entries() {
            let number = V::number(flight.to_rust().parse::<u32>().unwrap_or(0).into());
            if !self.is_wanted(number) {
                given_up.push(self.exchanges.of(flight));
                self.exchanges.take_out(flight);
            }
        }
        given_up
    }

    /// Takes every call out, because none of them will be answered.
    pub fn clear(&self) -> V {
        self.callers.take_list()
    }
}

/// A shared list is replaced, not written to, where a loop over it runs page code or our own that
/// may come back here.
trait TakeList<V> {
    fn take_list(&self) -> V;
}

impl<V: Value> TakeList<V> for Slot<V> {
    fn take_list(&self) -> V {
        self.replace(V::list())
    }
}

fn object<V: Value>(members: &[(&str, V)]) -> V {
    let object = V::object();
    for (name, value) in members {
        object.put(name, *value);
    }
    object
}

fn has_ask<V: Value>(asks: V, wish: V, point: V) -> bool {
    for ask in asks.entries() {
        if ask.at("point").same(point) && ask.at("wish").at("key").same(wish.at("key")) {
            return true;
        }
    }
    false
}

fn waits_for<V: Value>(caller: V, ask: V) -> bool {
    let wish = caller.at("wish");
    let point = ask.at("point");
    wish.at("key").same(ask.at("wish").at("key"))
        && wish.at("points").holds(point)
        && answer_to(caller, point).is_nothing()
}

fn answer_to<V: Value>(caller: V, point: V) -> V {
    for answer in caller.at("answers").entries() {
        if answer.at("point").same(point) {
            return answer;
        }
    }
    V::undefined()
}

/// The answers in the order asked; what has none was too slow.
fn settle<V: Value>(caller: V, is_shared: bool) -> V {
    let answers = V::list();
    for point in caller.at("wish").at("points").entries() {
        answers.push(answer_to(caller, point).or(late_answer(point)));
    }
    object(&[
        ("call", caller.at("call")),
        ("answers", answers),
        ("isShared", V::boolean(is_shared)),
    ])
}

fn late_answer<V: Value>(point: V) -> V {
    let outcome: V = fault(
        "timeout",
        "No answer came before the deadline; keep the default content, or allow more time with timeoutMs.",
    );
    outcome.put_text("status", "failed");
    object(&[
        ("point", point),
        ("entries", V::list()),
        ("outcome", outcome),
    ])
}
