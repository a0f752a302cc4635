//! The bounds of the queue: what a page has added itself may not fill the storage of all.

use crate::ports::Host;
use crate::value::Value;

use super::queue::Queue;

const MOST_EVENTS: u32 = 500;
const MOST_BYTES: u32 = 256 * 1024;

impl<V: Value> Queue<V> {
    /// Makes everything stored subject to the bounds of this page.
    pub fn own_all(&self, host: &impl Host<V>) {
        for name in self.foreign.replace(V::object()).entries() {
            self.weigh_in(self.texts.get().of(name));
        }
        self.keep_bounds(host);
    }

    pub(super) fn weigh_in(&self, text: V) {
        let bytes = self.bytes.get().saturating_add(self.weight(text));
        self.bytes.set(bytes);
    }

    pub(super) fn weight(&self, text: V) -> u32 {
        self.key_bytes.get() + text.bytes()
    }

    /// Drops the oldest of the least valuable until the queue is within its bounds.
    pub(super) fn keep_bounds(&self, host: &impl Host<V>) {
        while self.is_over_bounds() {
            let names = self.least_valuable();
            if names.len() == 0 {
                return;
            }
            self.end(host, names, t!("overflow"));
        }
    }

    fn is_over_bounds(&self) -> bool {
        let count = self.count.get();
        self.bytes.get() > MOST_BYTES
            || (count > MOST_EVENTS && count - self.foreign.get().names().len() > MOST_EVENTS)
    }

    /// A list of one name.
    fn least_valuable(&self) -> V {
        let found = V::list();
        let names = self.texts.get().names();
        for worth in [t!("2"), t!("1"), t!("0")] {
            let mut under_way = V::undefined();
            for name in names.entries() {
                if !name.slice(0, 1).is(worth) || self.foreign.get().of(name).is_true() {
                    continue;
                }
                if !self.is_under_way(name) && !self.elsewhere.get().of(name).is_true() {
                    found.push(name);
                    return found;
                }
                // What is being sent may have arrived, so it goes last among its equals.
                under_way = under_way.or(name);
            }
            if !under_way.is_nothing() {
                found.push(under_way);
                return found;
            }
        }
        found
    }
}
