//! An event's name: its worth, sequence, time, and page and tab
//! (`0.0000001.01700000000000.a1b2…`). Names say which events are worth more, and in which order
//! they were tracked.

use crate::ports::Host;
use crate::value::Value;

use super::{CLICK, IMPRESSION};

/// A number from here on has a digit in front of its fourteen, so that it is padded with zeros.
const TIME_BASE: f64 = 1e14;
const SEQUENCE_BASE: f64 = 1e7;
/// Worth, sequence, time, and page and tab, with dots between them.
pub const NAME_LENGTH: u32 = 1 + 1 + 7 + 1 + 14 + 1 + 16;

/// The name of an event that is tracked now.
pub fn name_event<V: Value>(host: &impl Host<V>, kind: u8, sequence: u32, tab: V) -> V {
    let dot = V::text(t!("."));
    let worth = match kind {
        CLICK => t!("0."),
        IMPRESSION => t!("1."),
        _ => t!("2."),
    };
    V::text(worth)
        .then(padded(SEQUENCE_BASE + f64::from(sequence)))
        .then(dot)
        .then(padded(TIME_BASE + host.now().trunc()))
        .then(dot)
        .then(tab)
}

/// The digits of a number behind its first.
fn padded<V: Value>(number: f64) -> V {
    V::number(number).slice(1, u32::MAX)
}

/// The place in the order of sending; not a number if the name is none.
pub fn sequence<V: Value>(name: V) -> f64 {
    digits(name, 2, 9) - SEQUENCE_BASE
}

/// How many milliseconds ago an event was tracked, by the wall clock; not a number if its name is
/// none.
pub fn age<V: Value>(host: &impl Host<V>, name: V) -> f64 {
    host.now() - (digits(name, 10, 24) - TIME_BASE)
}

/// The number between two places of a name. With a digit in front, leading zeros are legal JSON.
fn digits<V: Value>(name: V, from: u32, to: u32) -> f64 {
    V::text(t!("1"))
        .then(name.slice(from, to))
        .read()
        .as_number()
}

/// The page and the tab of an event, the last part of its name.
pub fn page_and_tab<V: Value>(name: V) -> V {
    name.slice(NAME_LENGTH - 16, u32::MAX)
}

/// The tab's part of the last part of a name; a duplicated tab has the same, so the other half is
/// the page's own.
pub fn own_tab<V: Value>(page_and_tab: V) -> V {
    page_and_tab.slice(8, 16)
}
