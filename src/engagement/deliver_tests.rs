//! From a call of the page to the collector and back, on a page in memory.

use std::rc::Rc;

use serde_json::{Value as Json, json};

use crate::attune::{Attune, DELIVERY_TIMER};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

type Core = Rc<Attune<Fake, FakeHost>>;

const CLIENT_KEY: &str = "exampleClientKey";
const SITECORE_ID: &str = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";

fn salesforce() -> Json {
    let endpoint = "https://tenant.c360a.salesforce.com";
    json!({ "salesforce": { "endpoint": endpoint, "appSourceId": "a1b2c3d4-0000" } })
}

fn sitecore() -> Json {
    let endpoint = "https://api-engage-eu.sitecorecloud.io";
    json!({ "sitecore": { "endpoint": endpoint, "clientKey": CLIENT_KEY, "pointOfSale": "shop.example" } })
}

/// A core that was configured, and nothing else.
fn configured(config: Json, host: &FakeHost) -> Core {
    let core = Attune::new(host.clone());
    assert_eq!(core.configure(Fake::from(config)).json(), Json::Null);
    core
}

fn opt(core: &Core, status: &str) {
    let consent = json!({ "provider": "shop", "purpose": "Tracking", "status": status });
    core.update_consents(Fake::from(json!([consent])), false);
}

/// A page of a known visitor who has opted in, and whose consent the collector has.
fn page(config: Json) -> (Core, FakeHost) {
    let host = FakeHost::new();
    let id = (
        "__Secure-attune_id".to_owned(),
        "3f9c0d2b7a61e845".to_owned(),
    );
    let sitecore_id = (format!("bid_{CLIENT_KEY}"), SITECORE_ID.to_owned());
    host.cookies.borrow_mut().extend([id, sitecore_id]);
    let core = configured(config, &host);
    host.respond(|_| Some(Fake::from(json!({ "status": 202 }))));
    opt(&core, "Opt In");
    core.flush(900);
    host.run();
    host.respond(|_| None);
    core.tick(DELIVERY_TIMER);
    host.timers.borrow_mut().clear();
    assert_eq!(status(&core)["queued"], 0);
    (core, host)
}

fn impression(core: &Core, id: &str) {
    core.engage(1, false, Fake::from(json!({ "personalizationId": id })));
}

fn click(core: &Core, id: &str) {
    core.engage(1, true, Fake::from(json!({ "personalizationId": id })));
}

fn status(core: &Core) -> Json {
    balanced(core.delivery_status())
}

fn stored_events(host: &FakeHost) -> usize {
    host.local
        .borrow()
        .keys()
        .filter(|key| key.starts_with("attune.event."))
        .count()
}

/// The decision ids of the events in a form post.
fn ids_in(request: &Json) -> Vec<String> {
    let body = Fake::from(request["body"].clone())
        .slice(6, u32::MAX)
        .decode()
        .to_rust();
    let text = String::from_utf8(from_base64(&body)).expect("UTF-8");
    let batch: Json = serde_json::from_str(&text).expect("JSON");
    let events = batch["events"].as_array().expect("events");
    let id = |event: &Json| event["personalizationId"].as_str().map(str::to_owned);
    events.iter().filter_map(id).collect()
}

fn from_base64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (vec![], 0u32, 0);
    for digit in text.chars().filter_map(|char| DIGITS.find(char)) {
        bits = (bits << 6) | digit as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

fn numbered(from: u32, to: u32) -> Vec<String> {
    (from..to).map(|number| format!("p{number}")).collect()
}

#[test]
fn nothing_is_stored_or_sent_before_consent() {
    let host = FakeHost::new();
    let core = configured(salesforce(), &host);
    core.track(
        1,
        Fake::from(json!({ "interaction": { "name": "Purchase" } })),
    );
    impression(&core, "p1");
    click(&core, "p1");
    core.flush(2);
    core.leave();
    core.tick(DELIVERY_TIMER);
    host.run();
    assert!(host.requests().is_empty() && host.timers.borrow().is_empty());
    assert!(host.local.borrow().is_empty() && host.session.borrow().is_empty());
    assert!(host.written_cookies.borrow().is_empty() && host.failed.borrow().is_empty());
    let expected =
        json!({ "tracked": 3, "delivered": 0, "queued": 0, "dropped": { "consent": 3 } });
    assert_eq!(host.settled.borrow().last(), Some(&(2, expected)));
    opt(&core, "Opt Out");
    click(&core, "p1");
    assert_eq!(status(&core)["dropped"]["consent"], 4);
    assert!(host.requests().is_empty());
}

#[test]
fn an_impression_before_consent_does_not_use_up_the_one_of_this_page_view() {
    let host = FakeHost::new();
    let core = configured(salesforce(), &host);
    impression(&core, "p1");
    opt(&core, "Opt In");
    let before = status(&core)["queued"].as_u64().expect("a count");
    impression(&core, "p1");
    impression(&core, "p1");
    assert_eq!(status(&core)["queued"], before + 1);
}

#[test]
fn calls_without_sense_are_refused_and_not_counted() {
    let (core, host) = page(salesforce());
    let before = status(&core);
    core.track(5, Fake::text("Purchase"));
    core.engage(6, false, Fake::from(json!({ "personalizationId": " " })));
    core.engage(7, true, Fake::from(json!(null)));
    let failed = host.failed.borrow();
    assert_eq!(
        failed.iter().map(|(call, _)| *call).collect::<Vec<_>>(),
        [5, 6, 7]
    );
    assert!(
        failed
            .iter()
            .all(|(_, fault)| fault["code"] == "invalid-argument")
    );
    assert_eq!(status(&core), before);
}

#[test]
fn calls_before_a_configuration_are_told_so() {
    let host = FakeHost::new();
    let core: Core = Attune::new(host.clone());
    core.track(1, Fake::from(json!({})));
    core.flush(2);
    core.leave();
    host.run();
    assert_eq!(host.failed.borrow()[0].1["code"], "not-initialized");
    let nothing = json!({ "tracked": 0, "delivered": 0, "queued": 0, "dropped": {} });
    assert_eq!(*host.settled.borrow(), [(2, nothing)]);
}

#[test]
fn an_event_that_cannot_be_expressed_is_dropped_with_a_warning() {
    let (core, host) = page(salesforce());
    core.track(5, Fake::from(json!({ "nothing": "of it" })));
    assert_eq!(host.settled.borrow().last(), Some(&(5, Json::Null)));
    assert_eq!(status(&core)["dropped"], json!({ "rejected": 1 }));
    assert_eq!(host.warnings.borrow().len(), 1);
}

#[test]
fn the_first_event_of_a_new_visitor_is_preceded_by_a_profile_unless_it_is_one() {
    let profile =
        json!({ "user": { "attributes": { "eventType": "identity", "isAnonymous": "0" } } });
    let plain = json!({ "interaction": { "name": "Search", "eventType": "search" } });
    for (event, expected) in [(plain.clone(), 2), (profile, 1)] {
        let host = FakeHost::new();
        let core = configured(salesforce(), &host);
        opt(&core, "Opt In");
        let before = status(&core)["tracked"].as_u64().expect("a count");
        core.track(1, Fake::from(event));
        assert_eq!(status(&core)["tracked"], before + expected);
        core.track(2, Fake::from(plain.clone()));
        assert_eq!(status(&core)["tracked"], before + expected + 1);
    }
}

#[test]
fn events_are_gathered_for_a_moment_and_travel_together() {
    let (core, host) = page(salesforce());
    let sent = host.requests().len();
    impression(&core, "p1");
    impression(&core, "p2");
    host.run();
    assert_eq!(host.requests().len(), sent);
    assert_eq!(host.timers.borrow().get(&DELIVERY_TIMER), Some(&250.0));
    core.tick(DELIVERY_TIMER);
    host.run();
    assert_eq!(stored_events(&host), 2);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1", "p2"]);
    assert_eq!(stored_events(&host), 0);
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn ten_events_or_a_click_leave_at_once() {
    let (core, host) = page(salesforce());
    for id in numbered(0, 9) {
        impression(&core, &id);
    }
    host.run();
    assert_eq!(host.unanswered(), 0);
    impression(&core, "p9");
    host.run();
    click(&core, "later");
    host.run();
    assert_eq!(host.unanswered(), 1);
    assert_eq!(ids_in(&host.answer_status(202)), numbered(0, 10));
    assert_eq!(ids_in(&host.answer_status(202)), ["later"]);
    click(&core, "now");
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), ["now"]);
}

#[test]
fn a_flush_settles_with_the_status_once_nothing_is_under_way() {
    let (core, host) = page(salesforce());
    let before = host.settled.borrow().len();
    for id in numbered(0, 12) {
        impression(&core, &id);
    }
    host.run();
    core.flush(7);
    core.flush(8);
    let flushed = || host.settled.borrow()[before + 12..].to_vec();
    assert!(flushed().is_empty());
    host.answer_status(202);
    assert!(flushed().is_empty());
    host.answer_status(202);
    let expected = status(&core);
    assert_eq!(flushed(), [(7, expected.clone()), (8, expected)]);
    assert_eq!(status(&core)["delivered"], 13);
}

#[test]
fn every_verdict_accounts_for_every_event() {
    for (reply, queued, reason, timer) in [
        (json!({ "status": 202 }), 0, None, None),
        (json!({ "status": 400 }), 0, Some("rejected"), None),
        (json!({ "status": 413 }), 0, Some("too-large"), None),
        (json!({ "status": 401 }), 1, None, None),
        (json!({ "status": 501 }), 1, None, None),
        (
            json!({ "status": 500, "retryAfter": "9" }),
            1,
            None,
            Some(1000.0),
        ),
        (
            json!({ "status": 503, "retryAfter": "9" }),
            1,
            None,
            Some(9000.0),
        ),
        (json!({ "status": 503 }), 1, None, Some(1000.0)),
        (json!({ "status": 429 }), 1, None, Some(60_000.0)),
        (
            json!({ "status": 0, "received": false }),
            1,
            None,
            Some(1000.0),
        ),
    ] {
        let (core, host) = page(salesforce());
        click(&core, "p1");
        host.run();
        host.answer(reply.clone());
        let now = status(&core);
        assert_eq!(now["queued"], queued, "{reply}");
        assert_eq!(stored_events(&host), queued, "{reply}");
        assert_eq!(
            now["delivered"],
            if reply["status"] == 202 { 2 } else { 1 },
            "{reply}"
        );
        let expected = reason.map_or(json!({}), |reason| json!({ reason: 1 }));
        assert_eq!(now["dropped"], expected, "{reply}");
        assert_eq!(
            host.timers.borrow().get(&DELIVERY_TIMER).copied(),
            timer,
            "{reply}"
        );
        assert_eq!(host.unanswered(), 0, "{reply}");
    }
}

#[test]
fn after_a_failure_everything_rests_longer_each_time_until_one_arrives() {
    let (core, host) = page(salesforce());
    let mut rests = vec![];
    click(&core, "p1");
    for _ in 0..8 {
        host.run();
        host.answer_status(500);
        click(&core, "more");
        host.run();
        assert_eq!(host.unanswered(), 0);
        rests.extend(host.timers.borrow_mut().remove(&DELIVERY_TIMER));
        core.tick(DELIVERY_TIMER);
    }
    let expected = [
        1000.0, 2000.0, 4000.0, 8000.0, 16_000.0, 30_000.0, 30_000.0, 30_000.0,
    ];
    assert_eq!(rests, expected);
    host.run();
    host.answer_status(202);
    click(&core, "again");
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), ["again"]);
}

#[test]
fn a_refused_batch_is_split_to_find_the_one_to_blame() {
    let (core, host) = page(salesforce());
    for id in numbered(0, 10) {
        impression(&core, &id);
    }
    host.run();
    assert_eq!(ids_in(&host.answer_status(400)), numbered(0, 10));
    for (number, id) in numbered(0, 10).into_iter().enumerate() {
        let status = if number == 3 { 400 } else { 202 };
        assert_eq!(ids_in(&host.answer_status(status)), [id]);
    }
    assert_eq!(status(&core)["dropped"], json!({ "rejected": 1 }));
    assert_eq!(status(&core)["delivered"], 10);
    for id in numbered(10, 20) {
        impression(&core, &id);
    }
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), numbered(10, 20));
}

#[test]
fn a_collector_that_refuses_us_is_left_alone_until_a_flush() {
    let (core, host) = page(salesforce());
    click(&core, "p1");
    host.run();
    host.answer_status(403);
    click(&core, "p2");
    core.leave();
    core.tick(DELIVERY_TIMER);
    host.run();
    assert_eq!(host.unanswered(), 0);
    core.flush(9);
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), ["p1", "p2"]);
    assert_eq!(status(&core)["queued"], 0);
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
    core.leave();
    host.run();
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
        core.track(1, Fake::from(event));
    }
    core.leave();
    host.run();
    let requests = host.requests().split_off(sent);
    assert_eq!(requests.len(), 14);
    assert_eq!(stored_events(&host), 20);
    for _ in 0..14 {
        host.answer_status(201);
    }
    assert_eq!(stored_events(&host), 6);
    assert_eq!(status(&core)["queued"], 6);
}

#[test]
fn an_event_that_does_not_fit_the_budget_stays_for_the_next_page() {
    let (core, host) = page(salesforce());
    let long = "x".repeat(45_000);
    impression(&core, &format!("a{long}"));
    impression(&core, &format!("b{long}"));
    core.leave();
    host.run();
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
fn events_of_a_page_that_died_are_sent_by_another() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    drop(core);
    let other = host.another_page(false);
    other.pass(30_000.0);
    let young = configured(salesforce(), &other);
    opt(&young, "Opt In");
    assert_eq!(status(&young)["queued"], 0, "that page may still send it");
    for (is_same_tab, milliseconds) in [(true, 10.0), (false, 61_000.0)] {
        let other = host.another_page(is_same_tab);
        other.pass(milliseconds);
        let heir = configured(salesforce(), &other);
        opt(&heir, "Opt In");
        heir.flush(1);
        other.run();
        assert_eq!(ids_in(&other.answer_status(202)), ["p1"]);
        assert_eq!(stored_events(&other), 0);
        assert_eq!(status(&heir)["delivered"], 1);
    }
}

#[test]
fn an_event_older_than_its_id_gets_the_id_on_its_way() {
    let host = FakeHost::new();
    let core = configured(sitecore(), &host);
    opt(&core, "Opt In");
    core.track(
        1,
        Fake::from(json!({ "interaction": { "name": "WISHLIST" } })),
    );
    let event = host
        .local
        .borrow()
        .values()
        .find(|text| text.contains("WISHLIST"))
        .cloned();
    assert!(event.is_some_and(|text| text.contains("\"browser_id\":\"\"")));
    core.flush(2);
    host.run();
    host.answer(json!({ "status": 503 }));
    assert!(status(&core)["queued"].as_u64() > Some(0));
    assert!(host.timers.borrow().contains_key(&DELIVERY_TIMER));
    core.tick(DELIVERY_TIMER);
    host.run();
    host.answer(json!({ "status": 200, "body": { "ref": SITECORE_ID } }));
    let mut texts = String::new();
    while host.unanswered() > 0 {
        let request = host.answer_status(201);
        let url = Fake::from(request["url"].clone()).decode().to_rust();
        texts.push_str(&url);
        texts.push_str(request["body"].as_str().unwrap_or_default());
    }
    assert!(
        texts.contains("WISHLIST") && !texts.contains("\"browser_id\":\"\""),
        "{texts}"
    );
    assert!(texts.contains(&format!("\"browser_id\":\"{SITECORE_ID}\"")));
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn what_was_under_way_when_the_visitor_was_forgotten_is_counted_once_and_the_next_goes_on() {
    // Whatever the collector says of the old events, the new ones neither pause nor rest.
    for late in [202, 400, 403, 500] {
        let (core, host) = page(salesforce());
        click(&core, "p1");
        host.run();
        core.forget(3);
        assert_eq!(status(&core)["dropped"], json!({ "forgotten": 1 }));
        opt(&core, "Opt In");
        click(&core, "p2");
        host.run();
        assert_eq!(host.unanswered(), 1);
        host.answer_status(late);
        assert_eq!(
            status(&core)["dropped"],
            json!({ "forgotten": 1 }),
            "{late}"
        );
        assert_eq!(ids_in(&host.answer_status(202)), ["p2"], "{late}");
        assert_eq!(status(&core)["queued"], 0, "{late}");
    }
}
