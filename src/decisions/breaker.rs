//! A service that fails is left alone for a while, by all tabs of the origin
//! (delivery-and-security.md 5.3).
//!
//! What is known is `{ failures, recent, interval, until }`: how many requests have failed in a row,
//! when the last ones ended (those that failed below 0), for how many milliseconds the service is
//! left alone, and until when. It lies in storage where that works; each page remembers its own last
//! word as well.

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

const PREFIX: Word = t!("attune.breaker.");
/// So many failures in a row are no accident.
const MOST_FAILURES: f64 = 5.0;
/// Of so many, each is worth a retry: the points of a page fail together.
const MOST_RETRIED: f64 = 2.0;
/// Of at least so many requests in [`WINDOW`], half failed.
const ENOUGH: f64 = 10.0;
const WINDOW: f64 = 60_000.0;
/// No more are remembered.
const KEPT: u32 = 100;
/// How long the service is left alone the first time; doubled with each probe that fails.
const FIRST_REST: f64 = 30_000.0;
const LONGEST_REST: f64 = 600_000.0;
/// How much later than its deadline a page may notice it, in milliseconds.
const GRACE: f64 = 2000.0;

/// Whether a request may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passage {
    Free,
    /// The rest is over: one request may find out whether the service is well again.
    Probe,
    Refused,
}

/// What a reply says about the service.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Condition {
    /// It answers, if only that we have asked wrongly.
    Well,
    Failing,
    /// It wants to be left alone for so many milliseconds.
    Resting(f64),
}

/// Judges a reply.
pub fn condition<V: Value>(reply: V) -> Condition {
    let wish = reply.at(t!("retryAfter")).as_number();
    match reply.at(t!("status")).as_number() as u32 {
        429 if wish > 0.0 => Condition::Resting(wish),
        0 if reply.at(t!("isBroken")).is_true() => Condition::Well,
        0 | 429 | 500.. => Condition::Failing,
        _ => Condition::Well,
    }
}

/// The breaker of the page's service.
pub struct Breaker<V: Value> {
    last: Slot<V>,
    /// What tells this page's probe from those of other tabs.
    probe: Slot<V>,
}

impl<V: Value> Breaker<V> {
    /// Nothing has failed.
    pub fn new() -> Self {
        Breaker {
            last: Slot::new(V::object()),
            probe: Slot::new(V::undefined()),
        }
    }

    /// Whether a request to the service of this scope may be sent now. Between a probe and its end
    /// no other is sent, but for little more than the probe's own `time` in milliseconds: its page
    /// may have died, while one that is alive may hear of its deadline a little late.
    pub fn passage(&self, host: &impl Host<V>, scope: V, time: impl Fn() -> f64) -> Passage {
        let known = self.known(host, scope);
        if known.at(t!("interval")).is_nothing() {
            return Passage::Free;
        }
        let rest = known.at(t!("until")).as_number() - host.now();
        // A rest longer than any is the work of a clock that was stepped.
        if rest > 0.0 && rest <= LONGEST_REST {
            return Passage::Refused;
        }
        known.put(
            t!("until"),
            V::number(host.now() + (time() + GRACE).min(LONGEST_REST)),
        );
        let probe = host.fresh_hex();
        self.probe.replace(probe);
        known.put(t!("probe"), probe);
        self.remember(host, scope, known);
        Passage::Probe
    }

    /// Whether the probe is this page's, and not that of a tab that wrote in the same moment.
    pub fn is_ours(&self, host: &impl Host<V>, scope: V) -> bool {
        self.known(host, scope)
            .at(t!("probe"))
            .same(self.probe.get())
    }

    /// Whether so much fails that nothing is asked twice any more.
    pub fn is_failing(&self, host: &impl Host<V>, scope: V) -> bool {
        self.known(host, scope).at(t!("failures")).as_number() > MOST_RETRIED
    }

    /// A request has ended.
    pub fn note(&self, host: &impl Host<V>, scope: V, condition: Condition, is_probe: bool) {
        let mut known = self.known(host, scope);
        let interval = known.at(t!("interval")).as_number();
        let is_open = !interval.is_nan();
        let is_probe = is_probe && self.is_ours(host, scope);
        match condition {
            Condition::Resting(wish) => open(host, known, interval.max(FIRST_REST), wish),
            Condition::Well if is_probe => known = V::object(),
            Condition::Failing if is_probe && is_open => {
                let longer = (interval * 2.0).min(LONGEST_REST);
                open(host, known, longer, longer);
            }
            // It was sent before the service was left alone, and says nothing new.
            _ if is_open => return,
            _ => count(host, known, condition == Condition::Failing),
        }
        self.remember(host, scope, known);
    }

    fn known(&self, host: &impl Host<V>, scope: V) -> V {
        let stored = host.read(Area::Local, key(scope)).read();
        if stored.is_object() {
            stored
        } else {
            self.last.get()
        }
    }

    fn remember(&self, host: &impl Host<V>, scope: V, known: V) {
        host.write(Area::Local, key(scope), known.write());
        self.last.replace(known);
    }

    /// Knows nothing of the visitor's requests any more.
    pub fn forget(&self) {
        self.last.replace(V::object());
    }
}

fn key<V: Value>(scope: V) -> V {
    V::text(PREFIX).then(scope)
}

fn open<V: Value>(host: &impl Host<V>, known: V, interval: f64, rest: f64) {
    known.put(t!("interval"), V::number(interval));
    known.put(t!("until"), V::number(host.now() + rest.min(LONGEST_REST)));
}

/// Counts a request; too many that failed open the breaker.
fn count<V: Value>(host: &impl Host<V>, known: V, is_failing: bool) {
    let now = host.now();
    let recent = V::list();
    let (mut asked, mut failed) = (1.0, 0.0);
    let before = known.at(t!("recent"));
    let surplus = before.len().saturating_sub(KEPT - 1) as usize;
    for end in before.entries().skip(surplus) {
        let end = end.as_number();
        if (now - end.abs()).abs() < WINDOW {
            asked += 1.0;
            if end < 0.0 {
                failed += 1.0;
            }
            recent.push(V::number(end));
        }
    }
    let mut in_a_row = 0.0;
    if is_failing {
        failed += 1.0;
        in_a_row = known.at(t!("failures")).as_number().max(0.0) + 1.0;
    }
    recent.push(V::number(if is_failing { -now } else { now }));
    known.put(t!("recent"), recent);
    known.put(t!("failures"), V::number(in_a_row));
    if in_a_row >= MOST_FAILURES || (asked >= ENOUGH && failed * 2.0 >= asked) {
        open(host, known, FIRST_REST, FIRST_REST);
    }
}
