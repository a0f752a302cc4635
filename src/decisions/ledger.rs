//! Who asked what, what is under way, and who is still owed an answer. Calls of one turn travel
//! together, and the same question in flight is shared.
//!
//! Everything is found by its name: a page may ask a thousand points, and what is done for one must
//! not grow with the others.

use std::cell::Cell;

use crate::value::{Slot, Value};

use super::callers::settle;
use super::sent::{is_for, is_late};

/// The questions of the page: asks `{ point, wish, callers, flight?, reload? }`, of callers
/// `{ call, wish, asks, answers, isShared? }`. Nobody waits for call 0, so one of them stands for
/// all.
pub struct Ledger<V> {
    /// The newest ask of each question: by the wish's key, and by point.
    questions: Slot<V>,
    /// The asks that wait for their turn to end.
    leaving: Slot<V>,
    /// The asks that no answer has come to: by flight, and by point.
    under_way: Slot<V>,
    /// By call.
    callers: Slot<V>,
    /// What gives a request up, by its number.
    exchanges: Slot<V>,
    /// Of the requests that carried nothing else than what nobody waits for any more.
    given_up: Slot<V>,
    flights: Cell<u32>,
}

impl<V: Value> Ledger<V> {
    /// No questions.
    pub fn new() -> Self {
        Ledger {
            questions: Slot::new(V::object()),
            leaving: Slot::new(V::list()),
            under_way: Slot::new(V::object()),
            callers: Slot::new(V::object()),
            exchanges: Slot::new(V::object()),
            given_up: Slot::new(V::list()),
            flights: Cell::new(0),
        }
    }

    /// Notes a call. Says whether something new must be asked at the end of this turn. `visit` tells
    /// who asks now: what was sent for another is not shared.
    pub fn note(&self, call: u32, wish: V, visit: &dyn Fn() -> V) -> bool {
        let (call, asks) = (V::number(call.into()), V::list());
        let caller = V::object();
        caller.put(t!("call"), call);
        caller.put(t!("wish"), wish);
        caller.put(t!("asks"), asks);
        caller.put(t!("answers"), V::list());
        self.callers.get().put_of(call, caller);
        let (key, reload) = (wish.at(t!("key")), wish.at(t!("reload")));
        let is_reload = reload.is_true();
        let mut known = self.questions.get().of(key);
        if known.is_nothing() {
            known = V::object();
            self.questions.get().put_of(key, known);
        }
        let (mut is_new, mut now) = (false, V::undefined());
        for point in wish.at(t!("points")).entries() {
            let mut ask = known.of(point);
            let sent = self.sent(ask);
            if !sent.is_nothing() && now.is_nothing() {
                now = visit();
            }
            // One that has left a call without an answer may never be answered.
            if ask.is_nothing() || is_late(sent) || !is_for(sent, now) {
                is_new = true;
                ask = V::object();
                ask.put(t!("point"), point);
                ask.put(t!("wish"), wish);
                ask.put(t!("callers"), V::object());
                known.put_of(point, ask);
                self.leaving.get().push(ask);
            }
            if is_reload {
                ask.put(t!("reload"), reload);
            }
            ask.at(t!("callers")).put_of(call, caller);
            asks.push(ask);
        }
        is_new
    }

    fn sent(&self, ask: V) -> V {
        self.exchanges.get().of(ask.at(t!("flight")))
    }

    /// The turn has ended: what was asked in it leaves, in one request for each distinct wish, or
    /// for each point where the service takes one at a time. Returns the flights: wishes with the
    /// points of one request, its number as `flight`, and those that want a fresh answer by name in
    /// `fresh`.
    pub fn depart(&self, one_point_each: bool) -> V {
        let (flights, of_key) = (V::list(), V::object());
        for ask in self.leaving.take_list().entries() {
            // Everybody has given it up meanwhile.
            if ask.at(t!("callers")).is_nothing() {
                continue;
            }
            let wish = ask.at(t!("wish"));
            let mut flight = of_key.of(wish.at(t!("key")));
            if flight.is_nothing() || one_point_each {
                flight = self.open(wish);
                of_key.put_of(wish.at(t!("key")), flight);
                flights.push(flight);
            }
            let (number, point) = (flight.at(t!("flight")), ask.at(t!("point")));
            flight.at(t!("points")).push(point);
            flight.at(t!("fresh")).put_of(point, ask.at(t!("reload")));
            self.under_way.get().of(number).put_of(point, ask);
            ask.put(t!("flight"), number);
        }
        flights
    }

    fn open(&self, wish: V) -> V {
        self.flights.set(self.flights.get().wrapping_add(1));
        let number = V::number(self.flights.get().into());
        self.under_way.get().put_of(number, V::object());
        let flight = wish.copy();
        flight.put(t!("points"), V::list());
        flight.put(t!("fresh"), V::object());
        flight.put(t!("flight"), number);
        flight
    }

    /// Remembers a request that is under way.
    pub fn can_give_up(&self, flight: V, sent: V) {
        self.exchanges.get().put_of(flight, sent);
    }

    /// The requests that carry what a call still waits for, as in [`unwanted`](Self::unwanted).
    pub fn requests_of(&self, call: u32) -> V {
        let requests = V::list();
        let caller = self.callers.get().of(V::number(call.into()));
        for ask in caller.at(t!("asks")).entries() {
            let sent = self.sent(ask);
            if !sent.is_nothing() {
                requests.push(sent);
            }
        }
        requests
    }

    /// The request has come back, so there is nothing to give up. Says whether it was known to be
    /// late.
    pub fn came_back(&self, flight: V) -> bool {
        let sent = self.exchanges.get().of(flight);
        self.exchanges.get().take_out(flight);
        is_late(sent)
    }

    /// How many milliseconds the most patient of those who wait for a request will still wait.
    pub fn time_left(&self, flight: V, now: f64) -> f64 {
        let mut until = now;
        let asks = self.under_way.get().of(flight);
        for point in asks.entries() {
            let callers = asks.of(point).at(t!("callers"));
            for call in callers.entries() {
                let wish = callers.of(call).at(t!("wish"));
                until = until.max(wish.at(t!("until")).as_number());
            }
        }
        until - now
    }

    /// Whether somebody still waits for a request.
    pub fn is_wanted(&self, flight: V) -> bool {
        !self.under_way.get().of(flight).is_nothing()
    }

    /// Points of a request were answered (a list of answers); returns the calls that are complete
    /// with it: `{ call, wish, answers, isShared }`.
    pub fn arrive(&self, flight: V, answers: V) -> V {
        let (told, settled) = (V::object(), V::list());
        let asks = self.under_way.get().of(flight);
        let mut key = V::undefined();
        for answer in answers.entries() {
            let ask = asks.of(answer.at(t!("point")));
            if ask.is_nothing() {
                continue;
            }
            let callers = ask.at(t!("callers"));
            key = self.end(ask);
            let calls = callers.names();
            let is_shared = calls.len() > 1;
            for call in calls.entries() {
                let caller = callers.of(call);
                caller.at(t!("answers")).push(answer);
                if is_shared {
                    caller.put(t!("isShared"), V::boolean(true));
                }
                told.put_of(call, caller);
            }
        }
        sweep(&self.under_way, flight);
        sweep(&self.questions, key);
        for call in told.entries() {
            let caller = told.of(call);
            if caller.at(t!("answers")).len() == caller.at(t!("asks")).len() {
                self.callers.get().take_out(call);
                settled.push(settle(caller, caller.at(t!("isShared"))));
            }
        }
        settled
    }

    /// An ask is over: it was answered, or nobody waits for it any more. Gives its wish's key.
    fn end(&self, ask: V) -> V {
        let (point, key) = (ask.at(t!("point")), ask.at(t!("wish")).at(t!("key")));
        let known = self.questions.get().of(key);
        if known.of(point).same(ask) {
            known.take_out(point);
        }
        let asks = self.under_way.get().of(ask.at(t!("flight")));
        if !asks.is_nothing() {
            asks.take_out(point);
        }
        for name in [t!("flight"), t!("callers")] {
            ask.take_out(V::text(name));
        }
        key
    }

    /// The deadline of a call has passed: it is settled with what is known, the rest has failed.
    /// `undefined` if nobody waits under that number.
    pub fn expire(&self, call: u32) -> V {
        let caller = self.take_caller(call);
        if caller.is_nothing() {
            return caller;
        }
        settle(caller, V::boolean(true))
    }

    /// Takes a caller out, and returns it; `undefined` if nobody waits under that number.
    pub fn take_caller(&self, call: u32) -> V {
        let (call, left) = (V::number(call.into()), V::object());
        let caller = self.callers.get().of(call);
        self.callers.get().take_out(call);
        for ask in caller.at(t!("asks")).entries() {
            let callers = ask.at(t!("callers"));
            // It was answered.
            if callers.is_nothing() {
                continue;
            }
            callers.take_out(call);
            if callers.names().len() == 0 {
                left.put_of(ask.at(t!("flight")), ask.at(t!("flight")));
                self.end(ask);
            }
        }
        sweep(&self.questions, caller.at(t!("wish")).at(t!("key")));
        for flight in left.entries() {
            sweep(&self.under_way, flight);
            let sent = self.exchanges.get().of(flight);
            if !self.is_wanted(flight) && !sent.is_nothing() {
                self.given_up.get().push(sent);
                self.exchanges.get().take_out(flight);
            }
        }
        caller
    }

    /// The requests that carried nothing but what nobody waits for any more:
    /// `{ exchange, at, isProbe }`.
    pub fn unwanted(&self) -> V {
        self.given_up.take_list()
    }

    /// Takes every call out, because none of them will be answered.
    pub fn clear(&self) -> V {
        let exchanges = self.exchanges.replace(V::object());
        for flight in exchanges.entries() {
            self.given_up.get().push(exchanges.of(flight));
        }
        self.questions.replace(V::object());
        self.under_way.replace(V::object());
        self.leaving.take_list();
        let (callers, everybody) = (self.callers.replace(V::object()), V::list());
        for call in callers.entries() {
            everybody.push(callers.of(call));
        }
        everybody
    }
}

/// Takes out what has nothing left in it: a flight without asks, a wish without questions.
fn sweep<V: Value>(places: &Slot<V>, name: V) {
    if places.get().of(name).names().len() == 0 {
        places.get().take_out(name);
    }
}
