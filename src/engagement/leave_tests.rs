//! What leaves with a page that is hidden or left.

use serde_json::{Value as Json, json};

use crate::attune::{DELIVERY_TIMER, WATCH_TIMER};
use crate::fakes::visit::{
    click, fire, ids_in, impression, leave, page, record, salesforce, sitecore, status, stored,
    stored_events, tab,
};
use crate::fakes::{Fake, FakeHost};

const CLAIM: &str = "attune.claim.";

/// What the one claim in storage says.
fn claimed_as(host: &FakeHost) -> &'static str {
    let claim = record(host, CLAIM);
    match (claim["isSure"] == true, claim["isOpen"] == true) {
        (false, false) if claim.is_object() => "under way",
        (true, false) => "sure",
        (false, true) => "open",
        _ => "nothing of sense",
    }
}

#[test]
fn a_page_that_is_left_sends_the_most_valuable_within_what_the_browser_allows() {
    let (core, host) = page(salesforce());
    let sent = host.requests().len();
    let padding = "x".repeat(300);
    for number in 0..60 {
        let id = format!("p{number}{padding}");
        impression(&core, &id);
    }
    // The first ten are under way already, as far as they fit; clicks queue behind them.
    host.run();
    for number in 0..3 {
        click(&core, &format!("c{number}"));
    }
    leave(&core, &host, false);
    let requests = host.requests().split_off(sent);
    assert!(requests.iter().all(|request| request["keepalive"] == true));
    let bytes: usize = requests
        .iter()
        .map(|request| request["body"].as_str().map_or(0, str::len))
        .sum();
    assert!(bytes <= 64 * 1024, "{bytes}");
    assert_eq!(ids_in(&requests[1])[..3], ["c0", "c1", "c2"]);
    let left = status(&core);
    assert_eq!(left["delivered"], 1);
    assert_eq!(stored_events(&host), 63);
    let sent: usize = requests.iter().map(|request| ids_in(request).len()).sum();
    assert!((20..63).contains(&sent), "{sent}");
    while host.unanswered() > 0 {
        host.answer_status(202);
    }
    assert_eq!(status(&core)["queued"], 0);
    assert_eq!(stored_events(&host), 0);
}

#[test]
fn a_page_that_is_left_sends_fourteen_requests_at_most() {
    let (core, host) = page(sitecore());
    let sent = host.requests().len();
    for number in 0..20 {
        let event = json!({ "interaction": { "name": format!("EVENT_{number}") } });
        core.track(1, Fake::from(event), Fake::Undefined);
    }
    host.run();
    assert_eq!(host.unanswered(), 4);
    leave(&core, &host, false);
    let requests = host.requests().split_off(sent);
    assert_eq!(requests.len(), 14);
    assert!(requests.iter().all(|request| request["keepalive"] == true));
    assert_eq!(stored_events(&host), 20);
    // The first four are answered last, so that nothing follows them.
    for place in host.unanswered_places().split_off(4) {
        host.answer_at(place, json!({ "status": 201 }));
    }
    assert_eq!(stored_events(&host), 10);
    assert_eq!(status(&core)["queued"], 10);
}

#[test]
fn an_event_that_does_not_fit_the_budget_stays_for_the_next_page() {
    let (core, host) = page(salesforce());
    let long = "x".repeat(45_000);
    impression(&core, &format!("a{long}"));
    impression(&core, &format!("b{long}"));
    leave(&core, &host, false);
    assert_eq!(
        host.unanswered(),
        0,
        "too long for a request that outlives its page"
    );
    core.flush(9);
    host.run();
    let request = host.answer_status(202);
    assert_eq!(request["keepalive"], false);
    assert_eq!(host.answer_status(202)["keepalive"], false);
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn what_does_not_fit_is_set_aside_for_what_does() {
    let (core, host) = page(salesforce());
    let long = "x".repeat(50_000);
    impression(&core, &format!("a{long}"));
    impression(&core, "p1");
    leave(&core, &host, true);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!((host.unanswered(), stored_events(&host)), (0, 1));
    assert_eq!(stored(&host, CLAIM), 0);
    assert_eq!(status(&core)["queued"], 1);
}

#[test]
fn a_page_that_is_left_claims_what_it_has_handed_over_and_the_next_counts_it() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    leave(&core, &host, true);
    assert_eq!(ids_in(&host.requests()[1]), ["p1"]);
    assert_eq!(claimed_as(&host), "sure");
    host.crash();
    let (next, other) = tab(salesforce(), &host);
    assert_eq!(status(&next)["queued"], 1);
    next.flush(1);
    other.run();
    assert_eq!(other.requests().len(), 0);
    fire(&next, &other, WATCH_TIMER);
    let expected = json!({ "tracked": 2, "delivered": 2, "queued": 0, "dropped": {} });
    assert_eq!(status(&next), expected);
    assert_eq!((other.requests().len(), stored_events(&other)), (0, 0));
    assert_eq!(stored(&other, CLAIM), 0);
}

/// The next page of a visitor sends these, once the claim of the last one has run out.
fn next_page_sends(host: &FakeHost) -> Vec<String> {
    host.crash();
    let (next, other) = tab(salesforce(), host);
    host.pass(9500.0);
    next.tick(WATCH_TIMER);
    next.tick(DELIVERY_TIMER);
    other.run();
    if other.unanswered() == 0 {
        return vec![];
    }
    ids_in(&other.answer_status(202))
}

#[test]
fn what_the_browser_drops_with_the_page_is_sent_by_the_next() {
    let (core, host) = page(salesforce());
    let long = "x".repeat(50_000);
    click(&core, &format!("a{long}"));
    host.run();
    assert_eq!(host.requests()[1]["keepalive"], false);
    leave(&core, &host, true);
    assert_eq!(stored(&host, CLAIM), 0);
    assert_eq!(next_page_sends(&host), [format!("a{long}")]);
}

#[test]
fn where_the_collector_was_failing_a_claim_is_not_relied_on() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    click(&second, "p1");
    other.run();
    other.answer_status(500);
    // This page has seen no failure itself.
    impression(&core, "p2");
    leave(&core, &host, true);
    assert_eq!(claimed_as(&host), "under way");
    other.crash();
    assert_eq!(next_page_sends(&host), ["p1", "p2"]);
}

#[test]
fn an_old_answer_says_nothing_of_the_collector() {
    for (minutes, kind) in [(29.0, "sure"), (31.0, "under way"), (-31.0, "under way")] {
        let (core, host) = page(salesforce());
        host.pass(minutes * 60_000.0);
        click(&core, "p1");
        host.run();
        leave(&core, &host, true);
        assert_eq!(claimed_as(&host), kind, "{minutes}");
    }
}

#[test]
fn answers_between_leaving_and_the_end_leave_the_claim_sure() {
    let (core, host) = page(sitecore());
    let track = |name: &str| {
        let event = json!({ "interaction": { "name": name } });
        core.track(1, Fake::from(event), Fake::Undefined);
    };
    track("FIRST");
    core.flush(2);
    host.run();
    host.answer_status(201);
    track("A");
    track("B");
    leave(&core, &host, true);
    assert_eq!(host.unanswered(), 2);
    host.answer_status(201);
    let claim = record(&host, CLAIM);
    assert_eq!(claimed_as(&host), "sure");
    assert_eq!(claim["names"].as_array().map(Vec::len), Some(1));
    host.answer_status(201);
    assert_eq!(record(&host, CLAIM), Json::Null);
}

#[test]
fn a_page_that_comes_back_goes_on() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    leave(&core, &host, true);
    core.come_back();
    assert_eq!(claimed_as(&host), "under way");
    host.answer(json!({ "status": 0, "received": false }));
    assert_eq!(status(&core)["queued"], 1);
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn a_page_that_is_hidden_sends_nothing_twice() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    for _ in 0..3 {
        leave(&core, &host, false);
        core.come_back();
    }
    leave(&core, &host, true);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!(host.unanswered(), 0);
}

#[test]
fn a_page_that_is_left_adds_nothing_to_an_outage() {
    for failures in [1, 2] {
        let (core, host) = page(salesforce());
        click(&core, "p1");
        host.run();
        host.answer_status(500);
        if failures == 2 {
            fire(&core, &host, DELIVERY_TIMER);
            host.answer_status(500);
        }
        leave(&core, &host, true);
        assert_eq!(host.unanswered(), 2 - failures);
        assert_eq!(stored_events(&host), 1);
    }
}

#[test]
fn what_was_handed_over_while_the_collector_failed_is_not_relied_on_once_it_is_well_again() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    click(&core, "p1");
    host.run();
    host.answer_status(500);
    leave(&core, &host, false);
    assert_eq!(host.unanswered(), 1);
    // Another tab finds the collector well, and this page is left without an answer.
    host.pass(1000.0);
    click(&second, "p2");
    other.run();
    other.answer_status(202);
    leave(&core, &host, true);
    assert_eq!(claimed_as(&host), "under way");
    other.crash();
    assert_eq!(next_page_sends(&host), ["p1"]);
}

#[test]
fn a_script_that_is_ended_while_its_page_is_left_has_not_vouched_for_what_it_had_not_sent_yet() {
    for (config, kind) in [(salesforce(), "sure"), (sitecore(), "open")] {
        let (core, host) = page(config);
        impression(&core, "p1");
        core.leave(true);
        assert_eq!(claimed_as(&host), "under way");
        host.run();
        core.leave(true);
        assert_eq!(claimed_as(&host), kind);
    }
}
