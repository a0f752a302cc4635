//! From a collector's answer to what becomes of the events (delivery-and-security.md 1.3, 1.4).
//! The table in `docs/delivery.md` is made from this file by its tests.

use crate::value::Value;

/// No rest is longer, in milliseconds.
pub const LONGEST_REST: f64 = 300_000.0;
/// No rest is shorter, in milliseconds.
const SHORTEST_REST: f64 = 500.0;
/// How long a collector that says it is asked too often, and not when to come again, is left alone.
const TOO_OFTEN: f64 = 60_000.0;

/// What becomes of the events of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// They arrived.
    Accepted,
    /// They wait a while.
    Retry,
    /// The collector refuses us, not the events: they wait for another page view.
    Pause,
    /// They go again one by one, to find the one that is refused; alone, it is dropped.
    TooLarge,
    Rejected,
}

/// Judges a status; an answer that never came has the status 0. `is_single`: the service takes one
/// event a request, and means the event where it says that something does not exist.
pub fn judge(status: u32, is_single: bool) -> Verdict {
    match status {
        200..300 => Verdict::Accepted,
        404 if is_single => Verdict::Rejected,
        401 | 403..=405 | 410 | 501 | 505 => Verdict::Pause,
        0 | 408 | 425 | 429 | 460 | 499.. => Verdict::Retry,
        413 => Verdict::TooLarge,
        _ => Verdict::Rejected,
    }
}

/// How many milliseconds the service itself wants us to wait before we try again; 0 is no wish.
/// A reply's `retryAfter` is in milliseconds, of any size, or missing where it made no sense.
pub fn wish<V: Value>(reply: V) -> f64 {
    let wish = reply.at(t!("retryAfter")).as_number();
    match reply.at(t!("status")).as_number() as u32 {
        429 if wish.is_nan() => TOO_OFTEN,
        429 | 503 if !wish.is_nan() => wish.clamp(SHORTEST_REST, LONGEST_REST),
        _ => 0.0,
    }
}

/// How many milliseconds to rest after so many failures in a row: exponential with full jitter,
/// never less than the service wishes. `chance` is from 0 to 1.
pub fn rest(failures: u32, wish: f64, chance: f64) -> f64 {
    let ceiling = f64::from(1000u32 << failures.min(9)).min(LONGEST_REST);
    // Whoever was told the same moment does not come in the same moment.
    let spread = SHORTEST_REST * chance;
    (ceiling * chance)
        .max(SHORTEST_REST)
        .max(wish + if wish > 0.0 { spread } else { 0.0 })
        .min(LONGEST_REST)
}

/// How many more failures are worth a try of their own in this page view. Each costs one, and a
/// delivery gives a fifth of one back: repeats are never more than a fifth of what is sent.
pub struct Tries(std::cell::Cell<f64>);

const MOST_TRIES: f64 = 10.0;

impl Tries {
    /// All of them.
    pub fn new() -> Self {
        Tries(std::cell::Cell::new(MOST_TRIES))
    }

    /// Takes one; without any left, the longest rest is due.
    pub fn take(&self) -> bool {
        let left = self.0.get();
        if left >= 1.0 {
            self.0.set(left - 1.0);
        }
        left >= 1.0
    }

    /// Whether there is one left.
    pub fn is_left(&self) -> bool {
        self.0.get() >= 1.0
    }

    /// So many events arrived.
    pub fn give_back(&self, events: u32) {
        let left = self.0.get() + f64::from(events) / 5.0;
        self.0.set(left.min(MOST_TRIES));
    }
}
