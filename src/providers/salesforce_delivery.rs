//! Delivery to the Salesforce collector: many rows in one form post (salesforce.md 8.1).

use crate::model::Salesforce;
use crate::ports::{Media, Outgoing};

use super::base64;
use super::percent_encode::encoded;

/// One form post of many rows.
pub fn delivery_request(salesforce: &Salesforce, items: &[String], keepalive: bool) -> Outgoing {
    let mut batch = String::from("{\"events\":[");
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            batch.push(',');
        }
        batch.push_str(super::inside(item));
    }
    batch.push_str("]}");
    let body = ["event=", &encoded(&base64::encode(batch.as_bytes()))].concat();
    let base = origin(&salesforce.endpoint);
    let url = [
        base,
        "/web/events/",
        &encoded(&salesforce.app_source_id),
        "/",
    ]
    .concat();
    Outgoing {
        url,
        body: Some(body),
        media: Media::Form,
        headers: Vec::new(),
        keepalive,
    }
}

/// Scheme and host of an endpoint: one that is a whole decision address says nothing of events.
fn origin(endpoint: &str) -> &str {
    let mut slashes = endpoint
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'/');
    let end = slashes.nth(2).map_or(endpoint.len(), |(at, _)| at);
    endpoint.get(..end).unwrap_or(endpoint)
}
