//! Delivery to Sitecore: one event a request (sitecore.md 1, 8.5).

use crate::model::Sitecore;
use crate::ports::{Media, Outgoing};

use super::percent_encode::push_encoded;
use super::sitecore_identity::push_context;

/// How long an address may be for the form that needs no preflight.
const GET_LIMIT: usize = 2000;

/// The request for one event.
pub fn delivery_request(sitecore: &Sitecore, items: &[String], keepalive: bool) -> Outgoing {
    let item = items.first().map(String::as_str).unwrap_or_default();
    let event = item.trim_start_matches('[').trim_end_matches(']');
    let short = (keepalive && sitecore.edge.is_none()).then(|| get_url(sitecore, event));
    let (url, body) = match short.filter(|url| url.len() <= GET_LIMIT) {
        Some(url) => (url, None),
        None => (post_url(sitecore), Some(String::from(event))),
    };
    Outgoing {
        url,
        body,
        media: Media::Json,
        headers: Vec::new(),
        keepalive,
    }
}

fn post_url(sitecore: &Sitecore) -> String {
    let Some(edge) = &sitecore.edge else {
        return [&sitecore.endpoint, "/v1.2/events"].concat();
    };
    let mut url = [&sitecore.endpoint, "/v1/events/v1.2/events?"].concat();
    push_context(&mut url, sitecore);
    url.push_str("&siteId=");
    push_encoded(&mut url, &edge.site_name);
    url
}

/// The documented form for a page that is being left: it has no body and so needs no preflight.
fn get_url(sitecore: &Sitecore, event: &str) -> String {
    let mut url = [&sitecore.endpoint, "/v1.2/event/create.json?client_key="].concat();
    push_encoded(&mut url, &sitecore.client_key);
    url.push_str("&message=");
    push_encoded(&mut url, &without_key(event));
    url
}

/// The event without its client key, which is its last member: this form has it in the query.
fn without_key(event: &str) -> String {
    let is_key = |at: &usize| {
        event
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(",\"client_key\":"))
    };
    let key = event.rmatch_indices(',').map(|(at, _)| at).find(is_key);
    match key.and_then(|at| event.get(..at)) {
        Some(rest) => [rest, "}"].concat(),
        None => String::from(event),
    }
}
