//! Delivery to the Salesforce collector: many rows in one form post (salesforce.md 8.1).

use crate::model::Salesforce;
use crate::ports::{Media, Outgoing};

use super::base64;
use super::percent_encode::push_encoded;

/// One form post of many rows.
pub fn delivery_request(salesforce: &Salesforce, items: &[String], keepalive: bool) -> Outgoing {
    let mut batch = String::from("{\"events\":[");
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            batch.push(',');
        }
        batch.push_str(item.trim_start_matches('[').trim_end_matches(']'));
    }
    batch.push_str("]}");
    let mut body = String::from("event=");
    push_encoded(&mut body, &base64::encode(batch.as_bytes()));
    let mut url = [origin(&salesforce.endpoint), "/web/events/"].concat();
    push_encoded(&mut url, &salesforce.app_source_id);
    url.push('/');
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
    let path = endpoint.match_indices('/').nth(2);
    path.and_then(|(at, _)| endpoint.get(..at))
        .unwrap_or(endpoint)
}
