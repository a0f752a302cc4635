//! Which events of the queue are being sent, by this page or by another.

use crate::ports::Host;
use crate::value::Value;

use super::claims::HELD;
use super::event_name::age;
use super::queue::Queue;

impl<V: Value> Queue<V> {
    pub(super) fn is_under_way(&self, name: V) -> bool {
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
        self.count.get().saturating_sub(taken)
    }

    /// Other pages are sending those of these names (an object). What another tab has tracked just
    /// now is its own too: what it claims is seen here a moment late. Gives the milliseconds after
    /// which that is over; 0 if there is no such event.
    pub fn leave_to_others(&self, host: &impl Host<V>, names: V) -> f64 {
        let elsewhere = V::object();
        let mut youth = 0.0;
        for name in self.young.get().entries() {
            let age = age(host, name).abs();
            if age < HELD {
                names.put_of(name, V::boolean(true));
                youth = HELD - age;
            } else {
                self.young.get().take_out(name);
            }
        }
        for name in names.entries() {
            if !self.texts.get().of(name).is_nothing() && !self.is_under_way(name) {
                elsewhere.put_of(name, V::boolean(true));
            }
        }
        self.elsewhere.replace(elsewhere);
        youth
    }

    /// These did not arrive and wait again.
    pub fn put_back(&self, names: V) {
        for name in names.entries() {
            self.under_way.get().take_out(name);
        }
    }
}
