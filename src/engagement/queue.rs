//! Events on their way out: written down before anything is sent, one storage key each, removed
//! when the collector has acknowledged them (delivery-and-security.md 1.2).

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};

const PREFIX: &str = "attune.event.";
const TAB: &str = "attune.tab";
const MOST_EVENTS: u32 = 500;
const MOST_BYTES: u32 = 256 * 1024;
const OLDEST: f64 = 10.0 * 24.0 * 3_600_000.0;
/// Events of another tab are taken over when they are this old: that tab is gone or stuck.
const ORPHANED: f64 = 60_000.0;

/// A number from here on has a digit in front of its fourteen, so that it is padded with zeros.
const TIME_BASE: f64 = 1e14;
const SEQUENCE_BASE: f64 = 1e7;

const NOTHING_TRACKED: &str = r#"{"tracked":0,"delivered":0,"queued":0,"dropped":{}}"#;

/// The fate of an event that arrived; other fates are the reasons it was dropped for.
pub const DELIVERED: &str = "delivered";

/// The queue of one page, over the storage all pages share.
///
/// An event's name is its worth, time, sequence and tab (`0.01700000000000.0000001.a1b2…`); its
/// storage key is that with the tenant's prefix.
pub struct Queue<V: Value> {
    /// What this tenant's keys begin with; `undefined` while the queue is closed.
    prefix: Slot<V>,
    tab: Slot<V>,
    /// The text of every event that is not done with, by name, in the order of sending.
    texts: Slot<V>,
    /// The names of those that are being sent.
    under_way: Slot<V>,
    sequence: Cell<u32>,
    bytes: Cell<u32>,
    /// What became of everything tracked (`DeliveryStatus`).
    counts: Slot<V>,
}

impl<V: Value> Queue<V> {
    /// A closed queue.
    pub fn new() -> Self {
        Queue {
            prefix: Slot::new(V::undefined()),
            tab: Slot::new(V::undefined()),
            texts: Slot::new(V::object()),
            under_way: Slot::new(V::object()),
            sequence: Cell::default(),
            bytes: Cell::default(),
            counts: Slot::new(V::text(NOTHING_TRACKED).read()),
        }
    }

    /// Opens the queue for a tenant and takes up what earlier pages left. Only with consent: it
    /// gives the tab a name in session storage.
    pub fn open(&self, host: &impl Host<V>, scope: V) {
        if self.prefix.get().is_text() {
            return;
        }
        let name = V::text(TAB);
        let mut tab = host.read(Area::Session, name);
        if tab.len() == 0 {
            tab = host.fresh_hex();
            host.write(Area::Session, name, tab);
        }
        self.tab.replace(tab);
        let prefix = V::text(PREFIX).then(scope).then(V::text("."));
        self.prefix.replace(prefix);
        let start = prefix.len();
        // Behind the worth, keys are in the order of time.
        for key in host.keys(Area::Local, prefix).sorted(start + 2).entries() {
            self.adopt(host, key.slice(start, u32::MAX));
        }
    }

    fn adopt(&self, host: &impl Host<V>, name: V) {
        // With a digit in front, leading zeros are legal JSON.
        let time = V::text("1").then(name.slice(2, 16)).read().as_number() - TIME_BASE;
        let age = host.now() - time;
        let is_ours = name.slice(25, u32::MAX).same(self.tab.get()) || age.abs() > ORPHANED;
        let text = host.read(Area::Local, self.key(name));
        // A number that is too small is a key of a tenant whose name begins with ours.
        if age.is_nan() || time < 0.0 || !is_ours || text.is_nothing() {
            return;
        }
        self.hold(name, text);
        if age > OLDEST {
            self.end_one(host, name, "expired");
        }
    }

    /// Writes an event down. Where storage refuses, the event waits in memory.
    pub fn add(&self, host: &impl Host<V>, kind: u8, text: V) {
        self.sequence.set(self.sequence.get().wrapping_add(1));
        let dot = V::text(".");
        let name = V::concat(&[
            V::number(kind.into()),
            dot,
            padded(TIME_BASE + host.now().trunc()),
            dot,
            padded(SEQUENCE_BASE + f64::from(self.sequence.get())),
            dot,
            self.tab.get(),
        ]);
        host.write(Area::Local, self.key(name), text);
        self.hold(name, text);
        self.keep_bounds(host);
    }

    fn key(&self, name: V) -> V {
        self.prefix.get().then(name)
    }

    fn hold(&self, name: V, text: V) {
        add(self.counts.get(), "tracked", 1.0);
        add(self.counts.get(), "queued", 1.0);
        self.bytes
            .set(self.bytes.get().saturating_add(self.weight(name, text)));
        self.texts.get().put_of(name, text);
    }

    fn weight(&self, name: V, text: V) -> u32 {
        self.key(name).then(text).bytes()
    }

    /// Drops the oldest of the least valuable until the queue is within its bounds.
    fn keep_bounds(&self, host: &impl Host<V>) {
        while self.queued() > MOST_EVENTS || self.bytes.get() > MOST_BYTES {
            let mut victim = V::undefined();
            let mut least = 0;
            for name in self.texts.get().entries() {
                // What is being sent may have arrived, so it goes last among its equals.
                let rank = 1 + 2 * worth(name) + u32::from(!self.is_under_way(name));
                if rank > least {
                    least = rank;
                    victim = name;
                }
            }
            if !self.end_one(host, victim, "overflow") {
                return;
            }
        }
    }

    fn is_under_way(&self, name: V) -> bool {
        self.under_way.get().of(name).is_true()
    }

    /// Takes the next events out for sending, in order, as `{ names, texts, bytes }`: as many as
    /// fit a request and a number of bytes, always at least one. They stay stored until they are
    /// acknowledged.
    pub fn take(&self, most: u32, most_bytes: u32) -> V {
        let (names, texts) = (V::list(), V::list());
        let mut bytes = 0u32;
        for name in self.texts.get().entries() {
            if self.is_under_way(name) {
                continue;
            }
            let text = self.texts.get().of(name);
            let more = bytes.saturating_add(text.bytes());
            if names.len() >= most || (more > most_bytes && names.len() > 0) {
                break;
            }
            bytes = more;
            self.under_way.get().put_of(name, V::boolean(true));
            names.push(name);
            texts.push(text);
        }
        let taken = V::object();
        taken.put("names", names);
        taken.put("texts", texts);
        taken.put("bytes", V::number(bytes.into()));
        taken
    }

    /// How many wait that are not under way.
    pub fn waiting(&self) -> u32 {
        self.queued()
            .saturating_sub(self.under_way.get().names().len())
    }

    /// Puts the most valuable events first, for a page that is being left.
    pub fn rank_by_worth(&self) {
        let texts = self.texts.get();
        // Names begin with the worth and go on with the time.
        for name in texts.names().sorted(0).entries() {
            // A member that is put anew is the last one.
            let text = texts.of(name);
            texts.take_out(name);
            texts.put_of(name, text);
        }
    }

    /// The events of these names are done with: the collector has them, or they are dropped.
    pub fn end(&self, host: &impl Host<V>, names: V, fate: &str) {
        for name in names.entries() {
            self.end_one(host, name, fate);
        }
    }

    /// Says whether there was one of that name.
    fn end_one(&self, host: &impl Host<V>, name: V, fate: &str) -> bool {
        let text = self.texts.get().of(name);
        if text.is_nothing() {
            return false;
        }
        self.bytes
            .set(self.bytes.get().saturating_sub(self.weight(name, text)));
        self.texts.get().take_out(name);
        self.under_way.get().take_out(name);
        host.remove(Area::Local, self.key(name));
        add(self.counts.get(), "queued", -1.0);
        self.count(fate);
        true
    }

    /// These did not arrive and wait again.
    pub fn put_back(&self, names: V) {
        for name in names.entries() {
            self.under_way.get().take_out(name);
        }
    }

    /// An event that is dropped before it is written down.
    pub fn refuse(&self, reason: &str) {
        add(self.counts.get(), "tracked", 1.0);
        self.count(reason);
    }

    /// An event that went out without waiting here.
    pub fn count_sent(&self) {
        self.refuse(DELIVERED);
    }

    /// Drops everything and closes the queue.
    pub fn purge(&self, host: &impl Host<V>, reason: &str) {
        self.end(host, self.texts.get(), reason);
        self.prefix.replace(V::undefined());
    }

    /// What became of everything tracked.
    pub fn status(&self) -> V {
        self.counts.get().write().read()
    }

    fn queued(&self) -> u32 {
        self.counts.get().at("queued").as_number() as u32
    }

    fn count(&self, fate: &str) {
        let counts = self.counts.get();
        if fate == DELIVERED {
            add(counts, DELIVERED, 1.0);
        } else {
            add(counts.at("dropped"), fate, 1.0);
        }
    }
}

#[inline(never)]
fn add<V: Value>(counts: V, name: &str, more: f64) {
    let known = counts.at(name).or(V::number(0.0)).as_number();
    counts.put(name, V::number(known + more));
}

/// The digits of a number behind its first.
fn padded<V: Value>(number: f64) -> V {
    V::number(number).slice(1, u32::MAX)
}

fn worth<V: Value>(name: V) -> u32 {
    let worth = name.slice(0, 1).read().as_number();
    if worth < 2.0 { worth as u32 } else { 2 }
}
