//! Who is sending what: a page writes down which events it has under way, so that no other page
//! sends them too (delivery-and-security.md 1.7).
//!
//! A page that is left sees no answer any more. Its claim then says what its requests are worth
//! ([`Kind`]): counted as delivered, or asked after by the next page, or sent again.

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::counts::DELIVERED;
use super::health::Health;
use super::queue::Queue;

const PREFIX: Word = t!("attune.claim.");
/// A request ends within nine seconds (js/exchange.ts), and a tab that died is to be replaced
/// within ten.
pub const HELD: f64 = 9500.0;

/// What a claim says of the requests that its events are in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The page lives, or cannot rely on them: once it has run out, they are sent again.
    UnderWay,
    /// The page is being left and has seen the collector accept something: once it has run out, they
    /// count as delivered, unless a request begun after it has failed.
    Sure,
    /// The page is being left and has seen nothing accepted: the next page finds out (open_claims.rs).
    Open,
}

/// The claim of this page, and a view of the others'.
pub struct Claims<V: Value> {
    prefix: Slot<V>,
    own: Slot<V>,
    /// The keys of the open claims of others.
    pub(super) open: Slot<V>,
    /// The service does not see that an event is a repeat: open claims wait for an answer of the
    /// collector to something else.
    asks_first: Cell<bool>,
}

impl<V: Value> Claims<V> {
    /// Nothing is claimed, and nothing is written.
    pub fn new() -> Self {
        Claims {
            prefix: Slot::new(V::undefined()),
            own: Slot::new(V::undefined()),
            open: Slot::new(V::list()),
            asks_first: Cell::default(),
        }
    }

    /// From now on claims are written down; only consent allows that.
    pub fn open(&self, scope: V, page: V, asks_first: bool) {
        self.asks_first.set(asks_first);
        let prefix = V::text(PREFIX).then(scope).then(V::text(t!(".")));
        self.own.replace(prefix.then(page));
        self.prefix.replace(prefix);
    }

    /// Claims the events of these names and no others.
    pub fn put(&self, host: &impl Host<V>, names: V, kind: Kind) {
        let own = self.own.get();
        if own.is_nothing() {
            return;
        }
        if names.len() == 0 {
            return host.remove(Area::Local, own);
        }
        if !write(host, own, names, kind) {
            // What it said before is not so any more.
            host.remove(Area::Local, own);
        }
    }

    /// This page is back: what it had under way when it was left is claimed in its stead by nobody,
    /// as if it were gone. Does nothing if another page has found out about it meanwhile.
    pub fn orphan(&self, host: &impl Host<V>, names: V) {
        let own = self.own.get();
        if names.len() > 0 && !host.read(Area::Local, own).is_nothing() {
            write(
                host,
                self.prefix.get().then(host.fresh_hex()),
                names,
                Kind::Open,
            );
        }
    }

    /// Whether this page's claim, written when it was left, still says that its requests arrived.
    pub fn is_sure(&self, host: &impl Host<V>, health: &Health<V>) -> bool {
        is_sure(host, host.read(Area::Local, self.own.get()).read(), health)
    }

    /// Tells the queue what other pages have under way. `is_sender`: claims of pages that are gone
    /// are settled. Gives the milliseconds after which another look is due; 0 for never.
    pub fn survey(
        &self,
        host: &impl Host<V>,
        queue: &Queue<V>,
        health: &Health<V>,
        is_sender: bool,
    ) -> f64 {
        let (taken, open) = (V::object(), V::list());
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
            let names = claim.at(t!("names"));
            let is_sure = is_sure(host, claim, health);
            let age = (host.now() - claim.at(t!("at")).as_number()).abs();
            let is_open = claim.at(t!("isOpen")).is_true();
            let is_taken = if is_open {
                self.asks_first.get() || !is_sender
            } else {
                age < HELD || (is_sure && !is_sender)
            };
            if is_taken {
                // One that has run out is settled by a sender, which this page is then.
                let due = (HELD - age).max(1.0);
                if is_open {
                    open.push(key);
                } else {
                    rest = if rest > 0.0 { rest.min(due) } else { due };
                }
                for name in names.entries() {
                    taken.put_of(name, V::boolean(true));
                }
            } else if is_sender {
                if is_sure {
                    queue.end(host, names, DELIVERED);
                }
                host.remove(Area::Local, key);
            }
        }
        self.open.replace(open);
        let youth = queue.leave_to_others(host, taken);
        if rest > 0.0 { rest } else { youth }
    }

    /// The keys of the open claims that an answer of the collector settles.
    pub fn asked_for(&self) -> V {
        if self.asks_first.get() {
            return self.open.get();
        }
        V::list()
    }

    /// Nothing is written any more.
    pub fn close(&self) {
        self.prefix.replace(V::undefined());
        self.own.replace(V::undefined());
        self.open.replace(V::list());
    }
}

fn write<V: Value>(host: &impl Host<V>, key: V, names: V, kind: Kind) -> bool {
    let claim = V::object();
    claim.put(t!("at"), V::number(host.now()));
    claim.put(t!("names"), names);
    match kind {
        Kind::UnderWay => {}
        Kind::Sure => claim.put(t!("isSure"), V::boolean(true)),
        Kind::Open => claim.put(t!("isOpen"), V::boolean(true)),
    }
    host.write(Area::Local, key, claim.write())
}

fn is_sure<V: Value>(host: &impl Host<V>, claim: V, health: &Health<V>) -> bool {
    claim.at(t!("isSure")).is_true()
        && !health.has_failed_since(host, claim.at(t!("at")).as_number())
}
