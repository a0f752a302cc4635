//! Delivery to Sitecore: one event a request (sitecore.md 1, 8.5).

use crate::model::Sitecore;
use crate::ports::{Media, Outgoing};

use super::percent_encode::encoded;
use super::sitecore::{address, direct_only};

/// How long an address may be for the form that needs no preflight.
const GET_LIMIT: usize = 2000;

/// The request for one event. Its row lacks the client key, which each form puts elsewhere.
pub fn delivery_request(sitecore: &Sitecore, items: &[String], keepalive: bool) -> Outgoing {
    let event = super::inside(items.first().map_or("", String::as_str));
    let mut url = address(sitecore, "/v1.2/events", "/v1/events/v1.2/events");
    let key = direct_only(sitecore, &sitecore.client_key);
    // A key holds nothing that JSON would have to escape (config_rules.rs).
    let start = event.strip_suffix('}').unwrap_or_default();
    let mut body = Some([start, ",\"client_key\":\"", key, "\"}"].concat());
    if keepalive && sitecore.edge.is_none() {
        let create = "/v1.2/event/create.json?client_key=";
        let message = encoded(event);
        let short = [
            &sitecore.endpoint,
            create,
            &encoded(key),
            "&message=",
            &message,
        ]
        .concat();
        if short.len() <= GET_LIMIT {
            url = short;
            body = None;
        }
    }
    Outgoing {
        url,
        body,
        media: Media::Json,
        headers: Vec::new(),
        keepalive,
    }
}
