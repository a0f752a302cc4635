//! Decisions while the service fails: the retry, the deadline, the rest, and the account of it all.

use serde_json::{Value as Json, json};

use super::asking::{ask, ask_with, decided, outcome, pass, steps};
use crate::fakes::visit::{Core, opt, page, record, salesforce, sitecore, tab};
use crate::fakes::{Fake, FakeHost};

#[test]
fn a_passing_failure_is_tried_once_more() {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({}));
    host.answer_status(503);
    assert_eq!(host.unanswered(), 0);
    pass(&host, 300.0);
    host.answer(decided());
    assert_eq!(outcome(&host, 1)["status"], "decided");
    assert_eq!(
        steps(&core),
        ["request", "answer", "retry", "request", "answer", "settled"]
    );
    assert_eq!(core.accounts().json()[0]["billed"], 1.0);
}

#[test]
fn and_never_twice() {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({}));
    host.answer_status(503);
    pass(&host, 300.0);
    host.answer_status(503);
    pass(&host, 300.0);
    assert_eq!(host.unanswered(), 0);
    assert_eq!(outcome(&host, 1)["code"], "unavailable");
    assert_eq!(outcome(&host, 1)["retryable"], true);
}

#[test]
fn what_could_not_be_in_time_is_not_tried_again() {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({ "timeoutMs": 2000 }));
    host.pass(1300.0);
    host.answer_status(503);
    assert_eq!(outcome(&host, 1)["code"], "unavailable");
}

#[test]
fn a_retry_nobody_waits_for_does_not_happen() {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({}));
    host.answer_status(503);
    core.abandon(1);
    pass(&host, 300.0);
    assert_eq!(host.unanswered(), 0);
    assert_eq!(steps(&core).last().map(String::as_str), Some("given-up"));
}

/// What was asked for in the last request, and its token.
fn asked(host: &FakeHost) -> (Json, Json) {
    let request = host.requests().pop().unwrap();
    let body: Json = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
    let names = body["personalizationPoints"].as_array().unwrap().iter();
    let names = names.map(|point| point["name"].clone()).collect::<Vec<_>>();
    (json!(names), request["headers"]["Authorization"].clone())
}

/// A call for `home` and `later`, where `home` is on its way already and is decided; the request
/// for `later` finds the token refused.
fn refused_in_part() -> (Core, FakeHost) {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({ "accessToken": "old" }));
    ask_both(&core, &host, "old");
    assert_eq!(asked(&host), (json!(["later"]), json!("Bearer old")));
    host.answer(decided());
    assert!(host.failed.borrow().is_empty());
    host.answer_status(401);
    assert_eq!(outcome(&host, 2)["code"], "unauthorized");
    assert_eq!(outcome(&host, 2)["status"], 401);
    (core, host)
}

fn ask_both(core: &Core, host: &FakeHost, token: &str) {
    let options = json!({ "accessToken": token, "timeoutMs": 2000 });
    let points = Fake::from(json!(["home", "later"]));
    core.decide(2, points, Fake::from(json!({})), Fake::from(options));
    core.turn_ended();
    host.run();
}

#[test]
fn only_the_points_whose_token_was_refused_are_asked_again() {
    let (core, host) = refused_in_part();
    ask_both(&core, &host, "new");
    assert_eq!(asked(&host), (json!(["later"]), json!("Bearer new")));
    host.answer(json!({ "status": 200, "body": { "personalizations": [
        { "personalizationPointName": "later", "attributes": { "b": 2 } }
    ] } }));
    let (call, response) = host.settled.borrow().last().cloned().unwrap();
    assert_eq!(call, 2);
    let names = [0, 1].map(|n| response["personalizations"][n]["personalizationPointName"].clone());
    assert_eq!(names, ["home", "later"]);
    assert_eq!(response["outcomes"]["home"]["status"], "decided");
    assert_eq!(response["outcomes"]["later"]["status"], "decided");
    let billed = core.accounts().json();
    let billed = billed
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["billed"].clone());
    assert_eq!(billed.collect::<Vec<_>>(), [1.0, 0.0, 1.0]);
}

#[test]
fn what_was_decided_stands_where_there_is_no_other_token() {
    let is_partial = |host: &FakeHost| {
        let (call, response) = host.settled.borrow().last().cloned().unwrap();
        assert_eq!(call, 2);
        assert_eq!(response["outcomes"]["home"]["status"], "decided");
        assert_eq!(response["outcomes"]["later"]["code"], "unauthorized");
    };
    let (core, host) = refused_in_part();
    core.expire(2);
    is_partial(&host);
    let (core, host) = refused_in_part();
    ask_both(&core, &host, "new");
    host.answer_status(401);
    is_partial(&host);
    let told = host.settled.borrow().len();
    core.expire(2);
    assert_eq!(host.settled.borrow().len(), told);
}

#[test]
fn a_call_that_is_given_up_while_its_token_is_renewed_is_forgotten() {
    let (core, host) = refused_in_part();
    core.abandon(2);
    core.expire(2);
    assert!(host.settled.borrow().iter().all(|(call, _)| *call != 2));
    let (core, host) = refused_in_part();
    opt(&core, "Opt Out");
    core.expire(2);
    assert!(host.settled.borrow().iter().all(|(call, _)| *call != 2));
}

#[test]
fn an_address_the_page_gives_is_redacted_like_the_pages_own() {
    let (core, host) = page(salesforce());
    let context = json!({ "requestUrl": "https://shop.example/?mail=ada@example.com" });
    ask_with(&core, &host, 1, context, json!({}));
    let request = host.answer(decided());
    let body: Json = serde_json::from_str(request["body"].as_str().expect("a text")).expect("JSON");
    let sent = body["context"]["requestUrl"].as_str().expect("a text");
    assert!(sent.starts_with("https://shop.example/?mail=") && !sent.contains("ada"));
}

#[test]
fn what_nobody_waited_for_is_accounted_for() {
    let (core, host) = page(salesforce());
    let account = |place: usize| core.accounts().json()[place]["outcomes"]["home"]["code"].clone();
    ask(&core, &host, 1, json!({}));
    host.pass(2000.0);
    core.expire(1);
    host.run();
    ask(&core, &host, 2, json!({}));
    core.abandon(2);
    host.run();
    assert_eq!(
        (account(0), account(1)),
        (json!("timeout"), json!("aborted"))
    );
}

#[test]
fn an_answer_that_broke_off_was_decided_and_is_billed() {
    let (core, host) = page(salesforce());
    ask(&core, &host, 1, json!({}));
    host.answer(json!({ "status": 0, "received": true }));
    assert_eq!(core.accounts().json()[0]["billed"], 1.0);
    ask(&core, &host, 2, json!({ "timeoutMs": 600 }));
    host.answer(json!({ "status": 0, "received": false }));
    assert_eq!(core.accounts().json()[1]["billed"], 0.0);
}

#[test]
fn failures_in_a_row_are_not_repeated_and_then_not_asked_for() {
    let (core, host) = page(salesforce());
    let before = host.requests().len();
    for call in 1..=6 {
        ask(&core, &host, call, json!({}));
        if host.unanswered() > 0 {
            host.answer_status(500);
        }
        pass(&host, 300.0);
        assert_eq!(outcome(&host, call)["code"], "unavailable");
    }
    assert_eq!(host.requests().len() - before, 5);
    assert_eq!(steps(&core), ["refused", "settled"]);
}

#[test]
fn deadlines_that_pass_count_as_failures() {
    let (core, host) = page(sitecore());
    for call in 1..=5 {
        ask(&core, &host, call, json!({}));
        host.pass(2000.0);
        core.expire(call);
        host.run();
        assert_eq!(outcome(&host, call)["code"], "timeout");
    }
    let before = host.requests().len();
    ask(&core, &host, 6, json!({}));
    assert_eq!(host.requests().len(), before);
    // The rest is over: the probe finds the service well.
    host.pass(30_000.0);
    ask(&core, &host, 7, json!({}));
    pass(&host, 100.0);
    host.answer(json!({ "status": 200, "body": { "a": 1 } }));
    assert_eq!(outcome(&host, 7)["status"], "decided");
    assert_eq!(steps(&core), ["probe", "answer", "settled"]);
}

#[test]
fn a_request_that_is_late_counts_once_and_nobody_joins_it() {
    let (core, host) = page(salesforce());
    for call in 1..=6 {
        ask(&core, &host, call, json!({}));
    }
    host.pass(2000.0);
    (1..=5).for_each(|call| core.expire(call));
    assert_eq!(host.unanswered(), 1);
    ask(&core, &host, 7, json!({}));
    assert_eq!(host.unanswered(), 2);
    let answered = host.unanswered_places()[1];
    host.answer_at(answered, decided());
    assert_eq!(outcome(&host, 7)["status"], "decided");
    // The late one is given up with the last who waits for it.
    core.expire(6);
    assert_eq!(host.unanswered(), 0);
}

#[test]
fn a_probe_that_is_late_and_then_lost_has_failed_once() {
    let (core, host) = page(salesforce());
    for call in 1..=5 {
        ask(&core, &host, call, json!({ "timeoutMs": 700 }));
        host.answer_status(500);
    }
    host.pass(30_000.0);
    ask(&core, &host, 6, json!({}));
    pass(&host, 100.0);
    host.pass(1000.0);
    ask(&core, &host, 7, json!({}));
    host.pass(1000.0);
    core.expire(6);
    host.answer(json!({ "status": 0, "received": false }));
    assert_eq!(record(&host, "attune.breaker.")["interval"], 60_000);
}

#[test]
fn of_two_probes_of_one_moment_the_later_word_counts() {
    let (core, host) = page(salesforce());
    let (other, other_host) = tab(salesforce(), &host);
    for call in 1..=5 {
        ask(&core, &host, call, json!({ "timeoutMs": 700 }));
        host.answer_status(500);
    }
    host.pass(30_000.0);
    ask(&core, &host, 6, json!({}));
    // As a tab of another process would find it: what the first has written is not there yet.
    let mut local = host.local.borrow_mut();
    let key = local
        .keys()
        .find(|key| key.starts_with("attune.breaker."))
        .cloned();
    let text = local.get_mut(&key.expect("it is stored")).expect("text");
    let mut known: Json = serde_json::from_str(text).expect("JSON");
    known["until"] = json!(0);
    *text = known.to_string();
    drop(local);
    ask(&other, &other_host, 1, json!({}));
    pass(&host, 100.0);
    other_host.run();
    assert_eq!((host.unanswered(), other_host.unanswered()), (0, 1));
    assert_eq!(outcome(&host, 6)["code"], "unavailable");
}

#[test]
fn the_last_twenty_questions_are_accounted_for() {
    let (core, host) = page(salesforce());
    for call in 1..=25 {
        ask(&core, &host, call, json!({}));
        host.answer(decided());
    }
    let accounts = core.accounts().json();
    let accounts = accounts.as_array().expect("a list");
    assert_eq!(accounts.len(), 20);
    assert_eq!(accounts[19]["points"], json!(["home"]));
    assert_eq!(accounts[19]["outcomes"]["home"]["status"], "decided");
}
