//! What the queue keeps, in which order, and that every event is accounted for.

use serde_json::{Value as Json, json};

use super::counts::DELIVERED;
use super::{CLICK, IMPRESSION, OTHER, Queue};
use crate::fakes::queued::{KEY_BYTES, OTHER_PAGE, PAGE, key, keys, opened, take, texts, waiting};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

const DAY: f64 = 86_400_000.0;

fn status(queue: &Queue<Fake>, host: &FakeHost) -> Json {
    balanced(queue.status(host))
}

#[test]
fn an_event_is_written_down_under_its_name_until_it_is_acknowledged() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    queue.add(&host, IMPRESSION, Fake::text("[1]"));
    let expected = key(1, 1, host.now.get(), PAGE);
    assert_eq!(expected.len(), KEY_BYTES);
    assert_eq!(
        host.local.borrow().get(&expected).map(String::as_str),
        Some("[1]")
    );
    let taken = take(&queue, &host, 10, 1000);
    assert_eq!((texts(taken), queue.waiting()), (vec!["[1]".to_owned()], 0));
    assert!(host.local.borrow().contains_key(&expected));
    queue.end(&host, taken.at("names"), DELIVERED);
    assert!(keys(&host).is_empty());
    let expected = json!({ "tracked": 1, "delivered": 1, "queued": 0, "dropped": {} });
    assert_eq!(status(&queue, &host), expected);
    queue.end(&host, taken.at("names"), DELIVERED);
    assert_eq!(status(&queue, &host), expected);
}

#[test]
fn what_earlier_pages_left_is_taken_up_in_the_order_it_was_tracked() {
    let host = FakeHost::new();
    let now = host.now.get();
    for (worth, sequence, age, page, text) in [
        (2, 3, 50.0, OTHER_PAGE, "third"),
        (0, 4, 50.0, PAGE, "fourth"),
        (1, 2, 70_000.0, OTHER_PAGE, "second"),
        (2, 1, 9.0 * DAY, "00000000000000cc", "first"),
        (0, 6, -50_000.0, OTHER_PAGE, "of a stepped clock"),
        (
            0,
            7,
            3650.0 * DAY,
            OTHER_PAGE,
            "of a clock ten years behind",
        ),
        (0, 5, 11.0 * DAY, PAGE, "too old"),
    ] {
        let key = key(worth, sequence, now - age, page);
        host.local.borrow_mut().insert(key, text.into());
    }
    let queue = opened(&host, PAGE);
    queue.add(&host, CLICK, Fake::text("last"));
    let expected = [
        "first",
        "second",
        "third",
        "fourth",
        "of a stepped clock",
        "of a clock ten years behind",
        "last",
    ];
    assert_eq!(waiting(&queue, &host), expected);
    let expected =
        json!({ "tracked": 8, "delivered": 0, "queued": 7, "dropped": { "expired": 1 } });
    assert_eq!(status(&queue, &host), expected);
    assert_eq!(keys(&host).len(), 7);
    assert!(keys(&host).contains(&key(0, 8, now, PAGE)));
    assert_eq!(status(&opened(&host, OTHER_PAGE), &host), expected);
}

#[test]
fn the_order_of_sending_is_the_sequence_whatever_the_clock_does() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    let numbers: Vec<String> = (1..=30).map(|number| number.to_string()).collect();
    for (text, step) in numbers
        .iter()
        .zip([-DAY, DAY, -3650.0 * DAY, 7300.0 * DAY].iter().cycle())
    {
        queue.add(&host, OTHER, Fake::text(text));
        host.pass(*step);
    }
    assert_eq!(waiting(&opened(&host, OTHER_PAGE), &host), numbers);
}

#[test]
fn keys_of_others_are_left_alone() {
    let host = FakeHost::new();
    let old = format!("0000001.{:014}", host.now.get() - 20.0 * DAY);
    for key in [
        format!("attune.event.other.0.{old}.{PAGE}"),
        format!("attune.event.s.shop.0.{old}.{PAGE}"),
        format!("attune.event.s.0.0.{old}.{PAGE}"),
        "attune.event.s.".to_owned(),
        "attune.event.s.0.0000001.when.x".to_owned(),
        "attune.event.s.0.{}".to_owned(),
        format!("attune.event.s.0.when??!.00000000000000.{PAGE}"),
        format!("attune.event.s.0.0000001.00000000000e99.{PAGE}x"),
        "shop.cart".to_owned(),
    ] {
        host.local.borrow_mut().insert(key, "[]".into());
    }
    let before = host.local.borrow().clone();
    let queue = opened(&host, PAGE);
    assert_eq!(status(&queue, &host)["tracked"], 0);
    assert_eq!(*host.local.borrow(), before);
}

#[test]
fn the_least_valuable_go_first_and_the_oldest_among_them() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    for number in 0..500 {
        let kind = [CLICK, IMPRESSION, OTHER][number % 3];
        queue.add(&host, kind, Fake::text(&format!("{kind}-{number}")));
    }
    queue.add(&host, CLICK, Fake::text("0-new"));
    let left = waiting(&queue, &host);
    assert_eq!((left.len(), keys(&host).len()), (500, 500));
    assert!(!left.contains(&"2-2".to_owned()) && left.contains(&"2-5".to_owned()));
    for _ in 0..332 {
        queue.add(&host, CLICK, Fake::text("0-more"));
    }
    let left = waiting(&queue, &host);
    assert!(left.iter().all(|text| text.starts_with("0-")));
    assert!(left.contains(&"0-0".to_owned()));
    queue.add(&host, CLICK, Fake::text("0-most"));
    assert!(!waiting(&queue, &host).contains(&"0-0".to_owned()));
    assert_eq!(status(&queue, &host)["dropped"]["overflow"], 334);
}

#[test]
fn what_is_being_sent_is_dropped_last_among_its_equals_and_not_counted_twice() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    for number in 0..500 {
        queue.add(&host, OTHER, Fake::text(&number.to_string()));
    }
    let taken = take(&queue, &host, 499, u32::MAX);
    queue.add(&host, CLICK, Fake::text("click"));
    assert_eq!(waiting(&queue, &host), ["click"]);
    queue.add(&host, CLICK, Fake::text("click"));
    queue.end(&host, taken.at("names"), DELIVERED);
    let expected =
        json!({ "tracked": 502, "delivered": 498, "queued": 2, "dropped": { "overflow": 2 } });
    assert_eq!(status(&queue, &host), expected);
}

#[test]
fn room_is_counted_in_bytes() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    let most = 256 * 1024 - KEY_BYTES;
    // Two bytes a letter.
    queue.add(&host, OTHER, Fake::text(&"\u{e9}".repeat(most / 2)));
    assert_eq!(status(&queue, &host)["queued"], 1);
    queue.add(&host, OTHER, Fake::text("x"));
    assert_eq!(waiting(&queue, &host), ["x"]);
    queue.add(&host, CLICK, Fake::text(&"y".repeat(most + 1)));
    assert_eq!(status(&queue, &host)["queued"], 0);
    assert!(keys(&host).is_empty());
}

#[test]
fn a_parcel_is_bounded_and_has_at_least_one() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    for text in ["four", "five!", "\u{20ac}\u{20ac}", "x"] {
        queue.add(&host, OTHER, Fake::text(text));
    }
    assert_eq!(texts(take(&queue, &host, 10, 9)), ["four", "five!"]);
    assert_eq!(texts(take(&queue, &host, 10, 5)), ["\u{20ac}\u{20ac}"]);
    assert_eq!(queue.waiting(), 1);
    assert_eq!(texts(take(&queue, &host, 0, 5)), [""; 0]);
    assert_eq!(texts(take(&queue, &host, 1, 0)), ["x"]);
    assert_eq!(texts(take(&queue, &host, 1, 0)), [""; 0]);
}

#[test]
fn a_purge_drops_everything_and_closes() {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    queue.add(&host, OTHER, Fake::text("[1]"));
    queue.add(&host, CLICK, Fake::text("[2]"));
    take(&queue, &host, 1, 10);
    queue.purge(&host, "forgotten");
    assert!(keys(&host).is_empty());
    assert_eq!(queue.waiting(), 0);
    let expected =
        json!({ "tracked": 2, "delivered": 0, "queued": 0, "dropped": { "forgotten": 2 } });
    assert_eq!(status(&queue, &host), expected);
    host.local
        .borrow_mut()
        .insert(key(0, 1, host.now.get(), PAGE), "[3]".into());
    queue.open(&host, Fake::text("s"), Fake::text(PAGE));
    assert_eq!(waiting(&queue, &host), ["[3]"]);
}
