//! Who is sending what: a page writes down which events it has under way, so that no other page
//! sends them too (delivery-and-security.md 1.7).
//!
//! A page that is left sees no answer any more. Its claim then says whether its requests can be
//! relied on: they were handed to the browser while the collector was answering. Such events count
//! as delivered; sent once more, nearly all of them would arrive twice. All others go again.

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::counts::DELIVERED;
use super::queue::Queue;

const PREFIX: Word = t!("attune.claim.");
/// A request ends within nine seconds (js/exchange.ts), and a tab that died is to be replaced
/// within ten.
pub const HELD: f64 = 9500.0;

/// The claim of this page, and a view of the others'.
pub struct Claims<V: Value> {
    prefix: Slot<V>,
    own: Slot<V>,
}

impl<V: Value> Claims<V> {
    /// Nothing is claimed, and nothing is written.
    pub fn new() -> Self {
        Claims {
            prefix: Slot::new(V::undefined()),
            own: Slot::new(V::undefined()),
        }
    }

    /// From now on claims are written down; only consent allows that.
    pub fn open(&self, scope: V, page: V) {
        let prefix = V::text(PREFIX).then(scope).then(V::text(t!(".")));
        self.own.replace(prefix.then(page));
        self.prefix.replace(prefix);
    }

    /// Claims the events of these names and no others. `is_sure`: this page is being left, and its
    /// requests can be relied on.
    pub fn put(&self, host: &impl Host<V>, names: V, is_sure: bool) {
        let own = self.own.get();
        if own.is_nothing() {
            return;
        }
        if names.len() == 0 {
            return host.remove(Area::Local, own);
        }
        let claim = V::object();
        claim.put(t!("at"), V::number(host.now()));
        claim.put(t!("names"), names);
        claim.put(t!("isSure"), V::boolean(is_sure));
        if !host.write(Area::Local, own, claim.write()) {
            // What it said before is not so any more.
            host.remove(Area::Local, own);
        }
    }

    /// Tells the queue what other pages have under way. `is_sender`: claims of pages that are gone
    /// are settled. Gives the milliseconds after which another look is due; 0 for never.
    pub fn survey(&self, host: &impl Host<V>, queue: &Queue<V>, is_sender: bool) -> f64 {
        let taken = V::object();
        let prefix = self.prefix.get();
        let mut rest = 0.0;
        if prefix.is_nothing() {
            return rest;
        }
        for key in host.keys(Area::Local, prefix).entries() {
            if key.same(self.own.get()) {
                continue;
            }
            let claim = host.read(Area::Local, key).read();
            let (names, is_sure) = (claim.at(t!("names")), claim.at(t!("isSure")).is_true());
            let age = (host.now() - claim.at(t!("at")).as_number()).abs();
            let is_held = age < HELD;
            if is_held || (is_sure && !is_sender) {
                // One that has run out is settled by a sender, which this page is then.
                let due = (HELD - age).max(1.0);
                rest = if rest > 0.0 { rest.min(due) } else { due };
                for name in names.entries() {
                    taken.put_of(name, V::boolean(true));
                }
                continue;
            }
            if is_sender {
                if is_sure {
                    queue.end(host, names, DELIVERED);
                }
                host.remove(Area::Local, key);
            }
        }
        let youth = queue.leave_to_others(host, taken);
        if rest > 0.0 { rest } else { youth }
    }

    /// Nothing is written any more.
    pub fn close(&self) {
        self.prefix.replace(V::undefined());
        self.own.replace(V::undefined());
    }
}
