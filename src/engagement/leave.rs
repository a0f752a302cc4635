//! The page is hidden or left: what fits is sent at once, the most valuable first; the rest stays
//! stored for the next page (delivery-and-security.md 1.6).

use std::rc::Rc;

use crate::attune::Attune;
use crate::ports::Host;
use crate::providers::asks_one_point;
use crate::value::Value;

use super::counts::DELIVERED;

/// After so many failures in a row, a page that is left sends nothing: it would only add to the
/// collector's trouble.
const HOPELESS: u32 = 2;
/// Where the service does not see that an event is a repeat, nobody could tell afterwards what had
/// become of it.
const DOUBTFUL: u32 = 1;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// The page is hidden or, `is_parting`, left or frozen: then it will see no answer. That is said
    /// twice, since a browser may end a script in the middle: a claim can only say of what was sent
    /// before that it is on its way.
    pub fn leave(self: &Rc<Self>, is_parting: bool) {
        let (courier, queue) = (&self.courier, &self.queue);
        // A page that is left is hidden too, and some browsers say so afterwards.
        let is_parting = courier.is_parting.get() || is_parting;
        courier.is_parting.set(is_parting);
        let mut has_sent = false;
        self.catch_up();
        // Other pages may know more of the collector than this one.
        courier.health.rest(&self.host);
        let most = if asks_one_point(self.config()) {
            DOUBTFUL
        } else {
            HOPELESS
        };
        if self.may_deliver() && courier.health.failures.get() < most {
            self.survey(false);
            queue.rank_by_worth();
            let aside = V::list();
            while self.send_at_once(aside) {
                has_sent = true;
            }
            queue.put_back(aside);
        }
        courier.has_parted.set(is_parting && !has_sent);
        if is_parting {
            courier.partings.set(courier.partings.get().wrapping_add(1));
            // Held on, it would keep the page out of the back/forward cache.
            self.end_turn();
            queue.put_back_unsure();
        }
        self.claim();
    }

    /// Sends as much as one request and the room left can take; says whether there is more. Sets
    /// aside what does not fit alone, or cannot be sent yet. Nothing is awaited before the request
    /// is handed over.
    fn send_at_once(self: &Rc<Self>, aside: V) -> bool {
        let id = self.known_id();
        let room = self.courier.room();
        let mut most = room * 7 / 10;
        while most > 0 && self.queue.waiting() > 0 {
            let parcel = self.next_parcel(most, true);
            if parcel.at(t!("names")).len() == 0 {
                return false;
            }
            let request = self.request_for(parcel, id, true);
            if request.is_nothing() || request.at(t!("body")).bytes() > room {
                let names = parcel.at(t!("names"));
                if names.len() > 1 {
                    self.queue.put_back(names);
                    most /= 2;
                } else {
                    aside.push(names.item(0));
                }
                continue;
            }
            self.load(parcel, request);
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
        self.catch_up();
        let (courier, queue) = (&self.courier, &self.queue);
        courier.is_parting.set(false);
        courier.has_parted.set(false);
        // Before anything is written: another tab may have erased it all meanwhile.
        if self.notice_erasure() {
            return;
        }
        let is_sure = courier.claims.is_sure(&self.host, &courier.health);
        for parcel in courier.unanswered.replace(V::list()).entries() {
            let names = parcel.at(t!("names"));
            courier.unload(parcel.at(t!("bytes")).as_number() as u32);
            if is_sure {
                queue.end(&self.host, names, DELIVERED);
                continue;
            }
            if !courier.is_answered.get() {
                courier.claims.orphan(&self.host, names);
            }
            queue.put_back(names);
        }
        courier.is_answered.set(false);
        self.claim();
        self.look_around();
    }
}
