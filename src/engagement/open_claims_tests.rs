//! What becomes of the events of pages that were left before they had seen an answer.

use serde_json::{Value as Json, json};

use crate::attune::{DELIVERY_TIMER, WATCH_TIMER};
use crate::fakes::visit::{
    Core, SITECORE_ID, begun, click, fire, leave, marks_in_sitecore as marks, next_page, page,
    record, salesforce, sitecore, status, stored, stored_events, tab,
};
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

const CLAIM: &str = "attune.claim.";

fn track(core: &Core, name: &str) {
    let interaction = json!({ "name": name, "eventType": name });
    let event = Fake::from(json!({ "interaction": interaction }));
    core.track(1, event, Fake::undefined());
}

/// The next page of the visit clicks, and is left at once.
fn left(config: Json, host: &FakeHost, id: &str) -> FakeHost {
    let (core, host) = next_page(config, host);
    click(&core, id);
    leave(&core, &host, true);
    host.crash();
    host
}

/// Whether there is an open claim in storage.
fn is_open(host: &FakeHost) -> bool {
    let local = host.local.borrow();
    local.values().any(|text| text.contains("isOpen"))
}

#[test]
fn a_page_that_has_seen_no_answer_leaves_an_open_claim() {
    for config in [salesforce(), sitecore()] {
        let (_, host) = page(config.clone());
        let host = left(config, &host, "p1");
        let claim = record(&host, CLAIM);
        assert_eq!(
            (&claim["isOpen"], &claim["isSure"]),
            (&json!(true), &Json::Null)
        );
    }
}

#[test]
fn salesforce_is_sent_open_claims_again_with_the_next_pages_first_request() {
    let (_, host) = page(salesforce());
    let host = left(salesforce(), &host, "p1");
    let host = left(salesforce(), &host, "p2");
    let (core, host) = next_page(salesforce(), &host);
    assert_eq!(status(&core)["queued"], 2);
    assert_eq!(host.timers.borrow().get(&DELIVERY_TIMER), Some(&100.0));
    click(&core, "p3");
    host.run();
    // The click needs no turn, and the others follow at once.
    host.answer_status(202);
    let mut ids = crate::fakes::visit::ids_in(&host.answer_status(202));
    ids.sort();
    assert_eq!(ids, ["p1", "p2"]);
    assert_eq!(status(&core)["delivered"], 4);
    assert_eq!((stored(&host, CLAIM), stored_events(&host)), (0, 0));
}

/// A page that finds an open claim of two clicks, and asks by itself.
fn asking() -> (Core, FakeHost) {
    let (_, host) = page(sitecore());
    let (core, host) = next_page(sitecore(), &host);
    click(&core, "p1");
    click(&core, "p2");
    leave(&core, &host, true);
    assert_eq!(host.unanswered(), 2);
    host.crash();
    next_page(sitecore(), &host)
}

#[test]
fn sitecore_is_asked_by_one_event_of_a_claim_and_accepts_for_all() {
    let (core, host) = asking();
    assert_eq!(status(&core)["queued"], 2);
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(host.unanswered(), 1);
    let request = host.answer_status(201);
    assert_eq!(marks(&request), ["p1"]);
    assert_eq!(host.unanswered(), 0);
    assert_eq!((stored(&host, CLAIM), stored_events(&host)), (0, 0));
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn sitecore_is_asked_by_what_the_page_tracks_itself() {
    let (core, host) = asking();
    click(&core, "p3");
    host.run();
    assert_eq!(marks(&host.answer_status(201)), ["p3"]);
    assert_eq!((stored(&host, CLAIM), stored_events(&host)), (0, 0));
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(host.unanswered(), 0);
}

#[test]
fn whatever_else_sitecore_says_all_go_back() {
    for status_code in [500, 429, 400, 403, 0] {
        let (core, host) = asking();
        click(&core, "p3");
        host.run();
        host.answer(json!({ "status": status_code }));
        assert!(!is_open(&host), "{status_code}");
        core.flush(5);
        host.pass(70_000.0);
        core.flush(6);
        host.run();
        let mut sent = vec![];
        while host.unanswered() > 0 {
            sent.extend(marks(&host.answer_status(201)));
        }
        sent.retain(|mark| mark != "p3");
        assert_eq!(sent, ["p1", "p2"], "{status_code}");
        assert_eq!(status(&core)["queued"], 0, "{status_code}");
    }
}

#[test]
fn pages_that_ask_and_are_left_in_turn_repeat_one_event_an_exit() {
    let (core, host) = asking();
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(marks(&host.requests()[0]), ["p1"]);
    leave(&core, &host, true);
    host.crash();
    let (core, host) = next_page(sitecore(), &host);
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(marks(&host.answer_status(201)).len(), 1);
    assert_eq!(host.unanswered(), 0);
    assert_eq!(status(&core)["queued"], 0);
    assert_eq!((stored(&host, CLAIM), stored_events(&host)), (0, 0));
}

#[test]
fn a_tab_that_was_open_all_along_finds_out_too() {
    let (_, host) = page(sitecore());
    let (core, other) = tab(sitecore(), &host);
    fire(&core, &other, DELIVERY_TIMER);
    left(sitecore(), &host, "p1");
    core.notice_change(true);
    fire(&core, &other, WATCH_TIMER);
    assert_eq!(marks(&other.answer_status(201)), ["p1"]);
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn a_page_that_comes_back_finds_out_like_the_next() {
    for config in [salesforce(), sitecore()] {
        let (_, host) = page(config.clone());
        let (core, host) = next_page(config, &host);
        click(&core, "p1");
        click(&core, "p2");
        leave(&core, &host, true);
        let sent = host.requests().len();
        while host.unanswered() > 0 {
            host.answer(json!({ "status": 0, "received": false }));
        }
        core.come_back();
        host.run();
        // At Sitecore by one event, at Salesforce by both in one request.
        let again = host.requests().split_off(sent);
        assert_eq!(again.len(), 1);
        host.answer_status(201);
        assert_eq!(status(&core)["queued"], 0);
        assert_eq!((stored(&host, CLAIM), stored_events(&host)), (0, 0));
    }
}

#[test]
fn a_page_that_comes_back_believes_who_has_found_out_meanwhile() {
    let (_, host) = page(sitecore());
    let (core, first) = next_page(sitecore(), &host);
    click(&core, "p1");
    leave(&core, &first, true);
    first.answer(json!({ "status": 0, "received": false }));
    let (next, other) = next_page(sitecore(), &first);
    fire(&next, &other, DELIVERY_TIMER);
    other.answer_status(201);
    let sent = first.requests().len();
    core.come_back();
    first.run();
    assert_eq!(first.requests().len(), sent);
    assert_eq!(status(&core), status(&next));
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn a_page_at_sitecore_that_knows_of_a_failure_sends_nothing_when_it_is_left() {
    let (core, host) = page(sitecore());
    click(&core, "p1");
    host.run();
    host.answer_status(500);
    click(&core, "p2");
    leave(&core, &host, true);
    assert_eq!((host.unanswered(), stored(&host, CLAIM)), (0, 0));
    assert_eq!(status(&core)["queued"], 2);
}

#[test]
fn an_event_to_ask_by_that_is_gone_leaves_nothing_behind() {
    let (_, host) = page(sitecore());
    let host = left(sitecore(), &host, "p1");
    host.local
        .borrow_mut()
        .retain(|key, _| !key.starts_with("attune.event."));
    let (core, host) = begun(sitecore(), host.another_page(true));
    core.tick(crate::attune::NEWS_TIMER);
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!((host.unanswered(), stored(&host, CLAIM)), (0, 0));
    track(&core, "VIEW");
    core.flush(4);
    host.run();
    assert!(host.answer_status(201).to_string().contains(SITECORE_ID));
}
