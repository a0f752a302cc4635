//! Delivery to Sitecore: one event a request (sitecore.md 1, 8.5).

use crate::value::Value;

use super::sitecore_wire::{address, is_edge, tenant};

/// How long an address may be for the form that needs no preflight.
const GET_LIMIT: u32 = 2000;

/// The request for one event. Its row lacks the client key, which each form puts elsewhere.
pub fn delivery_request<V: Value>(config: V, items: V, keepalive: bool) -> V {
    let request = V::object();
    request.put(t!("keepalive"), V::boolean(keepalive));
    let event = items.item(0).read().item(0);
    if keepalive && !is_edge(config) {
        // The documented form for a page that is being left: without a body it needs no preflight.
        let named = config.copy();
        named.put(t!("message"), event.write());
        let create = t!("/v1.2/event/create.json?client_key=$clientKey$&message=$message");
        let url = address(named, create, t!(""));
        if url.len() <= GET_LIMIT {
            request.put(t!("url"), url);
            return request;
        }
    }
    event.put_named(
        tenant(config, V::undefined(), V::undefined()),
        t!("clientKey client_key"),
    );
    let edge = t!("/v1/events/v1.2/events?sitecoreContextId=$contextId$&siteId=$siteName");
    request.put(t!("url"), address(config, t!("/v1.2/events"), edge));
    request.put(t!("body"), event.write());
    request
}
