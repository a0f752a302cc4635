//! What a request asks the service: the points of a flight, and who asks, where, and why.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::is_fault;
use crate::ports::Host;
use crate::value::Value;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// The question of a flight; a fault if nobody can be found to ask it for.
    pub(super) async fn question(self: &Rc<Self>, flight: V) -> V {
        let config = self.config();
        let question = flight.copy();
        let is_known_otherwise =
            !flight.at(t!("identity")).is_nothing() && config.at(t!("contextId")).is_nothing();
        if !is_known_otherwise {
            let ids = self.identify().await;
            if is_fault(ids) {
                return ids;
            }
            put_ids(question, ids, !flight.at(t!("identity")).is_nothing());
        }
        let campaign = self.current_campaign();
        let place = self.campaign_of_visit.place();
        let mut address = place.at(t!("address"));
        // That of an earlier page is not in the address.
        let kinds = config.at(t!("redaction"));
        if place.at(t!("campaign")).names().len() == 0 && campaign.names().len() > 0 {
            let with_campaign = self.host.address_with(place.at(t!("at")), campaign);
            address = self.host.redacted(with_campaign, kinds);
        }
        // The page's own one stands in for that address, and is no less likely to name people.
        let given = flight.at(t!("context")).at(t!("requestUrl"));
        if given.is_text() {
            let context = flight.at(t!("context")).copy();
            context.put(t!("requestUrl"), self.host.redacted(given, kinds));
            question.put(t!("context"), context);
        }
        question.put(t!("campaign"), campaign);
        question.put(t!("address"), address);
        question.put(t!("language"), self.host.language());
        question.put(t!("dataspace"), config.at(t!("dataspace")));
        question.put(
            t!("correlation"),
            self.host.fresh_hex().then(self.host.fresh_hex()),
        );
        question
    }
}

pub(super) fn put_ids<V: Value>(question: V, ids: V, has_identity: bool) {
    question.put(t!("guest"), ids.at(t!("guest")));
    if !has_identity {
        let identity = V::object();
        identity.put(t!("browserId"), ids.at(t!("browserId")));
        question.put(t!("identity"), identity);
    }
}
