//! Events on their way out: written down before anything is sent, one storage key each, removed
//! when the collector has acknowledged them (delivery-and-security.md 1.2).

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::counts::{Counts, DELIVERED};
use super::event_name::{NAME_LENGTH, age, name_event, own_tab, page_and_tab, sequence};
use super::held::count_held;

const PREFIX: Word = t!("attune.event.");
const TAB: Word = t!("attune.tab");
const DAY: f64 = 24.0 * 3_600_000.0;
const OLDEST: f64 = 10.0 * DAY;
/// Nothing is stored for longer than the visitor's id lives: such an age is a stepped clock's.
const IMPOSSIBLE: f64 = 400.0 * DAY;

/// The queue of one page, over the storage all pages share.
///
/// An event's storage key is its name (event_name.rs) with the tenant's prefix. Its place in the
/// order is its sequence, which no clock can turn back.
pub struct Queue<V: Value> {
    /// What this tenant's keys begin with; `undefined` while the queue is closed.
    prefix: Slot<V>,
    /// This page's and this tab's part of a name.
    pub(super) tab: Slot<V>,
    /// The text of every event that is not done with, by name, in the order of sending.
    pub(super) texts: Slot<V>,
    /// Those that are being sent by this page: `true` once the browser will send them even if the
    /// page is left, `false` before.
    pub(super) under_way: Slot<V>,
    // By name, `true` for those of `texts` that
    /// are being sent by another page,
    pub(super) elsewhere: Slot<V>,
    /// were tracked by another one since this page was opened: they are within its bounds,
    pub(super) foreign: Slot<V>,
    /// may be on their way from another tab, which has just tracked them,
    pub(super) young: Slot<V>,
    /// storage has refused.
    unstored: Slot<V>,
    sequence: Cell<u32>,
    /// How many `texts` has.
    pub(super) count: Cell<u32>,
    /// Of those that are not foreign.
    pub(super) bytes: Cell<u32>,
    /// What a key takes up.
    pub(super) key_bytes: Cell<u32>,
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
            young: nothing(),
            unstored: nothing(),
            sequence: Cell::default(),
            count: Cell::default(),
            bytes: Cell::default(),
            key_bytes: Cell::default(),
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
        self.tab.replace(page.slice(0, 8).then(own_tab(tab)));
        let prefix = V::text(PREFIX).then(scope).then(V::text(t!(".")));
        self.prefix.replace(prefix);
        self.key_bytes.set(prefix.bytes() + NAME_LENGTH);
        self.counts.open(scope, page);
        self.refresh(host, false);
        self.take_over(host);
        self.own_all(host);
    }

    /// Takes up what storage has refused of an instance that this one replaces.
    fn take_over(&self, host: &impl Host<V>) {
        let prefix = self.prefix.get();
        for key in host.keys(Area::Page, prefix).entries() {
            let name = key.slice(prefix.len(), u32::MAX);
            self.unstored.get().put_of(name, V::boolean(true));
            self.adopt(host, name, host.read(Area::Page, key));
        }
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
                self.adopt(host, name, host.read(Area::Local, key));
            }
        }
        for name in self.texts.get().entries() {
            if stored.of(name).is_true() {
                continue;
            }
            if is_wiped || self.unstored.get().of(name).is_true() {
                self.store(host, name);
            } else {
                self.let_go(host, name);
            }
        }
    }

    /// Takes an event of another page up. A name of another length is a key of a tenant whose own
    /// name begins with ours.
    fn adopt(&self, host: &impl Host<V>, name: V, text: V) {
        let sequence = sequence(name);
        let age = age(host, name);
        if name.len() != NAME_LENGTH || sequence.is_nan() || age.is_nan() || text.is_nothing() {
            return;
        }
        // What is tracked from here on comes behind it.
        let last = self.sequence.get().max(sequence as u32);
        self.sequence.set(last);
        self.put(name, text);
        self.foreign.get().put_of(name, V::boolean(true));
        let tab = own_tab(page_and_tab(name));
        if !tab.same(own_tab(self.tab.get())) {
            self.young.get().put_of(name, V::boolean(true));
        }
        if age > OLDEST && age < IMPOSSIBLE {
            let names = V::list();
            names.push(name);
            self.end(host, names, t!("expired"));
        }
    }

    fn put(&self, name: V, text: V) {
        self.texts.get().put_of(name, text);
        self.count.set(self.count.get() + 1);
    }

    fn key(&self, name: V) -> V {
        self.prefix.get().then(name)
    }

    /// Takes an event in and writes it down.
    pub fn add(&self, host: &impl Host<V>, kind: u8, text: V) {
        self.sequence.set(self.sequence.get().wrapping_add(1));
        let name = name_event(host, kind, self.sequence.get(), self.tab.get());
        self.put(name, text);
        self.weigh_in(text);
        self.store(host, name);
        self.keep_bounds(host);
    }

    /// Writes one down that is not in storage, or not any more. Where storage refuses, it waits in
    /// memory.
    fn store(&self, host: &impl Host<V>, name: V) {
        let (key, text) = (self.key(name), self.texts.get().of(name));
        if host.write(Area::Local, key, text) {
            self.settle_in(host, name);
        } else {
            self.unstored.get().put_of(name, V::boolean(true));
            host.write(Area::Page, key, text);
        }
    }

    /// It is in storage, or done with.
    fn settle_in(&self, host: &impl Host<V>, name: V) {
        if self.unstored.get().of(name).is_true() {
            self.unstored.get().take_out(name);
            host.remove(Area::Page, self.key(name));
        }
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
            self.let_go(host, name);
        }
    }

    /// Whether it is where it was put, if storage took it: no other page has ended it.
    pub(super) fn is_stored(&self, host: &impl Host<V>, name: V) -> bool {
        self.unstored.get().of(name).is_true()
            || !host.read(Area::Local, self.key(name)).is_nothing()
    }

    fn let_go(&self, host: &impl Host<V>, name: V) {
        let text = self.texts.get().of(name);
        if text.is_nothing() {
            return;
        }
        self.count.set(self.count.get().saturating_sub(1));
        if !self.foreign.get().of(name).is_true() {
            let bytes = self.bytes.get().saturating_sub(self.weight(text));
            self.bytes.set(bytes);
        }
        for names in [
            &self.texts,
            &self.under_way,
            &self.elsewhere,
            &self.foreign,
            &self.young,
        ] {
            names.get().take_out(name);
        }
        self.settle_in(host, name);
    }

    /// Events that are dropped before they are written down.
    pub fn refuse(&self, host: &impl Host<V>, reason: impl Into<Word>, count: u32) {
        self.counts.add(host, reason, count);
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
        let queued = f64::from(self.count.get() + count_held(host));
        let mut tracked = delivered.as_number() + queued;
        for reason in dropped.entries() {
            tracked += dropped.of(reason).as_number();
        }
        let status = V::object();
        status.put(t!("tracked"), V::number(tracked));
        status.put(DELIVERED, delivered);
        status.put(t!("queued"), V::number(queued));
        status.put(t!("dropped"), dropped);
        if self.unstored.get().names().len() > 0 {
            status.put(t!("isEphemeral"), V::boolean(true));
        }
        status
    }
}
