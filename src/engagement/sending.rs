//! Which events of the queue are being sent, by this page or by another.

use crate::ports::Host;
use crate::value::Value;

use super::claims::HELD;
use super::event_name::{age, page_and_tab};
use super::queue::Queue;

/// A page sends what it has tracked itself without asking the other tabs, as long as they leave it
/// alone ([`HELD`]), and a little less: what a page claims is seen elsewhere a moment late.
const OWN: f64 = HELD - 500.0;

/// What may be taken out of the queue for one request.
pub struct Load<'a, V> {
    pub most: u32,
    pub most_bytes: u32,
    /// It is this page's turn: what others have left may be taken too.
    pub is_everybodys: bool,
    /// Whether an event waits for all before it and holds all behind it.
    pub is_ordered: &'a dyn Fn(V) -> bool,
}

impl<V: Value> Queue<V> {
    pub(super) fn is_under_way(&self, name: V) -> bool {
        !self.under_way.get().of(name).is_nothing()
    }

    /// Takes the next events out for sending, in order, as `{ names, texts }`: as many as fit a
    /// request, always at least one. They stay stored until they are acknowledged. One that another
    /// page has ended meanwhile is left to the next refresh.
    pub fn take(&self, host: &impl Host<V>, load: &Load<V>) -> V {
        let taken: V = parcel();
        let (names, texts) = (taken.at(t!("names")), taken.at(t!("texts")));
        let mut bytes = 0u32;
        let mut is_first = true;
        for name in self.texts.get().entries() {
            let text = self.texts.get().of(name);
            let is_ours = load.is_everybodys || self.is_young_and_own(host, name);
            let is_elsewhere = self.elsewhere.get().of(name).is_true();
            if self.is_under_way(name) || (!is_ours && !is_elsewhere) {
                if (load.is_ordered)(text) {
                    break;
                }
                is_first = false;
                continue;
            }
            if is_elsewhere || !self.is_stored(host, name) {
                continue;
            }
            bytes = bytes.saturating_add(text.bytes());
            let is_full = names.len() >= load.most || (bytes > load.most_bytes && names.len() > 0);
            if is_full || (!is_first && (load.is_ordered)(text)) {
                break;
            }
            is_first = false;
            self.under_way.get().put_of(name, V::boolean(false));
            names.push(name);
            texts.push(text);
        }
        taken
    }

    /// The same for the event of that name alone; nothing if it is not queued, or under way already.
    pub fn take_one(&self, host: &impl Host<V>, name: V) -> V {
        let taken: V = parcel();
        let text = self.texts.get().of(name);
        if !text.is_nothing() && !self.is_under_way(name) && self.is_stored(host, name) {
            self.under_way.get().put_of(name, V::boolean(false));
            self.elsewhere.get().take_out(name);
            taken.at(t!("names")).push(name);
            taken.at(t!("texts")).push(text);
        }
        taken
    }

    fn is_young_and_own(&self, host: &impl Host<V>, name: V) -> bool {
        page_and_tab(name).same(self.tab.get()) && age(host, name).abs() < OWN
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

fn parcel<V: Value>() -> V {
    let parcel = V::object();
    parcel.put(t!("names"), V::list());
    parcel.put(t!("texts"), V::list());
    parcel
}
