//! How a collector that fails is left alone, by every page.

use serde_json::{Value as Json, json};

use crate::attune::DELIVERY_TIMER;
use crate::fakes::FakeHost;
use crate::fakes::visit::{
    Core, click, fire, ids_in, impression, leave, page, record, salesforce, sitecore, status,
    stored_events, tab,
};

const HEALTH: &str = "attune.health.";

fn timer(host: &FakeHost) -> Option<f64> {
    host.timers.borrow().get(&DELIVERY_TIMER).copied()
}

/// Clicks, and has the collector reply to that.
fn click_and_answer(core: &Core, host: &FakeHost, reply: Json) {
    click(core, "p1");
    host.run();
    host.answer(reply);
}

#[test]
fn after_a_failure_everything_rests_longer_each_time_until_one_arrives() {
    let (core, host) = page(salesforce());
    let mut rests = vec![];
    click(&core, "p1");
    for _ in 0..12 {
        host.run();
        host.answer_status(500);
        rests.extend(timer(&host));
        if timer(&host) < Some(5000.0) {
            click(&core, "more");
            host.run();
        }
        assert_eq!(host.unanswered(), 0);
        fire(&core, &host, DELIVERY_TIMER);
    }
    let expected = [
        1000.0, 2000.0, 4000.0, 8000.0, 16_000.0, 32_000.0, 64_000.0, 128_000.0, 150_000.0,
        150_000.0, 225_000.0, 225_000.0,
    ];
    assert_eq!(rests, expected);
    while host.unanswered() > 0 {
        host.answer_status(202);
    }
    click(&core, "again");
    host.run();
    assert_eq!(ids_in(&host.answer_status(202)), ["again"]);
    click_and_answer(&core, &host, json!({ "status": 500 }));
    assert_eq!(timer(&host), Some(1000.0));
}

#[test]
fn an_outage_is_remembered_by_the_next_page() {
    let (core, host) = page(salesforce());
    click_and_answer(&core, &host, json!({ "status": 500 }));
    fire(&core, &host, DELIVERY_TIMER);
    host.answer_status(500);
    host.crash();
    host.pass(500.0);
    let (next, other) = tab(salesforce(), &host);
    assert_eq!(timer(&other), Some(1500.0));
    click(&next, "p2");
    other.run();
    assert_eq!(other.unanswered(), 0);
    fire(&next, &other, DELIVERY_TIMER);
    other.answer_status(500);
    assert_eq!(timer(&other), Some(4000.0));
    assert_eq!(record(&other, HEALTH)["failures"], 3);
}

#[test]
fn a_tab_that_knew_of_no_failure_rests_too() {
    let (core, host) = page(salesforce());
    let (second, other) = tab(salesforce(), &host);
    click_and_answer(&core, &host, json!({ "status": 500 }));
    click(&second, "p2");
    other.run();
    assert_eq!((other.unanswered(), timer(&other)), (0, Some(1000.0)));
    fire(&second, &other, DELIVERY_TIMER);
    assert_eq!(ids_in(&other.answer_status(202)), ["p2"]);
    assert_eq!(record(&other, HEALTH)["failures"], 0);
    fire(&core, &host, DELIVERY_TIMER);
    assert_eq!(ids_in(&host.answer_status(202)), ["p1"]);
    assert_eq!(stored_events(&host), 0);
}

#[test]
fn a_flush_cuts_a_rest_short_but_not_one_the_collector_wished_for() {
    for (reply, sent) in [
        (json!({ "status": 500 }), 1),
        (json!({ "status": 503, "retryAfter": 20_000 }), 0),
        (json!({ "status": 429 }), 0),
    ] {
        let (core, host) = page(salesforce());
        click_and_answer(&core, &host, reply.clone());
        core.flush(7);
        host.run();
        assert_eq!(host.unanswered(), sent, "{reply}");
        if sent == 0 {
            let expected = (7, status(&core));
            assert_eq!(host.settled.borrow().last(), Some(&expected));
        }
        // The same for a tab that has just been opened.
        let (second, other) = tab(salesforce(), &host);
        second.flush(8);
        other.run();
        assert_eq!(other.unanswered(), 0, "{reply}");
    }
}

#[test]
fn a_wish_outlives_what_else_was_under_way() {
    let late = [
        json!({ "status": 500 }),
        json!({ "status": 202 }),
        json!({ "status": 429, "retryAfter": 1 }),
    ];
    for reply in late {
        let (core, host) = page(salesforce());
        click(&core, "p1");
        host.run();
        click(&core, "p2");
        leave(&core, &host, false);
        assert_eq!(host.unanswered(), 2);
        host.answer(json!({ "status": 429, "retryAfter": 120_000 }));
        host.answer(reply.clone());
        core.flush(7);
        host.run();
        assert_eq!(host.unanswered(), 0, "{reply}");
        assert_eq!(timer(&host), Some(120_250.0), "{reply}");
    }
}

#[test]
fn a_stepped_clock_makes_no_rest_longer() {
    for days in [-3650.0, -1.0, 1.0, 3650.0] {
        let (core, host) = page(salesforce());
        click_and_answer(&core, &host, json!({ "status": 429 }));
        host.pass(days * 86_400_000.0);
        let (next, other) = tab(salesforce(), &host);
        next.flush(1);
        other.run();
        assert_eq!(ids_in(&other.answer_status(202)), ["p1"], "{days}");
        fire(&core, &host, DELIVERY_TIMER);
        assert_eq!(host.unanswered(), 0);
    }
}

#[test]
fn what_is_stored_of_the_health_may_be_nonsense() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"failures\":-1,\"until\":1e308,\"at\":\"x\",\"isWish\":true,\"ahead\":\"y\"}",
        "{\"failures\":1e99,\"until\":-1e308,\"at\":null,\"ahead\":1e400}",
    ] {
        let (_, host) = page(salesforce());
        let key = host
            .local
            .borrow()
            .keys()
            .find(|key| key.starts_with(HEALTH))
            .cloned();
        host.local
            .borrow_mut()
            .insert(key.expect("a record"), text.into());
        let (next, other) = tab(salesforce(), &host);
        click(&next, "p1");
        other.run();
        assert_eq!(ids_in(&other.answer_status(202)), ["p1"], "{text}");
    }
}

#[test]
fn the_collectors_clock_is_learnt_and_remembered() {
    let (core, host) = page(salesforce());
    click_and_answer(&core, &host, json!({ "status": 202, "ahead": 90_000 }));
    assert_eq!(record(&host, HEALTH)["ahead"], 90_000);
    let (next, _) = tab(salesforce(), &host);
    assert_eq!(next.courier.health.ahead.get(), 90_000.0);
    // The header says whole seconds only.
    click_and_answer(&core, &host, json!({ "status": 202, "ahead": -999 }));
    assert_eq!(record(&host, HEALTH)["ahead"], 0);
    click_and_answer(&core, &host, json!({ "status": 202 }));
    assert_eq!(record(&host, HEALTH)["ahead"], 0);
}

/// A page that rests for so many milliseconds after failures.
fn resting(config: Json, milliseconds: f64) -> (Core, FakeHost) {
    let (core, host) = page(config);
    click(&core, "old");
    host.run();
    host.answer_status(500);
    while timer(&host) < Some(milliseconds) {
        fire(&core, &host, DELIVERY_TIMER);
        host.answer_status(500);
    }
    assert_eq!(timer(&host), Some(milliseconds));
    (core, host)
}

#[test]
fn something_new_in_a_long_rest_is_worth_one_probe_which_ends_the_rest_if_it_arrives() {
    for config in [salesforce(), sitecore()] {
        let (core, host) = resting(config, 8000.0);
        host.pass(1000.0);
        click(&core, "p1");
        click(&core, "p2");
        host.run();
        assert_eq!(host.unanswered(), 1);
        while host.unanswered() > 0 {
            host.answer_status(202);
        }
        assert_eq!(status(&core)["queued"], 0);
        assert_eq!(record(&host, HEALTH)["failures"], 0);
        // What comes now does not wait for the end of a rest that is over.
        impression(&core, "p3");
        assert_eq!(timer(&host), Some(250.0));
    }
}

#[test]
fn a_probe_that_fails_makes_the_rest_longer_and_the_next_has_one_of_its_own() {
    let (core, host) = resting(salesforce(), 8000.0);
    click(&core, "p1");
    host.run();
    host.answer_status(500);
    assert_eq!(timer(&host), Some(16_000.0));
    click(&core, "p2");
    host.run();
    assert_eq!(host.unanswered(), 0, "not at once");
    host.pass(5001.0);
    click(&core, "p2 too");
    host.run();
    assert_eq!(host.unanswered(), 1);
    click(&core, "p3");
    host.run();
    assert_eq!(host.unanswered(), 1);
}

#[test]
fn there_is_no_probe_in_a_short_rest_nor_against_a_wish_nor_without_a_try_left() {
    let (short, host) = resting(salesforce(), 4000.0);
    click(&short, "p1");
    host.run();
    assert_eq!(host.unanswered(), 0);
    let (wished, host) = page(salesforce());
    click_and_answer(
        &wished,
        &host,
        json!({ "status": 429, "retryAfter": 20_000 }),
    );
    click(&wished, "p1");
    host.run();
    assert_eq!(host.unanswered(), 0);
    let (tired, host) = resting(salesforce(), 150_000.0);
    while tired.courier.tries.take() {}
    click(&tired, "p1");
    host.run();
    assert_eq!(host.unanswered(), 0);
}

#[test]
fn one_tab_probes_for_all_and_who_learns_that_all_is_well_goes_on() {
    let (core, host) = resting(salesforce(), 8000.0);
    let (second, other) = tab(salesforce(), &host);
    click(&core, "p1");
    click(&second, "p2");
    host.run();
    other.run();
    assert_eq!((host.unanswered(), other.unanswered()), (1, 0));
    host.answer_status(202);
    click(&second, "p3");
    other.run();
    assert_eq!(ids_in(&other.answer_status(202)), ["p2", "p3"]);
}

#[test]
fn requests_that_fail_together_are_one_failure() {
    let (core, host) = page(sitecore());
    for number in 0..4 {
        click(&core, &format!("p{number}"));
    }
    host.run();
    assert_eq!(host.unanswered(), 4);
    while host.unanswered() > 0 {
        host.answer_status(500);
    }
    assert_eq!(record(&host, HEALTH)["failures"], 1);
    assert_eq!(timer(&host), Some(1000.0));
}
