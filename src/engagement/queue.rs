//! Events on their way out: written down before anything is sent, one storage key each, removed
//! when the collector has acknowledged them (delivery-and-security.md 1.2).

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::claims::HELD;
use super::counts::{Counts, DELIVERED};

const PREFIX: Word = t!("attune.event.");
const TAB: Word = t!("attune.tab");
const MOST_EVENTS: u32 = 500;
const MOST_BYTES: u32 = 256 * 1024;
const DAY: f64 = 24.0 * 3_600_000.0;
const OLDEST: f64 = 10.0 * DAY;
/// Nothing is stored for longer than the visitor's id lives: such an age is a stepped clock's.
const IMPOSSIBLE: f64 = 400.0 * DAY;

/// A number from here on has a digit in front of its fourteen, so that it is padded with zeros.
const TIME_BASE: f64 = 1e14;
const SEQUENCE_BASE: f64 = 1e7;
/// Worth, sequence, time, and page and tab, with dots between them.
const NAME_LENGTH: u32 = 1 + 1 + 7 + 1 + 14 + 1 + 16;

/// The queue of one page, over the storage all pages share.
///
/// An event's name is its worth, sequence, time and tab (`0.0000001.01700000000000.a1b2…`); its
/// storage key is that with the tenant's prefix. Its place in the order is the sequence, which no
/// clock can turn back.
pub struct Queue<V: Value> {
    /// What this tenant's keys begin with; `undefined` while the queue is closed.
    prefix: Slot<V>,
    /// This page's and this tab's part of a name.
    tab: Slot<V>,
    /// The text of every event that is not done with, by name, in the order of sending.
    texts: Slot<V>,
    /// Those that are being sent by this page: `true` once the browser will send them even if the
    /// page is left, `false` before.
    under_way: Slot<V>,
    // By name, `true` for those of `texts` that
    /// are being sent by another page,
    elsewhere: Slot<V>,
    /// were tracked by another one since this page was opened: they are within its bounds,
    foreign: Slot<V>,
    /// storage has refused.
    unstored: Slot<V>,
    sequence: Cell<u32>,
    /// Of those that are not foreign.
    bytes: Cell<u32>,
    pub(super) counts: Counts<V>,
}

impl<V: Value> Queue<V> {
    /// A closed queue.
    pub fn new() -> Self {
        let nothing = || Slot::new(V::object());
        Queue {
            prefix: Slot::new(V::undefined()),
            tab: Slot::new(V::undefined()),
            texts: nothing(),
            under_way: nothing(),
            elsewhere: nothing(),
            foreign: nothing(),
            unstored: nothing(),
            sequence: Cell::default(),
            bytes: Cell::default(),
            counts: Counts::new(),
        }
    }

    /// Opens the queue for a tenant and takes up what other pages have left. The tab is given a
    /// name that its next page goes by too.
    pub fn open(&self, host: &impl Host<V>, scope: V, page: V) {
        let name = V::text(TAB);
        let mut tab = host.read(Area::Session, name);
        if tab.len() != page.len() {
            tab = page;
            host.write(Area::Session, name, tab);
        }
        self.tab.replace(page.slice(0, 8).then(own(tab)));
        let prefix = V::text(PREFIX).then(scope).then(V::text(t!(".")));
        self.prefix.replace(prefix);
        self.counts.open(scope, page);
        self.refresh(host, false);
        self.own_all(host);
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.prefix.get().is_text()
    }

    /// Looks what storage holds by now. What is gone from there was ended by another page, unless
    /// storage was emptied (`is_wiped`): then it is written down again.
    pub fn refresh(&self, host: &impl Host<V>, is_wiped: bool) {
        let prefix = self.prefix.get();
        if prefix.is_nothing() {
            return;
        }
        let stored = V::object();
        let start = prefix.len();
        // Behind the worth, keys are in the order of sending.
        for key in host.keys(Area::Local, prefix).sorted(start + 2).entries() {
            let name = key.slice(start, u32::MAX);
            stored.put_of(name, V::boolean(true));
            if self.texts.get().of(name).is_nothing() {
                self.adopt(host, name, key);
            }
        }
        for name in self.texts.get().entries() {
            if stored.of(name).is_true() {
                continue;
            }
            if is_wiped || self.unstored.get().of(name).is_true() {
                self.store(host, name);
            } else {
                self.let_go(name);
            }
        }
    }

    /// Takes an event of another page up. A name of another length is a key of a tenant whose own
    /// name begins with ours.
    fn adopt(&self, host: &impl Host<V>, name: V, key: V) {
        let text = host.read(Area::Local, key);
        let sequence = digits(name, 2, 9) - SEQUENCE_BASE;
        let age = age(host, name);
        if name.len() != NAME_LENGTH || sequence.is_nan() || age.is_nan() || text.is_nothing() {
            return;
        }
        // What is tracked from here on comes behind it.
        let last = self.sequence.get().max(sequence as u32);
        self.sequence.set(last);
        self.texts.get().put_of(name, text);
        self.foreign.get().put_of(name, V::boolean(true));
        if age > OLDEST && age < IMPOSSIBLE {
            let names = V::list();
            names.push(name);
            self.end(host, names, t!("expired"));
        }
    }

    /// Makes everything stored subject to the bounds of this page.
    pub fn own_all(&self, host: &impl Host<V>) {
        for name in self.foreign.replace(V::object()).entries() {
            self.weigh_in(name);
        }
        self.keep_bounds(host);
    }

    fn weigh_in(&self, name: V) {
        let bytes = self.bytes.get().saturating_add(self.weight(name));
        self.bytes.set(bytes);
    }

    fn weight(&self, name: V) -> u32 {
        self.key(name).then(self.texts.get().of(name)).bytes()
    }

    fn key(&self, name: V) -> V {
        self.prefix.get().then(name)
    }

    /// Writes an event down. Where storage refuses, the event waits in memory.
    pub fn add(&self, host: &impl Host<V>, kind: u8, text: V) {
        self.sequence.set(self.sequence.get().wrapping_add(1));
        let dot = V::text(t!("."));
        let name = V::number(kind.into())
            .then(dot)
            .then(padded(SEQUENCE_BASE + f64::from(self.sequence.get())))
            .then(dot)
            .then(padded(TIME_BASE + host.now().trunc()))
            .then(dot)
            .then(self.tab.get());
        self.texts.get().put_of(name, text);
        self.weigh_in(name);
        self.store(host, name);
        self.keep_bounds(host);
    }

    fn store(&self, host: &impl Host<V>, name: V) {
        let text = self.texts.get().of(name);
        if host.write(Area::Local, self.key(name), text) {
            self.unstored.get().take_out(name);
        } else {
            self.unstored.get().put_of(name, V::boolean(true));
        }
    }

    /// Drops the oldest of the least valuable until the queue is within its bounds.
    fn keep_bounds(&self, host: &impl Host<V>) {
        while self.queued() - self.foreign.get().names().len() > MOST_EVENTS
            || self.bytes.get() > MOST_BYTES
        {
            let names = self.least_valuable();
            if names.len() == 0 {
                return;
            }
            self.end(host, names, t!("overflow"));
        }
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

    fn is_under_way(&self, name: V) -> bool {
        !self.under_way.get().of(name).is_nothing()
    }

    /// Takes the next events out for sending, in order, as `{ names, texts }`: as many as fit a
    /// request and a number of bytes, always at least one. They stay stored until they are
    /// acknowledged. One that another page has ended meanwhile is left to the next refresh.
    pub fn take(&self, host: &impl Host<V>, most: u32, most_bytes: u32) -> V {
        let (names, texts) = (V::list(), V::list());
        let mut bytes = 0u32;
        for name in self.texts.get().entries() {
            if self.is_under_way(name) || self.elsewhere.get().of(name).is_true() {
                continue;
            }
            if !self.is_stored(host, name) {
                continue;
            }
            let text = self.texts.get().of(name);
            bytes = bytes.saturating_add(text.bytes());
            if names.len() >= most || (bytes > most_bytes && names.len() > 0) {
                break;
            }
            self.under_way.get().put_of(name, V::boolean(false));
            names.push(name);
            texts.push(text);
        }
        let taken = V::object();
        taken.put(t!("names"), names);
        taken.put(t!("texts"), texts);
        taken
    }

    /// The browser will send these even if the page is left.
    pub fn hand_over(&self, names: V) {
        for name in names.entries() {
            self.under_way.get().put_of(name, V::boolean(true));
        }
    }

    /// Puts back what was taken and will not be sent if the page is left.
    pub fn put_back_unsure(&self) {
        let under_way = self.under_way.get();
        for name in under_way.entries() {
            if !under_way.of(name).is_true() {
                under_way.take_out(name);
            }
        }
    }

    /// The names of those that are being sent by this page.
    pub fn under_way(&self) -> V {
        self.under_way.get().names()
    }

    /// How many wait that nobody is sending.
    pub fn waiting(&self) -> u32 {
        let taken = self.under_way().len() + self.elsewhere.get().names().len();
        self.queued().saturating_sub(taken)
    }

    /// Other pages are sending those of these names (an object). What another tab has tracked just
    /// now is its own too: what it claims is seen here a moment late. Gives the milliseconds after
    /// which that is over; 0 if there is no such event.
    pub fn leave_to_others(&self, host: &impl Host<V>, names: V) -> f64 {
        let elsewhere = V::object();
        let mut youth = 0.0;
        for name in self.texts.get().entries() {
            let age = age(host, name).abs();
            let tab = own(name.slice(NAME_LENGTH - 16, u32::MAX));
            let is_young = age < HELD && !tab.same(own(self.tab.get()));
            if (is_young || names.of(name).is_true()) && !self.is_under_way(name) {
                elsewhere.put_of(name, V::boolean(true));
            }
            if is_young {
                youth = HELD - age;
            }
        }
        self.elsewhere.replace(elsewhere);
        youth
    }

    /// Puts the most valuable events first, for a page that is being left.
    pub fn rank_by_worth(&self) {
        let texts = self.texts.get();
        // Names begin with the worth and go on with the order of sending.
        for name in texts.names().sorted(0).entries() {
            // A member that is put anew is the last one.
            let text = texts.of(name);
            texts.take_out(name);
            texts.put_of(name, text);
        }
    }

    /// The events of these names are done with: the collector has them, or they are dropped. Those
    /// another page was faster with are not counted twice.
    pub fn end(&self, host: &impl Host<V>, names: V, fate: impl Into<Word>) {
        let mut count = 0;
        let known = V::list();
        for name in names.entries() {
            if self.texts.get().of(name).is_nothing() {
                continue;
            }
            known.push(name);
            count += u32::from(self.is_stored(host, name));
        }
        self.counts.add(host, fate, count);
        for name in known.entries() {
            host.remove(Area::Local, self.key(name));
            self.let_go(name);
        }
    }

    /// Whether it is where it was put, if storage took it: no other page has ended it.
    fn is_stored(&self, host: &impl Host<V>, name: V) -> bool {
        self.unstored.get().of(name).is_true()
            || !host.read(Area::Local, self.key(name)).is_nothing()
    }

    fn let_go(&self, name: V) {
        if !self.foreign.get().of(name).is_true() {
            let bytes = self.bytes.get().saturating_sub(self.weight(name));
            self.bytes.set(bytes);
        }
        for names in [
            &self.texts,
            &self.under_way,
            &self.elsewhere,
            &self.foreign,
            &self.unstored,
        ] {
            names.get().take_out(name);
        }
    }

    /// These did not arrive and wait again.
    pub fn put_back(&self, names: V) {
        for name in names.entries() {
            self.under_way.get().take_out(name);
        }
    }

    /// An event that is dropped before it is written down.
    pub fn refuse(&self, host: &impl Host<V>, reason: impl Into<Word>) {
        self.counts.add(host, reason, 1);
    }

    /// Drops everything and closes the queue, because storage is about to be erased.
    pub fn purge(&self, host: &impl Host<V>, reason: impl Into<Word>) {
        self.end(host, self.texts.get(), reason);
        self.counts.close(host);
        self.prefix.replace(V::undefined());
    }

    /// What became of everything tracked (`DeliveryStatus`).
    pub fn status(&self, host: &impl Host<V>) -> V {
        let total = self.counts.total(host);
        let (delivered, dropped) = (total.at(DELIVERED), total.at(t!("dropped")));
        let mut tracked = delivered.as_number() + f64::from(self.queued());
        for reason in dropped.entries() {
            tracked += dropped.of(reason).as_number();
        }
        let status = V::object();
        status.put(t!("tracked"), V::number(tracked));
        status.put(DELIVERED, delivered);
        status.put(t!("queued"), V::number(self.queued().into()));
        status.put(t!("dropped"), dropped);
        if self.unstored.get().names().len() > 0 {
            status.put(t!("isEphemeral"), V::boolean(true));
        }
        status
    }

    fn queued(&self) -> u32 {
        self.texts.get().names().len()
    }
}

/// The tab's part of the last part of a name; a duplicated tab has the same, so the other half is
/// the page's own.
fn own<V: Value>(tab: V) -> V {
    tab.slice(8, 16)
}

/// How many milliseconds ago an event was tracked, by the wall clock; not a number if its name is
/// none.
fn age<V: Value>(host: &impl Host<V>, name: V) -> f64 {
    host.now() - (digits(name, 10, 24) - TIME_BASE)
}

/// The number between two places of a name. With a digit in front, leading zeros are legal JSON.
fn digits<V: Value>(name: V, from: u32, to: u32) -> f64 {
    V::text(t!("1"))
        .then(name.slice(from, to))
        .read()
        .as_number()
}

/// The digits of a number behind its first.
fn padded<V: Value>(number: f64) -> V {
    V::number(number).slice(1, u32::MAX)
}
