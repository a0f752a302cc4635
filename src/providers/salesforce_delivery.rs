//! Delivery to the Salesforce collector: many rows in one form post (salesforce.md 8.1).

use crate::value::Value;

/// One form post of many rows.
pub fn delivery_request<V: Value>(config: V, items: V, keepalive: bool) -> V {
    let mut batch = V::text("{\"events\":[");
    let mut between = V::text("");
    for item in items.entries() {
        let rows = item.slice(1, item.len().saturating_sub(1));
        batch = batch.then(between).then(rows);
        between = V::text(",");
    }
    let body = batch.then(V::text("]}")).base64().encode();
    // An endpoint that is a whole decision address says nothing of events.
    let origin = config.at("endpoint").split("/");
    let slash = V::text("/");
    let origin = origin.item(0).then(slash).then(slash).then(origin.item(2));
    let url = origin
        .then(V::text("/web/events/"))
        .then(config.at("appSourceId"))
        .then(slash);
    let request = V::object();
    request.put("url", url);
    request.put("body", V::text("event=").then(body));
    request.put("isForm", V::boolean(true));
    request.put("keepalive", V::boolean(keepalive));
    request
}
