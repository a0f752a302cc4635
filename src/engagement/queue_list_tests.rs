//! The queue of one page against a plain list, command by command.

use proptest::prelude::*;

use super::Queue;
use super::counts::DELIVERED;
use crate::fakes::queued::{KEY_BYTES, PAGE, opened, take, texts, waiting};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

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
    let status = balanced(queue.status(host));
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
    prop_assert_eq!(waiting(queue, host), idle);
    let local = host.local.borrow();
    let events = local
        .iter()
        .filter(|(key, _)| key.starts_with("attune.event."));
    let mut stored: Vec<String> = events.map(|(_, text)| text.clone()).collect();
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
        let host = FakeHost::new();
        let queue = opened(&host, PAGE);
        let mut plain = Plain::default();
        let mut parcels: Vec<(Fake, Vec<Event>)> = vec![];
        for (number, command) in commands.into_iter().enumerate() {
            match command {
                Command::Track(kind, bytes) => {
                    let text = format!("{number}{}", "x".repeat(bytes));
                    queue.add(&host, kind, Fake::text(&text));
                    plain.track(kind, text);
                }
                Command::Take(most, bytes) => parcels.push((take(&queue, &host, most, bytes), plain.take(most, bytes))),
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
                    queue.refuse(&host, "consent", 1);
                    plain.tracked += 1;
                    plain.dropped += 1;
                }
                Command::CountSent => {
                    queue.refuse(&host, DELIVERED, 1);
                    plain.tracked += 1;
                    plain.delivered += 1;
                }
                Command::Rank => {
                    queue.rank_by_worth();
                    plain.events.sort_by_key(|event| event.kind);
                }
                Command::Purge => {
                    queue.purge(&host, "forgotten");
                    host.local.borrow_mut().clear();
                    queue.open(&host, Fake::text("s"), Fake::text(PAGE));
                    plain.dropped += plain.events.len() as u32;
                    plain.events.clear();
                    parcels.clear();
                }
            }
            for (taken, events) in &parcels {
                let expected: Vec<String> = events.iter().map(|event| event.text.clone()).collect();
                prop_assert_eq!(texts(*taken), expected);
            }
            queue.refresh(&host, false);
            check(&queue, &plain, &host)?;
        }
    }
}
