//! What was asked, and what is under way. Calls of one turn travel together, and the same question
//! in flight is shared.

use std::cell::Cell;

use crate::value::{Slot, Value};

use super::callers::{Callers, settle};

/// The questions of the page: asks `{ point, wish, flight }`, of which those with flight 0 wait
/// for their turn to end, and who is owed an answer to them.
pub struct Ledger<V> {
    asks: Slot<V>,
    callers: Callers<V>,
    /// What gives a request up, by its number.
    exchanges: V,
    flights: Cell<u32>,
}

impl<V: Value> Ledger<V> {
    /// No questions.
    pub fn new() -> Self {
        Ledger {
            asks: Slot::new(V::list()),
            callers: Callers::new(),
            exchanges: V::object(),
            flights: Cell::new(0),
        }
    }

    /// Notes a call. Says whether something new must be asked at the end of this turn.
    pub fn note(&self, call: u32, wish: V) -> bool {
        let mut is_new = false;
        let asks = V::list();
        for point in wish.at(t!("points")).entries() {
            let mut ask = self.ask(wish, point);
            if ask.is_nothing() {
                is_new = true;
                ask = V::object_of(&[
                    (t!("point"), point),
                    (t!("wish"), wish),
                    (t!("flight"), V::number(0.0)),
                ]);
                self.asks.get().push(ask);
            }
            if wish.at(t!("reload")).is_true() {
                ask.put(t!("reload"), V::boolean(true));
            }
            asks.push(ask);
        }
        self.callers.wait(call, wish, asks);
        is_new
    }

    /// The same question, if it waits for its turn or for an answer that may still be in time.
    fn ask(&self, wish: V, point: V) -> V {
        for ask in self.asks.get().entries() {
            let sent = self.exchanges.of(ask.at(t!("flight")));
            let is_same = ask.at(t!("point")).same(point)
                && ask.at(t!("wish")).at(t!("key")).same(wish.at(t!("key")));
            if is_same && !is_late(sent) {
                return ask;
            }
        }
        V::undefined()
    }

    /// The turn has ended: what was asked in it leaves, in one request for each distinct wish, or
    /// for each point where the service takes one at a time. Returns the flights: wishes with the
    /// points of one request, its number as `flight`, and those that want a fresh answer as
    /// `fresh`.
    pub fn depart(&self, one_point_each: bool) -> V {
        let leaving = V::list();
        for ask in self.asks.get().entries() {
            if ask.at(t!("flight")).as_number() > 0.0 {
                continue;
            }
            let wish = ask.at(t!("wish"));
            let mut flight = V::undefined();
            for known in leaving.entries() {
                if !one_point_each && known.at(t!("key")).same(wish.at(t!("key"))) {
                    flight = known;
                }
            }
            if flight.is_nothing() {
                flight = wish.copy();
                flight.put(t!("points"), V::list());
                flight.put(t!("fresh"), V::list());
                self.flights.set(self.flights.get().wrapping_add(1));
                flight.put(t!("flight"), V::number(self.flights.get().into()));
                leaving.push(flight);
            }
            flight.at(t!("points")).push(ask.at(t!("point")));
            if ask.at(t!("reload")).is_true() {
                flight.at(t!("fresh")).push(ask.at(t!("point")));
            }
            ask.put(t!("flight"), flight.at(t!("flight")));
        }
        leaving
    }

    /// Remembers how to give a request up, and when it was sent.
    pub fn can_give_up(&self, flight: V, exchange: V, now: f64, is_probe: bool) {
        let sent = V::object_of(&[
            (t!("exchange"), exchange),
            (t!("at"), V::number(now)),
            (t!("isProbe"), V::boolean(is_probe)),
        ]);
        self.exchanges.put_of(flight, sent);
    }

    /// The requests that carry what a call still waits for, as in [`unwanted`](Self::unwanted).
    pub fn requests_of(&self, call: u32) -> V {
        let requests = V::list();
        for ask in self.asks.get().entries() {
            let sent = self.exchanges.of(ask.at(t!("flight")));
            for caller in self.callers.of(ask).entries() {
                let is_its = caller.at(t!("call")).same(V::number(call.into()));
                if is_its && !sent.is_nothing() {
                    requests.push(sent);
                }
            }
        }
        requests
    }

    /// The request has come back, so there is nothing to give up. Says whether it was known to be
    /// late.
    pub fn came_back(&self, flight: V) -> bool {
        let sent = self.exchanges.of(flight);
        self.exchanges.take_out(flight);
        is_late(sent)
    }

    /// How many milliseconds the most patient of those who wait for a request will still wait.
    pub fn time_left(&self, flight: V, now: f64) -> f64 {
        let mut until = now;
        for ask in self.asks.get().entries() {
            if !ask.at(t!("flight")).same(flight) {
                continue;
            }
            for caller in self.callers.of(ask).entries() {
                until = until.max(caller.at(t!("wish")).at(t!("until")).as_number());
            }
        }
        until - now
    }

    /// Whether somebody still waits for a request.
    pub fn is_wanted(&self, flight: V) -> bool {
        for ask in self.asks.get().entries() {
            if ask.at(t!("flight")).same(flight) {
                return true;
            }
        }
        false
    }

    /// Points of a request were answered (a list of answers); returns the calls that are complete
    /// with it: `{ call, wish, answers, isShared }`.
    pub fn arrive(&self, flight: V, answers: V) -> V {
        let waiting = V::list();
        for ask in self.asks.take_list().entries() {
            let mut is_answered = false;
            for answer in answers.entries() {
                if ask.at(t!("flight")).same(flight)
                    && answer.at(t!("point")).same(ask.at(t!("point")))
                {
                    is_answered = true;
                    for caller in self.callers.of(ask).entries() {
                        caller.at(t!("answers")).push(answer);
                    }
                }
            }
            if !is_answered {
                waiting.push(ask);
            }
        }
        self.asks.replace(waiting);
        self.callers.take_complete()
    }

    /// The deadline of a call has passed: it is settled with what is known, the rest has failed.
    /// `undefined` if nobody waits under that number.
    pub fn expire(&self, call: u32) -> V {
        let caller = self.callers.take(call);
        if caller.is_nothing() {
            return caller;
        }
        settle(caller, true)
    }

    /// Drops the asks nobody waits for, and returns the requests that carried nothing else:
    /// `{ exchange, at, isProbe }`.
    pub fn unwanted(&self) -> V {
        let wanted = V::list();
        for ask in self.asks.take_list().entries() {
            if self.callers.of(ask).len() > 0 {
                wanted.push(ask);
            }
        }
        self.asks.replace(wanted);
        let given_up = V::list();
        for flight in self.exchanges.entries() {
            let number = flight.read();
            if !self.is_wanted(number) {
                given_up.push(self.exchanges.of(flight));
                self.exchanges.take_out(flight);
            }
        }
        given_up
    }

    /// Takes a caller out: nobody listens any more.
    pub fn take_caller(&self, call: u32) -> V {
        self.callers.take(call)
    }

    /// Takes every call out, because none of them will be answered.
    pub fn clear(&self) -> V {
        self.callers.take_all()
    }
}

/// Whether a request has left a call without an answer already.
pub fn is_late<V: Value>(sent: V) -> bool {
    !sent.at(t!("lateAt")).is_nothing()
}
