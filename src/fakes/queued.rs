//! A queue of a page in memory, looked into.

use crate::engagement::{Load, Queue};
use crate::value::Value;

use super::{Fake, FakeHost};

/// Two pages, as a queue's names say them.
pub const PAGE: &str = "00000000000000aa";
pub const OTHER_PAGE: &str = "00000000000000bb";
/// Bytes of a storage key of these queues: prefix, scope, worth, sequence, time and page.
pub const KEY_BYTES: usize = 56;

/// A queue of the tenant `s`.
pub fn opened(host: &FakeHost, page: &str) -> Queue<Fake> {
    let queue = Queue::new();
    queue.open(host, Fake::text("s"), Fake::text(page));
    queue
}

pub fn key(worth: u8, sequence: u32, time: f64, page: &str) -> String {
    format!("attune.event.s.{worth}.{sequence:07}.{time:014}.{page}")
}

/// The keys of the events in storage.
pub fn keys(host: &FakeHost) -> Vec<String> {
    let local = host.local.borrow();
    let keys = local.keys().filter(|key| key.starts_with("attune.event."));
    keys.cloned().collect()
}

/// The texts that would be sent now, in order; they stay where they are.
pub fn waiting(queue: &Queue<Fake>, host: &FakeHost) -> Vec<String> {
    let taken = take(queue, host, 1000, u32::MAX);
    queue.put_back(taken.at("names"));
    texts(taken)
}

/// As a page does whose turn it is, from a service that sorts out the order itself.
pub fn take(queue: &Queue<Fake>, host: &FakeHost, most: u32, most_bytes: u32) -> Fake {
    let load = Load {
        most,
        most_bytes,
        is_everybodys: true,
        is_ordered: &|_| false,
    };
    queue.take(host, &load)
}

/// The texts of a parcel.
pub fn texts(taken: Fake) -> Vec<String> {
    let texts = taken.at("texts").entries();
    texts.map(|text| text.to_rust()).collect()
}
