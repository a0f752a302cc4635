//! Who asked what, what is under way, and who is still owed an answer. Calls of one turn travel
//! together, and the same question in flight is shared.

use std::rc::Rc;

use crate::model::{Answer, Code, Fault, Outcome};
use crate::ports::Json;

use super::wish::Wish;

/// Gives a request up.
pub type GiveUp = Rc<dyn Fn()>;

/// Requests that are to be sent now: one question each.
pub struct Flight<J> {
    pub id: u32,
    /// The wish with the points of this request only.
    pub wish: Wish<J>,
}

/// A call whose points all have their answers.
pub struct Settled<J> {
    pub call: u32,
    pub answers: Vec<Rc<Answer<J>>>,
    /// Somebody else is given the same answers, so each needs objects of its own.
    pub is_shared: bool,
}

struct Ask<J> {
    point: String,
    key: String,
    wish: Rc<Wish<J>>,
    /// The request that carries it; 0 before the turn has ended.
    flight: u32,
}

struct Caller<J> {
    call: u32,
    key: String,
    points: Vec<String>,
    answers: Vec<Rc<Answer<J>>>,
}

/// The questions of the page.
pub struct Ledger<J> {
    asks: Vec<Ask<J>>,
    callers: Vec<Caller<J>>,
    give_up: Vec<(u32, GiveUp)>,
    flights: u32,
}

impl<J> Default for Ledger<J> {
    fn default() -> Self {
        Ledger {
            asks: vec![],
            callers: vec![],
            give_up: vec![],
            flights: 0,
        }
    }
}

impl<J: Json> Ledger<J> {
    /// Notes a call. Says whether something new must be asked at the end of this turn.
    pub fn note(&mut self, call: u32, wish: Wish<J>) -> bool {
        let key = wish.key();
        let wish = Rc::new(wish);
        let mut is_new = false;
        for point in &wish.points {
            if self
                .asks
                .iter()
                .any(|ask| ask.point == *point && ask.key == key)
            {
                continue;
            }
            is_new = true;
            let ask = Ask {
                point: point.clone(),
                key: key.clone(),
                wish: wish.clone(),
                flight: 0,
            };
            self.asks.push(ask);
        }
        self.callers.push(Caller {
            call,
            key,
            points: wish.points.clone(),
            answers: vec![],
        });
        is_new
    }

    /// The turn has ended: what was asked in it leaves, in one request for each distinct wish, or
    /// for each point where the service takes one at a time.
    pub fn depart(&mut self, one_point_each: bool) -> Vec<Flight<J>> {
        let mut leaving: Vec<(String, Flight<J>)> = Vec::new();
        for ask in self.asks.iter_mut().filter(|ask| ask.flight == 0) {
            let together = leaving
                .iter_mut()
                .find(|(key, _)| !one_point_each && *key == ask.key);
            if let Some((_, flight)) = together {
                ask.flight = flight.id;
                flight.wish.points.push(ask.point.clone());
                continue;
            }
            self.flights = self.flights.wrapping_add(1);
            ask.flight = self.flights;
            let wish = Wish {
                points: vec![ask.point.clone()],
                ..(*ask.wish).clone()
            };
            leaving.push((
                ask.key.clone(),
                Flight {
                    id: ask.flight,
                    wish,
                },
            ));
        }
        leaving.into_iter().map(|(_, flight)| flight).collect()
    }

    /// Remembers how to give a request up.
    pub fn can_give_up(&mut self, flight: u32, give_up: GiveUp) {
        self.give_up.retain(|(known, _)| *known != flight);
        self.give_up.push((flight, give_up));
    }

    /// Whether somebody still waits for a request.
    pub fn is_wanted(&self, flight: u32) -> bool {
        self.asks.iter().any(|ask| ask.flight == flight)
    }

    /// A request was answered; returns the calls that are complete with it.
    pub fn arrive(&mut self, flight: u32, answers: &[Rc<Answer<J>>]) -> Vec<Settled<J>> {
        self.give_up.retain(|(known, _)| *known != flight);
        let (arrived, waiting) = std::mem::take(&mut self.asks)
            .into_iter()
            .partition(|ask| ask.flight == flight);
        self.asks = waiting;
        let arrived: Vec<Ask<J>> = arrived;
        for ask in &arrived {
            let Some(answer) = answers.iter().find(|answer| answer.point == ask.point) else {
                continue;
            };
            let concerned = self
                .callers
                .iter_mut()
                .filter(|caller| caller.key == ask.key);
            for caller in concerned {
                if caller.points.contains(&ask.point) && !caller.has(&ask.point) {
                    caller.answers.push(answer.clone());
                }
            }
        }
        let complete = |caller: &Caller<J>| caller.answers.len() == caller.points.len();
        let (done, waiting) = std::mem::take(&mut self.callers)
            .into_iter()
            .partition(complete);
        self.callers = waiting;
        settle(done)
    }

    /// The deadline of a call has passed: it is settled with what is known, the rest has failed.
    pub fn expire(&mut self, call: u32) -> Option<(Settled<J>, Vec<GiveUp>)> {
        let caller = self.take_caller(call)?;
        let mut settled = Settled {
            call,
            answers: caller.answers,
            is_shared: true,
        };
        for point in caller.points {
            if settled.answers.iter().all(|answer| answer.point != point) {
                settled.answers.push(Rc::new(late_answer(point)));
            }
        }
        Some((settled, self.unwanted()))
    }

    /// The caller has lost interest. Returns how to give up what nobody waits for any more.
    pub fn abandon(&mut self, call: u32) -> Vec<GiveUp> {
        self.take_caller(call);
        self.unwanted()
    }

    /// Takes every call out, because none of them will be answered.
    pub fn clear(&mut self) -> (Vec<u32>, Vec<GiveUp>) {
        self.asks.clear();
        let calls = std::mem::take(&mut self.callers)
            .into_iter()
            .map(|caller| caller.call)
            .collect();
        (
            calls,
            std::mem::take(&mut self.give_up)
                .into_iter()
                .map(|(_, give_up)| give_up)
                .collect(),
        )
    }

    fn take_caller(&mut self, call: u32) -> Option<Caller<J>> {
        let place = self
            .callers
            .iter()
            .position(|caller| caller.call == call && call != 0)?;
        Some(self.callers.swap_remove(place))
    }

    /// Drops the asks nobody waits for, and returns how to give up the requests that carried
    /// nothing else.
    fn unwanted(&mut self) -> Vec<GiveUp> {
        let callers = &self.callers;
        self.asks.retain(|ask| {
            callers
                .iter()
                .any(|caller| caller.key == ask.key && caller.points.contains(&ask.point))
        });
        let asks = &self.asks;
        let is_wanted = |flight: u32| asks.iter().any(|ask| ask.flight == flight);
        let (kept, dropped) = std::mem::take(&mut self.give_up)
            .into_iter()
            .partition(|(flight, _)| is_wanted(*flight));
        self.give_up = kept;
        let dropped: Vec<(u32, GiveUp)> = dropped;
        dropped.into_iter().map(|(_, give_up)| give_up).collect()
    }
}

impl<J> Caller<J> {
    fn has(&self, point: &str) -> bool {
        self.answers.iter().any(|answer| answer.point == point)
    }
}

fn settle<J>(mut done: Vec<Caller<J>>) -> Vec<Settled<J>> {
    let is_shared = done.len() > 1;
    for caller in &mut done {
        let points = &caller.points;
        caller
            .answers
            .sort_by_key(|answer| points.iter().position(|point| *point == answer.point));
    }
    done.into_iter()
        .map(|caller| Settled {
            call: caller.call,
            answers: caller.answers,
            is_shared,
        })
        .collect()
}

fn late_answer<J>(point: String) -> Answer<J> {
    let fault = Fault::new(
        Code::Timeout,
        "No answer came before the deadline; keep the default content, or allow more time with timeoutMs.",
    );
    Answer {
        point,
        entries: vec![],
        outcome: Outcome::failed(fault),
        request_id: None,
        diagnostics: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wish(points: &[&str], context: Value) -> Wish<Value> {
        let points = points.iter().map(|point| (*point).to_owned()).collect();
        Wish {
            points,
            context: Some(context),
            identity: None,
            token: None,
        }
    }

    fn answers(points: &[&str]) -> Vec<Rc<Answer<Value>>> {
        let answer = |point: &&str| {
            Rc::new(Answer {
                point: (*point).to_owned(),
                entries: vec![],
                outcome: Outcome::decided(),
                request_id: None,
                diagnostics: None,
            })
        };
        points.iter().map(answer).collect()
    }

    fn points_of(settled: &Settled<Value>) -> Vec<&str> {
        settled
            .answers
            .iter()
            .map(|answer| answer.point.as_str())
            .collect()
    }

    #[test]
    fn calls_of_one_turn_travel_together_and_a_point_is_asked_once() {
        let mut ledger = Ledger::default();
        assert!(ledger.note(1, wish(&["a", "b"], json!({}))));
        assert!(ledger.note(2, wish(&["c", "b"], json!({}))));
        assert!(!ledger.note(3, wish(&["a"], json!({}))));
        let flights = ledger.depart(false);
        assert_eq!(flights.len(), 1);
        assert_eq!(flights[0].wish.points, ["a", "b", "c"]);
        let settled = ledger.arrive(flights[0].id, &answers(&["c", "b", "a"]));
        let told: Vec<_> = settled
            .iter()
            .map(|settled| (settled.call, points_of(settled)))
            .collect();
        assert_eq!(
            told,
            [(1, vec!["a", "b"]), (2, vec!["c", "b"]), (3, vec!["a"])]
        );
    }

    #[test]
    fn different_contexts_are_different_questions() {
        let mut ledger = Ledger::default();
        ledger.note(1, wish(&["a"], json!({ "x": 1 })));
        ledger.note(2, wish(&["a"], json!({ "x": 2 })));
        let flights = ledger.depart(false);
        assert_eq!(flights.len(), 2);
        let settled = ledger.arrive(flights[0].id, &answers(&["a"]));
        assert_eq!(
            settled
                .iter()
                .map(|settled| settled.call)
                .collect::<Vec<_>>(),
            [1]
        );
    }

    #[test]
    fn one_point_each_where_the_service_wants_it() {
        let mut ledger = Ledger::default();
        ledger.note(1, wish(&["a", "b"], json!({})));
        let flights = ledger.depart(true);
        assert_eq!(flights.len(), 2);
        assert!(ledger.arrive(flights[1].id, &answers(&["b"])).is_empty());
        let settled = ledger.arrive(flights[0].id, &answers(&["a"]));
        assert_eq!(points_of(&settled[0]), ["a", "b"]);
    }

    #[test]
    fn a_question_in_flight_is_shared_and_an_answered_one_is_asked_anew() {
        let mut ledger = Ledger::default();
        ledger.note(1, wish(&["a"], json!({})));
        let flight = ledger.depart(false)[0].id;
        assert!(!ledger.note(2, wish(&["a"], json!({}))));
        assert!(ledger.depart(false).is_empty());
        assert_eq!(ledger.arrive(flight, &answers(&["a"])).len(), 2);
        assert!(ledger.note(3, wish(&["a"], json!({}))));
    }

    #[test]
    fn the_deadline_settles_with_what_is_known_and_gives_up_the_rest() {
        let mut ledger = Ledger::default();
        ledger.note(1, wish(&["a", "b"], json!({})));
        ledger.note(2, wish(&["a"], json!({})));
        let flights = ledger.depart(true);
        ledger.can_give_up(flights[0].id, Rc::new(|| ()));
        ledger.can_give_up(flights[1].id, Rc::new(|| ()));
        ledger.arrive(flights[0].id, &answers(&["a"]));
        let (settled, given_up) = ledger.expire(1).expect("call 1 is waiting");
        assert_eq!(points_of(&settled), ["a", "b"]);
        assert_eq!(
            settled.answers[1].outcome.fault().map(|fault| fault.code),
            Some(Code::Timeout)
        );
        assert_eq!(given_up.len(), 1);
        assert!(ledger.expire(1).is_none());
    }

    #[test]
    fn a_request_somebody_still_waits_for_is_not_given_up() {
        let mut ledger = Ledger::default();
        ledger.note(1, wish(&["a"], json!({})));
        ledger.note(2, wish(&["a"], json!({})));
        let flight = ledger.depart(false)[0].id;
        ledger.can_give_up(flight, Rc::new(|| ()));
        assert!(ledger.abandon(1).is_empty());
        assert!(ledger.is_wanted(flight));
        assert_eq!(ledger.abandon(2).len(), 1);
        assert!(!ledger.is_wanted(flight));
    }
}
