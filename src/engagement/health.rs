//! How the collector has been answering, as all pages of the visitor know it: how many failures in
//! a row, until when everybody rests, and how far its clock is ahead of ours.

use std::cell::Cell;

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::delivery_policy::LONGEST_REST;

const PREFIX: Word = t!("attune.health.");
/// An answer this old, in milliseconds, says nothing about now.
const STALE: f64 = 30.0 * 60_000.0;
/// So often, in milliseconds, it is worth writing down that all is well.
const NEWS: f64 = 60_000.0;
/// A rest this long, in milliseconds, is worth a look whether it is still needed.
const LONG: f64 = 5000.0;
/// A `Date` header knows seconds only; clocks that differ by less, in milliseconds, are the same.
const SAME_TIME: f64 = 1000.0;

/// The state of the collector.
pub struct Health<V: Value> {
    key: Slot<V>,
    /// How often in a row nothing arrived.
    pub failures: Cell<u32>,
    /// How many milliseconds the collector's clock is ahead.
    pub ahead: Cell<f64>,
    /// The rest is the collector's own wish, so nobody may cut it short.
    pub is_bound: Cell<bool>,
}

impl<V: Value> Health<V> {
    /// Nothing is known, and nothing is written.
    pub fn new() -> Self {
        Health {
            key: Slot::new(V::undefined()),
            failures: Cell::default(),
            ahead: Cell::default(),
            is_bound: Cell::default(),
        }
    }

    /// Takes up what earlier pages know, and writes from now on; only consent allows that. Gives
    /// how many milliseconds are left to rest.
    pub fn open(&self, host: &impl Host<V>, scope: V) -> f64 {
        self.key.replace(V::text(PREFIX).then(scope));
        let ahead = self.known(host).at(t!("ahead")).as_number();
        if self.ahead.get() == 0.0 && !ahead.is_nan() {
            self.ahead.set(ahead);
        }
        self.rest(host)
    }

    fn known(&self, host: &impl Host<V>) -> V {
        let key = self.key.get();
        if key.is_nothing() {
            return key;
        }
        host.read(Area::Local, key).read()
    }

    /// How many milliseconds are left to rest, whichever page has failed. A wall clock that was
    /// stepped asks for rests that nobody would have written: they are none.
    pub fn rest(&self, host: &impl Host<V>) -> f64 {
        let known = self.known(host);
        let failures = known.at(t!("failures")).as_number();
        if failures >= 0.0 {
            self.failures.set(failures as u32);
        }
        self.is_bound.set(known.at(t!("isWish")).is_true());
        let rest = known.at(t!("until")).as_number() - host.now();
        if rest > 0.0 && rest <= LONGEST_REST {
            rest
        } else {
            0.0
        }
    }

    /// Whether it is written down that nobody rests.
    pub fn is_rest_over(&self, host: &impl Host<V>) -> bool {
        self.rest(host) == 0.0 && self.known(host).is_object()
    }

    /// Whether a request handed to the browser now can be relied on: the last one was accepted, and
    /// not long ago.
    pub fn is_good(&self, host: &impl Host<V>) -> bool {
        let known = self.known(host);
        let age = host.now() - known.at(t!("at")).as_number();
        known.at(t!("failures")).as_number() == 0.0 && age.abs() < STALE
    }

    /// Whether a request that was handed over after a moment has failed.
    pub fn has_failed_since(&self, host: &impl Host<V>, moment: f64) -> bool {
        self.known(host).at(t!("failed")).as_number() > moment
    }

    /// Whether something new is worth a request in the middle of a rest: of a long one, once, some
    /// time after the last, and never of one that the collector has wished for.
    pub fn may_probe(&self, host: &impl Host<V>) -> bool {
        let known = self.known(host);
        let (now, at) = (host.now(), known.at(t!("at")).as_number());
        let probed = known.at(t!("probed")).as_number();
        let is_long = known.at(t!("until")).as_number() - at > LONG;
        let was_probed = probed > at || (now - probed).abs() < LONG;
        if !is_long || was_probed || known.at(t!("isWish")).is_true() {
            return false;
        }
        known.put(t!("probed"), V::number(now));
        host.write(Area::Local, self.key.get(), known.write())
    }

    /// Something was accepted. A rest the collector has wished for stands.
    pub fn improve(&self, host: &impl Host<V>) {
        if self.rest(host) > 0.0 && self.is_bound.get() {
            return;
        }
        let age = host.now() - self.known(host).at(t!("at")).as_number();
        let is_news = age.is_nan() || age.abs() > NEWS;
        self.is_bound.set(false);
        if self.failures.replace(0) > 0 || is_news {
            self.write(host, 0.0, V::undefined());
        }
    }

    /// Something has failed that was handed over at a moment: everybody rests so many milliseconds.
    pub fn worsen(&self, host: &impl Host<V>, moment: f64, rest: f64, is_wish: bool) {
        self.is_bound.set(is_wish);
        self.write(host, host.now() + rest, V::number(moment));
    }

    /// `failed`: when a request that has failed was handed over; `undefined` where none has since.
    fn write(&self, host: &impl Host<V>, until: f64, failed: V) {
        let key = self.key.get();
        if key.is_nothing() {
            return;
        }
        let record = V::object();
        record.put_all(self.known(host));
        record.put(t!("at"), V::number(host.now()));
        record.put(t!("failures"), V::number(self.failures.get().into()));
        record.put(t!("until"), V::number(until));
        record.put(t!("isWish"), V::boolean(self.is_bound.get()));
        record.put(t!("ahead"), V::number(self.ahead.get()));
        record.put(t!("failed"), failed);
        if !host.write(Area::Local, key, record.write()) {
            // What stands there is not so any more.
            host.remove(Area::Local, key);
        }
    }

    /// Learns from a reply how far the service's clock is ahead, where it says so.
    pub fn set_clock(&self, host: &impl Host<V>, reply: V) {
        let ahead = reply.at(t!("ahead")).as_number();
        if ahead.is_nan() {
            return;
        }
        let ahead = if ahead.abs() < SAME_TIME { 0.0 } else { ahead };
        if (self.ahead.replace(ahead) - ahead).abs() > SAME_TIME {
            let until = self.known(host).at(t!("until")).as_number();
            self.write(host, until.max(0.0), V::undefined());
        }
    }

    /// Nothing is written any more.
    pub fn close(&self) {
        self.key.replace(V::undefined());
        self.failures.set(0);
    }
}
