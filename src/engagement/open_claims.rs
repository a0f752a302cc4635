//! What pages have left that saw no answer of the collector: were their requests accepted?
//!
//! Where the service keeps an event once whatever its repeats (Salesforce), they are sent again.
//! Elsewhere (Sitecore) the collector is asked first, by whatever is sent anyway, or else by one of
//! the events: if it accepts that, the others count as delivered too; if not, all are sent again.

use std::rc::Rc;

use crate::attune::Attune;
use crate::ports::{Area, Host};
use crate::value::Value;

use super::counts::DELIVERED;

/// What this page may have to tell itself is waited for so many milliseconds.
const ASKING: f64 = 100.0;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// At the start of a page.
    pub(super) fn look_for_open_claims(self: &Rc<Self>) {
        self.look_at_claims(false);
        if self.courier.claims.open.get().len() > 0 {
            self.wait(ASKING);
        }
    }

    /// A parcel of one event of an open claim, to ask by; an empty one if there is none.
    pub(super) fn event_to_ask_by(&self) -> V {
        let (host, queue) = (&self.host, &self.queue);
        for key in self.courier.claims.open.get().entries() {
            for name in host.read(Area::Local, key).read().at(t!("names")).entries() {
                let parcel = queue.take_one(host, name);
                if parcel.at(t!("names")).len() > 0 {
                    return parcel;
                }
            }
            // Nothing of it is left to ask about.
            host.remove(Area::Local, key);
        }
        V::object()
    }

    /// The collector has answered to a parcel: the claims that were open when it was handed over
    /// are settled.
    pub(super) fn settle_open_claims(&self, parcel: V, is_accepted: bool) {
        let host = &self.host;
        let asked = parcel.at(t!("asked"));
        for key in asked.entries() {
            let names = host.read(Area::Local, key).read().at(t!("names"));
            if is_accepted {
                self.queue.end(host, names, DELIVERED);
            }
            host.remove(Area::Local, key);
        }
        if asked.len() > 0 {
            self.look_at_claims(false);
        }
    }
}
