//! What the queue keeps, in which order, and that every event is accounted for.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::queue::DELIVERED;
use super::{CLICK, IMPRESSION, OTHER, Queue};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

/// Bytes of a storage key of these tests: prefix, scope, worth, time, sequence and tab.
const KEY_BYTES: usize = 56;
const TAB: &str = "00000000000000aa";
const DAY: f64 = 86_400_000.0;

fn opened(host: &FakeHost) -> Queue<Fake> {
    let queue = Queue::new();
    queue.open(host, Fake::text("s"));
    queue
}

fn host() -> FakeHost {
    let host = FakeHost::new();
    host.session
        .borrow_mut()
        .insert("attune.tab".into(), TAB.into());
    host
}

fn key(worth: u8, time: f64, sequence: u32, tab: &str) -> String {
    format!("attune.event.s.{worth}.{time:014}.{sequence:07}.{tab}")
}

/// The texts that would be sent now, in order; they stay where they are.
fn waiting(queue: &Queue<Fake>) -> Vec<String> {
    let taken = queue.take(1000, u32::MAX);
    queue.put_back(taken.at("names"));
    texts(taken)
}

fn texts(taken: Fake) -> Vec<String> {
    taken
        .at("texts")
        .entries()
        .map(|text| text.to_rust())
        .collect()
}

fn status(queue: &Queue<Fake>) -> Json {
    balanced(queue.status())
}

#[test]
fn an_event_is_written_down_under_its_name_until_it_is_acknowledged() {
    let host = host();
    let queue = opened(&host);
    queue.add(&host, IMPRESSION, Fake::text("[1]"));
    let expected = key(1, host.now.get(), 1, TAB);
    assert_eq!(expected.len(), KEY_BYTES);
    assert_eq!(
        host.local.borrow().get(&expected).map(String::as_str),
        Some("[1]")
    );
    let taken = queue.take(10, 1000);
    assert_eq!((texts(taken), queue.waiting()), (vec!["[1]".to_owned()], 0));
    assert!(host.local.borrow().contains_key(&expected));
    queue.end(&host, taken.at("names"), DELIVERED);
    assert!(host.local.borrow().is_empty());
    let expected = json!({ "tracked": 1, "delivered": 1, "queued": 0, "dropped": {} });
    assert_eq!(status(&queue), expected);
    queue.end(&host, taken.at("names"), DELIVERED);
    assert_eq!(status(&queue), expected);
}

#[test]
fn a_tab_keeps_its_name_and_a_new_one_is_given_one() {
    let host = FakeHost::new();
    let first = opened(&host);
    let name = host
        .session
        .borrow()
        .get("attune.tab")
        .cloned()
        .expect("a name");
    assert_eq!(name.len(), 16);
    first.add(&host, OTHER, Fake::text("[1]"));
    assert_eq!(waiting(&opened(&host)), ["[1]"]);
    assert_eq!(host.session.borrow().get("attune.tab"), Some(&name));
}

#[test]
fn what_earlier_pages_left_is_taken_up_in_order_of_time() {
    let host = host();
    let now = host.now.get();
    for (worth, age, sequence, tab, text) in [
        (2, 50.0, 1, TAB, "third"),
        (0, 50.0, 2, TAB, "fourth"),
        (1, 70_000.0, 1, "00000000000000bb", "second"),
        (2, 9.0 * DAY, 9, "00000000000000cc", "first"),
        (0, 10.0, 1, TAB, "last"),
        (0, 50_000.0, 1, "00000000000000bb", "of a living tab"),
        (0, -50_000.0, 1, "00000000000000bb", "of a living tab"),
        (1, -70_000.0, 1, "00000000000000bb", "of a stepped clock"),
        (0, 11.0 * DAY, 1, TAB, "too old"),
    ] {
        host.local
            .borrow_mut()
            .insert(key(worth, now - age, sequence, tab), text.into());
    }
    let queue = opened(&host);
    let expected = [
        "first",
        "second",
        "third",
        "fourth",
        "last",
        "of a stepped clock",
    ];
    assert_eq!(waiting(&queue), expected);
    let expected =
        json!({ "tracked": 7, "delivered": 0, "queued": 6, "dropped": { "expired": 1 } });
    assert_eq!(status(&queue), expected);
    assert_eq!(host.local.borrow().len(), 8);
    queue.open(&host, Fake::text("s"));
    assert_eq!(status(&queue), expected);
}

#[test]
fn keys_of_others_are_left_alone() {
    let host = host();
    let old = format!("{:014}", host.now.get() - 20.0 * DAY);
    for key in [
        format!("attune.event.other.0.{old}.0000001.{TAB}"),
        format!("attune.event.s.shop.0.{old}.0000001.{TAB}"),
        format!("attune.event.s.0.0.{old}.0000001.{TAB}"),
        "attune.event.s.".to_owned(),
        "attune.event.s.0.when.0000001.x".to_owned(),
        "attune.event.s.0.{}".to_owned(),
        "shop.cart".to_owned(),
    ] {
        host.local.borrow_mut().insert(key, "[]".into());
    }
    let before = host.local.borrow().clone();
    let queue = opened(&host);
    assert_eq!(status(&queue)["tracked"], 0);
    assert_eq!(*host.local.borrow(), before);
}

#[test]
fn the_least_valuable_go_first_and_the_oldest_among_them() {
    let host = host();
    let queue = opened(&host);
    for number in 0..500 {
        let kind = [CLICK, IMPRESSION, OTHER][number % 3];
        queue.add(&host, kind, Fake::text(&format!("{kind}-{number}")));
    }
    queue.add(&host, CLICK, Fake::text("0-new"));
    let left = waiting(&queue);
    assert_eq!((left.len(), host.local.borrow().len()), (500, 500));
    assert!(!left.contains(&"2-2".to_owned()) && left.contains(&"2-5".to_owned()));
    for _ in 0..332 {
        queue.add(&host, CLICK, Fake::text("0-more"));
    }
    let left = waiting(&queue);
    assert!(left.iter().all(|text| text.starts_with("0-")));
    assert!(left.contains(&"0-0".to_owned()));
    queue.add(&host, CLICK, Fake::text("0-most"));
    assert!(!waiting(&queue).contains(&"0-0".to_owned()));
    assert_eq!(status(&queue)["dropped"]["overflow"], 334);
}

#[test]
fn what_is_being_sent_is_dropped_last_among_its_equals_and_not_counted_twice() {
    let host = host();
    let queue = opened(&host);
    for number in 0..500 {
        queue.add(&host, OTHER, Fake::text(&number.to_string()));
    }
    let taken = queue.take(499, u32::MAX);
    queue.add(&host, CLICK, Fake::text("click"));
    assert_eq!(waiting(&queue), ["click"]);
    queue.add(&host, CLICK, Fake::text("click"));
    queue.end(&host, taken.at("names"), DELIVERED);
    let expected =
        json!({ "tracked": 502, "delivered": 498, "queued": 2, "dropped": { "overflow": 2 } });
    assert_eq!(status(&queue), expected);
}

#[test]
fn room_is_counted_in_bytes() {
    let host = host();
    let queue = opened(&host);
    let most = 256 * 1024 - KEY_BYTES;
    // Two bytes a letter.
    queue.add(&host, OTHER, Fake::text(&"\u{e9}".repeat(most / 2)));
    assert_eq!(status(&queue)["queued"], 1);
    queue.add(&host, OTHER, Fake::text("x"));
    assert_eq!(waiting(&queue), ["x"]);
    queue.add(&host, CLICK, Fake::text(&"y".repeat(most + 1)));
    assert_eq!(status(&queue)["queued"], 0);
    assert!(host.local.borrow().is_empty());
}

#[test]
fn where_storage_refuses_events_wait_in_memory() {
    let host = host();
    host.is_full.set(true);
    let queue = opened(&host);
    queue.add(&host, CLICK, Fake::text("[1]"));
    assert_eq!(waiting(&queue), ["[1]"]);
    assert!(host.local.borrow().is_empty());
    queue.end(&host, queue.take(1, 10).at("names"), "rejected");
    assert_eq!(status(&queue)["dropped"], json!({ "rejected": 1 }));
}

#[test]
fn a_parcel_is_bounded_and_has_at_least_one() {
    let host = host();
    let queue = opened(&host);
    for text in ["four", "five!", "\u{20ac}\u{20ac}", "x"] {
        queue.add(&host, OTHER, Fake::text(text));
    }
    assert_eq!(texts(queue.take(10, 9)), ["four", "five!"]);
    assert_eq!(texts(queue.take(10, 5)), ["\u{20ac}\u{20ac}"]);
    assert_eq!(queue.waiting(), 1);
    assert_eq!(texts(queue.take(0, 5)), [""; 0]);
    assert_eq!(texts(queue.take(1, 0)), ["x"]);
    assert_eq!(texts(queue.take(1, 0)), [""; 0]);
}

#[test]
fn a_purge_drops_everything_and_closes() {
    let host = host();
    let queue = opened(&host);
    queue.add(&host, OTHER, Fake::text("[1]"));
    queue.add(&host, CLICK, Fake::text("[2]"));
    queue.take(1, 10);
    queue.purge(&host, "forgotten");
    assert!(host.local.borrow().is_empty());
    assert_eq!(queue.waiting(), 0);
    let expected =
        json!({ "tracked": 2, "delivered": 0, "queued": 0, "dropped": { "forgotten": 2 } });
    assert_eq!(status(&queue), expected);
    host.local
        .borrow_mut()
        .insert(key(0, host.now.get(), 1, TAB), "[3]".into());
    queue.open(&host, Fake::text("s"));
    assert_eq!(waiting(&queue), ["[3]"]);
}

#[derive(Clone, Debug)]
enum Command {
    Track(u8, usize),
    Take(u32, u32),
    /// Does something with the parcel of that place among those under way.
    Acknowledge(usize),
    Fail(usize),
    GiveUp(usize),
    Refuse,
    CountSent,
    Rank,
    Purge,
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        12 => (0..3u8, prop_oneof![1..200usize, 30_000..90_000usize]).prop_map(|(kind, bytes)| Command::Track(kind, bytes)),
        5 => (0..6u32, 0..100_000u32).prop_map(|(most, bytes)| Command::Take(most, bytes)),
        3 => (0..4usize).prop_map(Command::Acknowledge),
        2 => (0..4usize).prop_map(Command::Fail),
        2 => (0..4usize).prop_map(Command::GiveUp),
        1 => Just(Command::Refuse),
        1 => Just(Command::CountSent),
        1 => Just(Command::Rank),
        1 => Just(Command::Purge),
    ]
}

#[derive(Clone, Debug)]
struct Event {
    number: u32,
    kind: u8,
    text: String,
    is_under_way: bool,
}

/// The queue as a plain list.
#[derive(Default)]
struct Plain {
    events: Vec<Event>,
    tracked: u32,
    delivered: u32,
    dropped: u32,
}

impl Plain {
    fn track(&mut self, kind: u8, text: String) {
        self.tracked += 1;
        self.events.push(Event {
            number: self.tracked,
            kind,
            text,
            is_under_way: false,
        });
        let bytes = |events: &[Event]| {
            events
                .iter()
                .map(|event| KEY_BYTES + event.text.len())
                .sum::<usize>()
        };
        while self.events.len() > 500 || bytes(&self.events) > 256 * 1024 {
            let worst = self
                .events
                .iter()
                .map(|event| (event.kind, !event.is_under_way))
                .max();
            let place = self
                .events
                .iter()
                .position(|event| Some((event.kind, !event.is_under_way)) == worst);
            self.events.remove(place.expect("an event to drop"));
            self.dropped += 1;
        }
    }

    fn take(&mut self, most: u32, most_bytes: u32) -> Vec<Event> {
        let mut taken: Vec<Event> = vec![];
        for event in self.events.iter_mut().filter(|event| !event.is_under_way) {
            let bytes: usize = taken.iter().map(|event| event.text.len()).sum();
            let fits = taken.is_empty() || bytes + event.text.len() <= most_bytes as usize;
            if taken.len() >= most as usize || !fits {
                break;
            }
            event.is_under_way = true;
            taken.push(event.clone());
        }
        taken
    }

    fn remove(&mut self, parcel: &[Event]) -> u32 {
        let before = self.events.len();
        self.events
            .retain(|event| !parcel.iter().any(|known| known.number == event.number));
        (before - self.events.len()) as u32
    }
}

fn check(queue: &Queue<Fake>, plain: &Plain, host: &FakeHost) -> Result<(), TestCaseError> {
    let status = status(queue);
    let dropped: u64 = status["dropped"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, count)| count.as_u64())
        .sum();
    prop_assert_eq!(dropped, u64::from(plain.dropped));
    prop_assert_eq!(&status["tracked"], plain.tracked);
    prop_assert_eq!(&status["delivered"], plain.delivered);
    let idle = plain.events.iter().filter(|event| !event.is_under_way);
    let idle: Vec<String> = idle.map(|event| event.text.clone()).collect();
    prop_assert_eq!(queue.waiting() as usize, idle.len());
    prop_assert_eq!(waiting(queue), idle);
    let mut stored: Vec<String> = host.local.borrow().values().cloned().collect();
    let mut expected: Vec<String> = plain
        .events
        .iter()
        .map(|event| event.text.clone())
        .collect();
    stored.sort();
    expected.sort();
    prop_assert_eq!(stored, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_queue_is_a_plain_list(commands in prop::collection::vec(command(), 1..120)) {
        let host = host();
        let queue = opened(&host);
        let mut plain = Plain::default();
        let mut parcels: Vec<(Fake, Vec<Event>)> = vec![];
        for (number, command) in commands.into_iter().enumerate() {
            match command {
                Command::Track(kind, bytes) => {
                    let text = format!("{number}{}", "x".repeat(bytes));
                    queue.add(&host, kind, Fake::text(&text));
                    plain.track(kind, text);
                }
                Command::Take(most, bytes) => parcels.push((queue.take(most, bytes), plain.take(most, bytes))),
                Command::Acknowledge(place) if place < parcels.len() => {
                    let (taken, events) = parcels.remove(place);
                    queue.end(&host, taken.at("names"), DELIVERED);
                    plain.delivered += plain.remove(&events);
                }
                Command::GiveUp(place) if place < parcels.len() => {
                    let (taken, events) = parcels.remove(place);
                    queue.end(&host, taken.at("names"), "rejected");
                    plain.dropped += plain.remove(&events);
                }
                Command::Fail(place) if place < parcels.len() => {
                    let (taken, events) = parcels.remove(place);
                    queue.put_back(taken.at("names"));
                    let is_one = |event: &Event| events.iter().any(|known| known.number == event.number);
                    plain.events.iter_mut().filter(|event| is_one(event)).for_each(|event| event.is_under_way = false);
                }
                Command::Acknowledge(_) | Command::GiveUp(_) | Command::Fail(_) => {}
                Command::Refuse => {
                    queue.refuse("consent");
                    plain.tracked += 1;
                    plain.dropped += 1;
                }
                Command::CountSent => {
                    queue.count_sent();
                    plain.tracked += 1;
                    plain.delivered += 1;
                }
                Command::Rank => {
                    queue.rank_by_worth();
                    plain.events.sort_by_key(|event| event.kind);
                }
                Command::Purge => {
                    queue.purge(&host, "forgotten");
                    queue.open(&host, Fake::text("s"));
                    plain.dropped += plain.events.len() as u32;
                    plain.events.clear();
                    parcels.clear();
                }
            }
            for (taken, events) in &parcels {
                let expected: Vec<String> = events.iter().map(|event| event.text.clone()).collect();
                prop_assert_eq!(texts(*taken), expected);
            }
            check(&queue, &plain, &host)?;
        }
    }
}
