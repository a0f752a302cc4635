//! Several pages over one storage, which may refuse or be emptied.

use serde_json::{Value as Json, json};

use super::counts::DELIVERED;
use super::{CLICK, OTHER, Queue};
use crate::fakes::queued::{OTHER_PAGE, PAGE, keys, opened, take, waiting};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

fn status(queue: &Queue<Fake>, host: &FakeHost) -> Json {
    balanced(queue.status(host))
}

#[test]
fn pages_see_what_others_add_and_end() {
    let host = FakeHost::new();
    let (one, other) = (opened(&host, PAGE), opened(&host, OTHER_PAGE));
    one.add(&host, CLICK, Fake::text("1"));
    one.add(&host, CLICK, Fake::text("2"));
    other.refresh(&host, false);
    other.add(&host, CLICK, Fake::text("3"));
    assert_eq!(waiting(&other, &host), ["1", "2", "3"]);
    other.end(&host, take(&other, &host, 1, 100).at("names"), DELIVERED);
    one.refresh(&host, false);
    assert_eq!(waiting(&one, &host), ["2", "3"]);
    // Both say the same of all that was tracked.
    assert_eq!(status(&one, &host)["delivered"], 1);
    assert_eq!(status(&one, &host), status(&other, &host));
}

#[test]
fn of_two_pages_that_end_the_same_event_one_counts_it() {
    let host = FakeHost::new();
    let (one, other) = (opened(&host, PAGE), opened(&host, OTHER_PAGE));
    one.add(&host, CLICK, Fake::text("1"));
    other.refresh(&host, false);
    let (taken, also) = (take(&one, &host, 1, 100), take(&other, &host, 1, 100));
    other.end(&host, also.at("names"), "rejected");
    one.end(&host, taken.at("names"), DELIVERED);
    let expected =
        json!({ "tracked": 1, "delivered": 0, "queued": 0, "dropped": { "rejected": 1 } });
    assert_eq!(status(&one, &host), expected);
    assert_eq!(status(&other, &host), expected);
}

#[test]
fn what_another_page_is_sending_is_left_to_it() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    for text in ["1", "2", "3"] {
        queue.add(&host, CLICK, Fake::text(text));
    }
    let own = take(&queue, &host, 1, 100).at("names");
    let second = take(&queue, &host, 1, 100).at("names");
    queue.put_back(second);
    let strange = Fake::from(json!({ "who": true }));
    strange.put_of(own.item(0), Fake::boolean(true));
    strange.put_of(second.item(0), Fake::boolean(true));
    queue.leave_to_others(&host, strange);
    assert_eq!(queue.waiting(), 1);
    assert_eq!(waiting(&queue, &host), ["3"]);
    queue.leave_to_others(&host, Fake::object());
    assert_eq!(waiting(&queue, &host), ["2", "3"]);
    assert_eq!(queue.under_way().json(), own.json());
}

#[test]
fn what_others_tracked_is_outside_the_bounds_until_it_is_owned() {
    let host = FakeHost::new();
    let (one, other) = (opened(&host, PAGE), opened(&host, OTHER_PAGE));
    for number in 0..500 {
        one.add(&host, OTHER, Fake::text(&number.to_string()));
    }
    other.refresh(&host, false);
    for _ in 0..500 {
        other.add(&host, CLICK, Fake::text("click"));
    }
    assert_eq!(keys(&host).len(), 1000);
    other.add(&host, CLICK, Fake::text("click"));
    assert_eq!(status(&other, &host)["dropped"], json!({ "overflow": 1 }));
    other.own_all(&host);
    assert_eq!(keys(&host).len(), 500);
    assert!(waiting(&other, &host).iter().all(|text| text == "click"));
    one.refresh(&host, false);
    assert_eq!(status(&one, &host)["dropped"], json!({ "overflow": 501 }));
    assert_eq!(status(&one, &host), status(&other, &host));
}

#[test]
fn where_storage_refuses_events_wait_in_memory_until_it_takes_them() {
    let host = FakeHost::new();
    host.is_full.set(true);
    let queue = opened(&host, PAGE);
    queue.add(&host, CLICK, Fake::text("[1]"));
    queue.add(&host, CLICK, Fake::text("[2]"));
    queue.refresh(&host, false);
    assert_eq!(waiting(&queue, &host), ["[1]", "[2]"]);
    assert!(host.local.borrow().is_empty());
    assert_eq!(status(&queue, &host)["isEphemeral"], true);
    queue.end(&host, take(&queue, &host, 1, 3).at("names"), "rejected");
    assert_eq!(status(&queue, &host)["dropped"], json!({ "rejected": 1 }));
    host.is_full.set(false);
    queue.refresh(&host, false);
    assert_eq!(keys(&host).len(), 1);
    let expected =
        json!({ "tracked": 2, "delivered": 0, "queued": 1, "dropped": { "rejected": 1 } });
    assert_eq!(status(&queue, &host), expected);
}

#[test]
fn what_storage_refuses_outlives_an_instance_that_is_replaced() {
    let host = FakeHost::new();
    host.is_full.set(true);
    let trapped = opened(&host, PAGE);
    for text in ["1", "2", "3"] {
        trapped.add(&host, CLICK, Fake::text(text));
    }
    trapped.end(&host, take(&trapped, &host, 1, 100).at("names"), DELIVERED);
    let next = opened(&host, OTHER_PAGE);
    next.add(&host, CLICK, Fake::text("4"));
    assert_eq!(waiting(&next, &host), ["2", "3", "4"]);
    assert_eq!(status(&next, &host)["isEphemeral"], true);
    host.is_full.set(false);
    next.refresh(&host, false);
    assert_eq!(keys(&host).len(), 3);
    assert!(host.page_memory.borrow().is_empty());
    assert_eq!(status(&next, &host).get("isEphemeral"), None);
    host.is_full.set(true);
    next.add(&host, CLICK, Fake::text("5"));
    next.purge(&host, "forgotten");
    assert!(host.page_memory.borrow().is_empty());
}

#[test]
fn where_storage_was_emptied_what_waits_is_written_down_again() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    queue.add(&host, CLICK, Fake::text("[1]"));
    host.local.borrow_mut().clear();
    queue.refresh(&host, true);
    assert_eq!((keys(&host).len(), waiting(&queue, &host).len()), (1, 1));
    host.local.borrow_mut().clear();
    queue.refresh(&host, false);
    assert_eq!((keys(&host).len(), waiting(&queue, &host).len()), (0, 0));
}

#[test]
fn what_another_tab_has_just_tracked_is_left_to_it_for_a_while() {
    let host = FakeHost::new();
    let (one, other) = (
        opened(&host, PAGE),
        opened(&host.another_page(false), OTHER_PAGE),
    );
    one.add(&host, CLICK, Fake::text("1"));
    host.pass(400.0);
    one.add(&host, CLICK, Fake::text("2"));
    other.refresh(&host, false);
    let due = other.leave_to_others(&host, Fake::object());
    assert_eq!((due, other.waiting()), (9500.0, 0));
    assert_eq!(one.leave_to_others(&host, Fake::object()), 0.0);
    assert_eq!(waiting(&one, &host), ["1", "2"]);
    host.pass(9100.0);
    assert_eq!(other.leave_to_others(&host, Fake::object()), 400.0);
    assert_eq!(waiting(&other, &host), ["1"]);
    // A stepped clock makes nothing young for ever.
    host.pass(-3_650.0 * 86_400_000.0);
    assert_eq!(other.leave_to_others(&host, Fake::object()), 0.0);
    assert_eq!(waiting(&other, &host), ["1", "2"]);
}

#[test]
fn the_next_page_of_a_tab_takes_its_events_up_at_once() {
    let host = FakeHost::new();
    opened(&host, PAGE).add(&host, CLICK, Fake::text("1"));
    let next = host.another_page(true);
    let queue = opened(&next, OTHER_PAGE);
    assert_eq!(queue.leave_to_others(&next, Fake::object()), 0.0);
    assert_eq!(waiting(&queue, &next), ["1"]);
}
