//! What became of every event, added up over all pages of the visitor.
//!
//! Each page writes a record of its own, so that tabs never overwrite one another's. What cannot be
//! written, before consent or where storage refuses, is counted in memory.

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

const PREFIX: Word = t!("attune.counts.");
const NOTHING: Word = t!(r#"{"delivered":0,"dropped":{}}"#);
/// More records than this of other pages are added to one's own.
const MOST_RECORDS: u32 = 8;
/// A record that has not changed for this long, in milliseconds, is of a page that is gone or idle.
const IDLE: f64 = 60_000.0;

/// The fate of an event that arrived; other fates are the reasons it was dropped for.
pub const DELIVERED: Word = t!("delivered");

/// The accounts of one page, and a view of everybody's.
pub struct Counts<V: Value> {
    /// What all pages' keys begin with, and this page's; `undefined` before consent.
    prefix: Slot<V>,
    own: Slot<V>,
    unwritten: Slot<V>,
}

impl<V: Value> Counts<V> {
    /// Nothing counted, in memory only.
    pub fn new() -> Self {
        Counts {
            prefix: Slot::new(V::undefined()),
            own: Slot::new(V::undefined()),
            unwritten: Slot::new(nothing()),
        }
    }

    /// From now on counts are written down; only consent allows that.
    pub fn open(&self, scope: V, page: V) {
        let prefix = V::text(PREFIX).then(scope).then(V::text(t!(".")));
        self.own.replace(prefix.then(page));
        self.prefix.replace(prefix);
    }

    /// Counts events of one fate.
    pub fn add(&self, host: &impl Host<V>, fate: impl Into<Word>, more: u32) {
        let fate = fate.into();
        if more == 0 {
            return;
        }
        let news = nothing::<V>();
        let more = V::number(more.into());
        if fate == DELIVERED {
            news.put(DELIVERED, more);
        } else {
            news.at(t!("dropped")).put(fate, more);
        }
        self.keep(host, news);
    }

    /// Adds a record to the page's own, in storage or else in memory. The stored one is read anew:
    /// another page may have added it to its own.
    fn keep(&self, host: &impl Host<V>, news: V) {
        let own = self.own.get();
        if own.is_text() {
            let record = host.read(Area::Local, own).read().or(nothing());
            merge(record, news);
            record.put(t!("at"), V::number(host.now()));
            if host.write(Area::Local, own, record.write()) {
                return;
            }
        }
        merge(self.unwritten.get(), news);
    }

    /// All pages' counts: `{ delivered, dropped }`.
    pub fn total(&self, host: &impl Host<V>) -> V {
        let total = self.unwritten.get().write().read();
        for key in self.keys(host).entries() {
            merge(total, host.read(Area::Local, key).read());
        }
        total
    }

    fn keys(&self, host: &impl Host<V>) -> V {
        let prefix = self.prefix.get();
        if prefix.is_nothing() {
            return V::list();
        }
        host.keys(Area::Local, prefix)
    }

    /// Takes over the records of pages long gone, if there are many. One page at a time does that.
    pub fn tidy(&self, host: &impl Host<V>) {
        let keys = self.keys(host);
        if keys.len() <= MOST_RECORDS {
            return;
        }
        for key in keys.entries() {
            let record = host.read(Area::Local, key).read();
            let age = (host.now() - record.at(t!("at")).as_number()).abs();
            if key.same(self.own.get()) || age < IDLE {
                continue;
            }
            host.remove(Area::Local, key);
            self.keep(host, record);
        }
    }

    /// Storage is about to be erased: from here on everything is counted in memory.
    pub fn close(&self, host: &impl Host<V>) {
        self.unwritten.replace(self.total(host));
        self.prefix.replace(V::undefined());
        self.own.replace(V::undefined());
    }
}

fn nothing<V: Value>() -> V {
    V::text(NOTHING).read()
}

/// Adds one record's counts to another's; what is no count adds nothing.
fn merge<V: Value>(into: V, from: V) {
    add(into, from, V::text(DELIVERED));
    let dropped = from.at(t!("dropped"));
    for reason in dropped.entries() {
        add(into.at(t!("dropped")), dropped, reason);
    }
}

fn add<V: Value>(into: V, from: V, name: V) {
    // NaN is no number to `max`, so a member that is none counts as 0.
    let sum = into.of(name).as_number().max(0.0) + from.of(name).as_number().max(0.0);
    into.put_of(name, V::number(sum));
}
