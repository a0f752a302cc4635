//! From the queue to the collector and back, on a page in memory.

use serde_json::json;

use crate::attune::DELIVERY_TIMER;
use crate::fakes::visit::{
    SITECORE_ID, click, configured, fire, ids_in, impression, numbered, opt, page, salesforce,
    sitecore, status, stored_events,
};
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

#[test]
fn events_are_gathered_for_a_moment_and_travel_together() {
    let (core, host) = page(salesforce());
    let sent = host.requests().len();
    impression(&core, "p1");
    impression(&core, "p2");
    host.run();
    assert_eq!(host.requests().len(), sent);
    assert_eq!(host.timers.borrow().get(&DELIVERY_TIMER), Some(&250.0));
    fire(&core, &host, DELIVERY_TIMER);
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
            json!({ "status": 500, "retryAfter": 9000 }),
            1,
            None,
            Some(1000.0),
        ),
        (
            json!({ "status": 503, "retryAfter": 9000 }),
            1,
            None,
            Some(9250.0),
        ),
        (json!({ "status": 503 }), 1, None, Some(1000.0)),
        (json!({ "status": 429 }), 1, None, Some(60_250.0)),
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
    core.leave(false);
    core.tick(DELIVERY_TIMER);
    host.run();
    assert_eq!(host.unanswered(), 0);
    core.flush(9);
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), ["p1", "p2"]);
    assert_eq!(status(&core)["queued"], 0);
}

#[test]
fn an_event_older_than_its_id_gets_the_id_on_its_way() {
    let host = FakeHost::new();
    let core = configured(sitecore(), &host);
    opt(&core, "Opt In");
    core.track(
        1,
        Fake::from(json!({ "interaction": { "name": "WISHLIST" } })),
        Fake::undefined(),
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
    fire(&core, &host, DELIVERY_TIMER);
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
        fire(&core, &host, DELIVERY_TIMER);
        assert_eq!(ids_in(&host.answer_status(202)), ["p2"], "{late}");
        assert_eq!(status(&core)["queued"], 0, "{late}");
    }
}
