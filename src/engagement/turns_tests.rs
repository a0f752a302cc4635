//! One tab sends at a time, and takes over what another has left.

use serde_json::json;

use crate::attune::{DELIVERY_TIMER, WATCH_TIMER};
use crate::fakes::visit::{
    Core, click, configured, fire, ids_in, impression, leave, next_page, numbered, opt, page,
    salesforce, sitecore, status, stored, stored_events, tab,
};
use crate::fakes::{Fake, FakeHost};

#[test]
fn events_of_a_page_that_died_are_sent_by_another() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    host.crash();
    let (heir, other) = next_page(salesforce(), &host);
    assert_eq!(status(&heir)["queued"], 1);
    heir.flush(1);
    other.run();
    assert_eq!(ids_in(&other.answer_status(202)), ["p1"]);
    assert_eq!(stored_events(&other), 0);
    assert_eq!(status(&heir)["delivered"], 2);
}

#[test]
fn what_others_have_left_is_sent_by_one_tab_at_a_time() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    let (third, dead) = tab(salesforce(), &host);
    for id in numbered(0, 12) {
        impression(&third, &id);
    }
    dead.crash();
    host.pass(9500.0);
    core.tick(WATCH_TIMER);
    host.run();
    assert!(host.has_turn());
    second.tick(DELIVERY_TIMER);
    second.tick(WATCH_TIMER);
    other.run();
    assert_eq!((other.unanswered(), other.has_turn()), (0, false));
    assert_eq!(other.timers.borrow().get(&DELIVERY_TIMER), Some(&1000.0));
    assert_eq!(ids_in(&host.answer_status(202)), numbered(0, 10));
    assert_eq!(ids_in(&host.answer_status(202)), ["p10", "p11"]);
    assert!(!host.has_turn());
    fire(&second, &other, DELIVERY_TIMER);
    assert_eq!(other.unanswered(), 0);
    assert_eq!(status(&core), status(&second));
    assert_eq!(status(&core)["delivered"], 13);
}

#[test]
fn what_a_page_has_just_tracked_itself_it_sends_without_its_turn() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    click(&core, "p1");
    click(&second, "p2");
    for page in [&host, &other] {
        page.run();
        assert_eq!((page.unanswered(), page.has_turn()), (1, false));
    }
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!(ids_in(&other.answer_status(202)), ["p2"]);
    assert_eq!(status(&core)["delivered"], 3);
}

#[test]
fn what_a_page_has_tracked_a_while_ago_others_may_be_sending() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    host.pass(9001.0);
    fire(&core, &host, DELIVERY_TIMER);
    assert!(host.has_turn());
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
}

#[test]
fn a_tab_whose_turn_it_is_sends_the_events_of_all_but_those_of_this_moment() {
    let (core, host) = page(salesforce());
    let (second, _) = tab(salesforce(), &host);
    impression(&core, "p1");
    impression(&second, "p2");
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!(status(&second)["queued"], 1);
    impression(&core, "p3");
    host.pass(9500.0);
    fire(&core, &host, DELIVERY_TIMER);
    let mut sent = ids_in(&host.answer_status(202));
    sent.sort();
    assert_eq!(sent, ["p2", "p3"]);
    assert_eq!(status(&second)["queued"], 0);
}

#[test]
fn a_tab_that_dies_while_it_sends_is_replaced_within_ten_seconds() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    click(&core, "p1");
    host.run();
    assert!(!second.notice_change(true));
    host.crash();
    let started = other.now.get();
    fire(&second, &other, WATCH_TIMER);
    assert_eq!(ids_in(&other.answer_status(202)), ["p1"]);
    assert!(other.now.get() - started <= 10_000.0);
    assert_eq!(stored_events(&other), 0);
}

#[test]
fn what_a_hidden_tab_has_sent_meanwhile_is_not_sent_again() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    for id in numbered(0, 12) {
        impression(&core, &id);
    }
    // Old enough for others to send them too.
    host.pass(9500.0);
    host.run();
    leave(&second, &other, false);
    assert_eq!(ids_in(&other.requests()[0]), ["p10", "p11"]);
    assert_eq!(ids_in(&host.answer_status(202)), numbered(0, 10));
    assert_eq!(host.unanswered(), 0, "the rest is the other tab's");
    other.answer_status(202);
    core.tick(DELIVERY_TIMER);
    host.run();
    assert_eq!(host.unanswered(), 0);
    assert_eq!(status(&core)["delivered"], 13);
    assert_eq!(stored_events(&host), 0);
}

#[test]
fn the_turn_ends_with_the_page_and_what_waits_is_sent_after_it_came_back() {
    let (core, host) = page(salesforce());
    for id in numbered(0, 12) {
        impression(&core, &id);
    }
    host.run();
    leave(&core, &host, true);
    assert!(!host.has_turn());
    let (second, other) = tab(salesforce(), &host);
    assert_eq!(status(&second)["queued"], 12);
    second.flush(1);
    other.run();
    assert_eq!(other.unanswered(), 0, "all of them are claimed");
    core.come_back();
    host.answer_status(202);
    host.answer_status(202);
    assert_eq!(status(&second)["queued"], 0);
    assert_eq!(status(&second)["delivered"], 13);
}

/// A page of a new visitor, who has an event that waits for the service to make an id.
fn waiting_for_an_id() -> (Core, FakeHost) {
    let host = FakeHost::new();
    let core = configured(sitecore(), &host);
    opt(&core, "Opt In");
    let event = json!({ "interaction": { "name": "WISHLIST" } });
    core.track(1, Fake::from(event), Fake::Undefined);
    core.flush(2);
    host.run();
    assert_eq!(host.unanswered(), 1);
    (core, host)
}

#[test]
fn an_event_without_its_id_is_not_claimed_by_a_page_that_is_left() {
    let (core, host) = waiting_for_an_id();
    leave(&core, &host, true);
    let count = stored_events(&host);
    assert!(count > 0);
    assert_eq!(stored(&host, "attune.claim."), 0);
    assert_eq!(status(&core)["queued"], count);
}
