//! The ledger: who asked what, and who is given which answer.

use serde_json::{Value as Json, json};

use super::ledger::Ledger;
use crate::fakes::Fake;
use crate::value::Value;

fn wish(points: &[&str], key: &str) -> Fake {
    Fake::from(json!({ "points": points, "key": key }))
}

fn answers(points: &[&str]) -> Fake {
    let answer = |point: &&str| json!({ "point": point, "outcome": { "status": "decided" } });
    Fake::from(Json::Array(points.iter().map(answer).collect()))
}

fn told(settled: Fake) -> Vec<(f64, Vec<String>)> {
    let points = |settled: Fake| {
        settled
            .at("answers")
            .entries()
            .map(|answer| answer.at("point").to_rust())
            .collect()
    };
    settled
        .entries()
        .map(|settled| (settled.at("call").as_number(), points(settled)))
        .collect()
}

fn owned(points: &[&str]) -> Vec<String> {
    points.iter().map(|point| (*point).to_owned()).collect()
}

#[test]
fn calls_of_one_turn_travel_together_and_a_point_is_asked_once() {
    let ledger = Ledger::new();
    assert!(ledger.note(1, wish(&["a", "b"], ""), &Fake::undefined));
    assert!(ledger.note(2, wish(&["c", "b"], ""), &Fake::undefined));
    assert!(!ledger.note(3, wish(&["a"], ""), &Fake::undefined));
    let flights = ledger.depart(false);
    assert_eq!(flights.len(), 1);
    assert_eq!(flights.item(0).at("points").json(), json!(["a", "b", "c"]));
    let settled = ledger.arrive(flights.item(0).at("flight"), answers(&["c", "b", "a"]));
    assert_eq!(
        told(settled),
        [
            (1.0, owned(&["a", "b"])),
            (2.0, owned(&["c", "b"])),
            (3.0, owned(&["a"]))
        ]
    );
}

#[test]
fn different_contexts_are_different_questions() {
    let ledger = Ledger::new();
    ledger.note(1, wish(&["a"], "x"), &Fake::undefined);
    ledger.note(2, wish(&["a"], "y"), &Fake::undefined);
    let flights = ledger.depart(false);
    assert_eq!(flights.len(), 2);
    let settled = ledger.arrive(flights.item(0).at("flight"), answers(&["a"]));
    assert_eq!(told(settled), [(1.0, owned(&["a"]))]);
}

#[test]
fn one_point_each_where_the_service_wants_it() {
    let ledger = Ledger::new();
    ledger.note(1, wish(&["a", "b"], ""), &Fake::undefined);
    let flights = ledger.depart(true);
    assert_eq!(flights.len(), 2);
    assert_eq!(
        ledger
            .arrive(flights.item(1).at("flight"), answers(&["b"]))
            .len(),
        0
    );
    let settled = ledger.arrive(flights.item(0).at("flight"), answers(&["a"]));
    assert_eq!(told(settled), [(1.0, owned(&["a", "b"]))]);
}

#[test]
fn a_question_in_flight_is_shared_and_an_answered_one_is_asked_anew() {
    let ledger = Ledger::new();
    ledger.note(1, wish(&["a"], ""), &Fake::undefined);
    let flight = ledger.depart(false).item(0).at("flight");
    assert!(!ledger.note(2, wish(&["a"], ""), &Fake::undefined));
    assert_eq!(ledger.depart(false).len(), 0);
    let settled = ledger.arrive(flight, answers(&["a"]));
    assert_eq!(settled.len(), 2);
    assert!(settled.item(0).at("isShared").is_true());
    assert!(ledger.note(3, wish(&["a"], ""), &Fake::undefined));
}

#[test]
fn what_was_sent_for_one_visit_is_not_shared_with_the_next() {
    let ledger = Ledger::new();
    let visit = |name: &'static str| move || Fake::text(name);
    ledger.note(1, wish(&["a"], ""), &visit("one"));
    let flight = ledger.depart(false).item(0).at("flight");
    ledger.can_give_up(flight, Fake::from(json!({ "exchange": 1, "visit": "one" })));
    assert!(!ledger.note(2, wish(&["a"], ""), &visit("one")));
    assert!(ledger.note(3, wish(&["a"], ""), &visit("another")));
    let settled = ledger.arrive(flight, answers(&["a"]));
    assert_eq!(told(settled), [(1.0, owned(&["a"])), (2.0, owned(&["a"]))]);
}

#[test]
fn the_deadline_settles_with_what_is_known_and_gives_up_the_rest() {
    let ledger = Ledger::new();
    ledger.note(1, wish(&["a", "b"], ""), &Fake::undefined);
    ledger.note(2, wish(&["a"], ""), &Fake::undefined);
    let flights = ledger.depart(true);
    for (place, name) in ["exchange a", "exchange b"].into_iter().enumerate() {
        let sent = Fake::from(json!({ "exchange": name }));
        ledger.can_give_up(flights.item(place as u32).at("flight"), sent);
    }
    ledger.came_back(flights.item(0).at("flight"));
    ledger.arrive(flights.item(0).at("flight"), answers(&["a"]));
    let settled = ledger.expire(1);
    assert_eq!(
        settled.at("answers").item(0).at("outcome").json(),
        json!({ "status": "decided" })
    );
    assert_eq!(
        settled
            .at("answers")
            .item(1)
            .at("outcome")
            .at("code")
            .to_rust(),
        "timeout"
    );
    assert_eq!(
        ledger.unwanted().item(0).at("exchange").json(),
        json!("exchange b")
    );
    assert!(ledger.expire(1).is_nothing());
}

#[test]
fn a_request_somebody_still_waits_for_is_not_given_up() {
    let ledger = Ledger::new();
    ledger.note(1, wish(&["a"], ""), &Fake::undefined);
    ledger.note(2, wish(&["a"], ""), &Fake::undefined);
    let flight = ledger.depart(false).item(0).at("flight");
    ledger.can_give_up(flight, Fake::from(json!({ "exchange": "exchange" })));
    ledger.take_caller(1);
    assert_eq!(ledger.unwanted().len(), 0);
    assert!(ledger.is_wanted(flight));
    ledger.take_caller(2);
    assert_eq!(ledger.unwanted().len(), 1);
    assert!(!ledger.is_wanted(flight));
}
