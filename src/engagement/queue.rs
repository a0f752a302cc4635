//! Events on their way out: written down before anything is sent, one storage key each, removed
//! when the collector has acknowledged them (delivery-and-security.md 1.2).

use crate::model::Kind;
use crate::ports::{Area, Clock, Random, Storage};
use crate::visitor::fresh_hex;

const PREFIX: &str = "attune.event.";
const TAB: &str = "attune.tab";
const MOST_EVENTS: usize = 500;
const MOST_BYTES: usize = 256 * 1024;
const OLDEST: f64 = 10.0 * 24.0 * 3_600_000.0;
/// Events of another tab are taken over when they are this old: that tab is gone or stuck.
const ORPHANED: f64 = 60_000.0;

/// What became of everything tracked (`DeliveryStatus`); `dropped` is per reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeliveryStatus {
    pub tracked: u32,
    pub delivered: u32,
    pub queued: u32,
    pub dropped: Vec<(&'static str, u32)>,
}

/// An event that waits.
#[derive(Clone, Debug)]
struct Entry {
    key: String,
    text: String,
    kind: Kind,
    is_under_way: bool,
}

/// The queue of one page, over the storage all pages share.
#[derive(Default)]
pub struct Queue {
    /// The prefix of this tenant's keys.
    prefix: String,
    tab: String,
    sequence: u32,
    entries: Vec<Entry>,
    status: DeliveryStatus,
}

impl Queue {
    /// Opens the queue for a tenant and takes up what earlier pages left. Only with consent: it
    /// gives the tab a name in session storage.
    pub fn open(&mut self, host: &(impl Storage + Clock + Random), scope: &str) {
        if !self.prefix.is_empty() {
            return;
        }
        self.prefix = [PREFIX, scope, "."].concat();
        self.tab = host
            .read(Area::Session, TAB)
            .filter(|tab| !tab.is_empty())
            .unwrap_or_else(|| {
                let tab = fresh_hex(host);
                host.write(Area::Session, TAB, &tab);
                tab
            });
        let mut keys = host.keys(Area::Local, &self.prefix);
        keys.sort_by(|one, other| order_of(one).cmp(order_of(other)));
        for key in keys {
            self.adopt(host, key);
        }
    }

    fn adopt(&mut self, host: &(impl Storage + Clock), key: String) {
        let Some((kind, time, tab)) = read_key(&key) else {
            return;
        };
        let age = host.now() - time;
        let is_ours = tab == self.tab || age.abs() > ORPHANED;
        let is_known = self.entries.iter().any(|entry| entry.key == key);
        if !is_ours || is_known {
            return;
        }
        let Some(text) = host.read(Area::Local, &key) else {
            return;
        };
        self.status.tracked += 1;
        if age > OLDEST {
            host.remove(Area::Local, &key);
            self.count_dropped("expired", 1);
            return;
        }
        self.entries.push(Entry {
            key,
            text,
            kind,
            is_under_way: false,
        });
    }

    /// Writes an event down. Where storage refuses, the event waits in memory.
    pub fn add(&mut self, host: &(impl Storage + Clock), kind: Kind, text: String) {
        self.sequence += 1;
        let key = self.fresh_key(kind, host.now());
        host.write(Area::Local, &key, &text);
        self.status.tracked += 1;
        self.entries.push(Entry {
            key,
            text,
            kind,
            is_under_way: false,
        });
        self.keep_bounds(host);
    }

    fn fresh_key(&self, kind: Kind, now: f64) -> String {
        let worth = match kind {
            Kind::Click => "0",
            Kind::Impression => "1",
            Kind::Other => "2",
        };
        let mut key = [&self.prefix, worth, "."].concat();
        for (number, digits) in [(now as u64, 14), (u64::from(self.sequence), 7)] {
            let text = number.to_string();
            key.extend(std::iter::repeat_n('0', digits - text.len().min(digits)));
            key.push_str(&text);
            key.push('.');
        }
        key.push_str(&self.tab);
        key
    }

    /// Drops the oldest of the least valuable until the queue is within its bounds: clicks outlive
    /// impressions, impressions outlive the rest.
    fn keep_bounds(&mut self, storage: &impl Storage) {
        while self.entries.len() > MOST_EVENTS || self.bytes() > MOST_BYTES {
            let worth = |entry: &Entry| (std::cmp::Reverse(entry.kind as u8), entry.is_under_way);
            let Some(place) =
                (0..self.entries.len()).min_by_key(|&place| self.entries.get(place).map(worth))
            else {
                return;
            };
            let entry = self.entries.remove(place);
            storage.remove(Area::Local, &entry.key);
            self.count_dropped("overflow", 1);
        }
    }

    fn bytes(&self) -> usize {
        self.entries
            .iter()
            .map(|entry| entry.key.len() + entry.text.len())
            .sum()
    }

    /// Takes the next events out for sending, in order: as many as fit a request and a number of
    /// bytes, always at least one. They stay stored until they are acknowledged.
    pub fn take(&mut self, most: usize, most_bytes: usize) -> Vec<(String, String)> {
        let mut taken = Vec::new();
        let mut bytes = 0;
        for entry in self.entries.iter_mut().filter(|entry| !entry.is_under_way) {
            bytes += entry.text.len();
            if taken.len() >= most || (bytes > most_bytes && !taken.is_empty()) {
                break;
            }
            entry.is_under_way = true;
            taken.push((entry.key.clone(), entry.text.clone()));
        }
        taken
    }

    /// Whether anything waits that is not under way.
    pub fn waiting(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| !entry.is_under_way)
            .count()
    }

    /// Puts the most valuable events first, for a page that is being left.
    pub fn rank_by_worth(&mut self) {
        self.entries.sort_by_key(|entry| entry.kind as u8);
    }

    /// The collector has these.
    pub fn acknowledge(&mut self, storage: &impl Storage, keys: &[String]) {
        let count = self.discard(storage, keys);
        self.status.delivered += count;
    }

    /// The collector will not have these.
    pub fn give_up(&mut self, storage: &impl Storage, keys: &[String], reason: &'static str) {
        let count = self.discard(storage, keys);
        self.count_dropped(reason, count);
    }

    /// These did not arrive and wait again.
    pub fn put_back(&mut self, keys: &[String]) {
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| keys.contains(&entry.key))
        {
            entry.is_under_way = false;
        }
    }

    /// An event that is dropped before it is written down.
    pub fn refuse(&mut self, reason: &'static str) {
        self.status.tracked += 1;
        self.count_dropped(reason, 1);
    }

    /// An event that went out without waiting here.
    pub fn count_sent(&mut self) {
        self.status.tracked += 1;
        self.status.delivered += 1;
    }

    /// Drops everything and closes the queue.
    pub fn purge(&mut self, storage: &impl Storage, reason: &'static str) {
        let keys: Vec<String> = self.entries.iter().map(|entry| entry.key.clone()).collect();
        self.give_up(storage, &keys, reason);
        self.prefix.clear();
    }

    /// What became of everything tracked.
    pub fn status(&self) -> DeliveryStatus {
        let queued = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        DeliveryStatus {
            queued,
            ..self.status.clone()
        }
    }

    fn discard(&mut self, storage: &impl Storage, keys: &[String]) -> u32 {
        let before = self.entries.len();
        self.entries.retain(|entry| !keys.contains(&entry.key));
        for key in keys {
            storage.remove(Area::Local, key);
        }
        u32::try_from(before - self.entries.len()).unwrap_or(u32::MAX)
    }

    fn count_dropped(&mut self, reason: &'static str, count: u32) {
        if count == 0 {
            return;
        }
        let dropped = &mut self.status.dropped;
        match dropped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, known)) => *known += count,
            None => dropped.push((reason, count)),
        }
    }
}

/// The part of a key after its worth, by which events are put in order: time, then sequence.
fn order_of(key: &str) -> &str {
    key.rmatch_indices('.')
        .nth(2)
        .and_then(|(place, _)| key.get(place..))
        .unwrap_or(key)
}

fn read_key(key: &str) -> Option<(Kind, f64, &str)> {
    let mut parts = key.rsplit('.');
    let tab = parts.next()?;
    let _sequence = parts.next()?;
    let time = parts.next()?.parse().ok()?;
    let kind = match parts.next()? {
        "0" => Kind::Click,
        "1" => Kind::Impression,
        _ => Kind::Other,
    };
    Some((kind, time, tab))
}
