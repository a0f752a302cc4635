//! The page is hidden or left: what fits is sent at once, the most valuable first; the rest stays
//! stored for the next page (delivery-and-security.md 1.6).

use std::rc::Rc;

use crate::attune::Attune;
use crate::ports::Host;
use crate::value::Value;

/// After so many failures in a row, a page that is left sends nothing: it would only add to the
/// collector's trouble.
const HOPELESS: u32 = 2;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// The page is hidden or, `is_parting`, left or frozen: then it will see no answer.
    pub fn leave(self: &Rc<Self>, is_parting: bool) {
        if self.may_deliver() && self.courier.health.failures.get() < HOPELESS {
            self.survey(false);
            self.queue.rank_by_worth();
            while self.send_at_once() {}
        }
        if is_parting {
            // Held on, it would keep the page out of the back/forward cache.
            self.end_turn();
        }
        self.claim(is_parting && self.courier.health.is_good(&self.host));
    }

    /// Sends as much as one request and the room left can take; says whether there is more.
    /// Nothing is awaited before it is handed over.
    fn send_at_once(self: &Rc<Self>) -> bool {
        let id = self.known_id();
        let room = self.courier.room();
        let mut most = room * 7 / 10;
        while most > 0 && self.queue.waiting() > 0 {
            let parcel = self.next_parcel(most);
            let request = self.request_for(parcel, id, true);
            if request.is_nothing() || request.at("body").bytes() > room {
                let names = parcel.at("names");
                self.queue.put_back(names);
                // Alone it does not fit, or cannot be sent yet.
                most = if names.len() > 1 { most / 2 } else { 0 };
                continue;
            }
            self.load(request);
            let this = self.clone();
            self.host.spawn(Box::pin(async move {
                this.carry(parcel, request).await;
            }));
            return true;
        }
        false
    }

    /// The page is back: out of the back/forward cache, or thawed.
    pub fn come_back(self: &Rc<Self>) {
        self.claim(false);
        self.look_around();
    }
}
