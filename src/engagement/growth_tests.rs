//! What events cost: reads and writes of values are counted, which in a page are crossings between
//! the core and JavaScript.

use serde_json::json;

use crate::attune::Attune;
use crate::fakes::visit::{Core, page, salesforce, status};
use crate::fakes::{Fake, FakeHost};

fn track(core: &Core, count: u32) {
    for _ in 0..count {
        let event = json!({ "interaction": { "name": "x y", "eventType": "visit" } });
        Attune::track(core, 1, Fake::from(event), Fake::Undefined);
    }
}

/// What tracking so many events, and delivering them, takes.
fn cost(count: u32) -> (f64, f64) {
    let (core, host): (Core, FakeHost) = page(salesforce());
    let before = Fake::calls();
    track(&core, count);
    let tracked = Fake::calls();
    host.respond(|_| Some(Fake::from(json!({ "status": 202 }))));
    core.flush(2);
    host.run();
    while host.unanswered() > 0 {
        host.answer_status(202);
    }
    assert_eq!(status(&core)["queued"], 0);
    (
        f64::from(tracked - before),
        f64::from(Fake::calls() - tracked),
    )
}

#[test]
fn events_are_tracked_and_delivered_in_time_that_grows_with_their_number() {
    let (few, many) = (cost(40), cost(400));
    assert!(many.0 < 11.0 * few.0, "tracked: {few:?}, {many:?}");
    assert!(many.1 < 12.0 * few.1, "delivered: {few:?}, {many:?}");
}

#[test]
fn an_event_is_one_write_and_only_the_first_of_a_while_says_that_the_visit_goes_on() {
    let (core, host) = page(salesforce());
    track(&core, 1);
    let writes = host.writes.get();
    track(&core, 1);
    assert_eq!(host.writes.get() - writes, 1);
    host.pass(10_000.0);
    track(&core, 1);
    assert_eq!(host.writes.get() - writes, 3);
}
