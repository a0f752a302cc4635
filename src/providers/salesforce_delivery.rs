//! Delivery to the Salesforce collector: many rows in one form post (salesforce.md 8.1).

use crate::value::Value;

/// One form post of many rows.
pub fn delivery_request<V: Value>(config: V, items: V, keepalive: bool) -> V {
    let mut batch = V::text(t!("{\"events\":["));
    let mut between = V::text(t!(""));
    for item in items.entries() {
        let rows = item.slice(1, item.len().saturating_sub(1));
        batch = batch.then(between).then(rows);
        between = V::text(t!(","));
    }
    let body = batch.then(V::text(t!("]}"))).base64().encode();
    // An endpoint that is a whole decision address says nothing of events.
    let origin = config.at(t!("endpoint")).split(t!("/"));
    let slash = V::text(t!("/"));
    let origin = origin.item(0).then(slash).then(slash).then(origin.item(2));
    let url = origin
        .then(V::text(t!("/web/events/")))
        .then(config.at(t!("appSourceId")))
        .then(slash);
    let request = V::object();
    request.put(t!("url"), url);
    request.put(t!("body"), V::text(t!("event=")).then(body));
    request.put(t!("isForm"), V::boolean(true));
    request.put(t!("keepalive"), V::boolean(keepalive));
    request
}
