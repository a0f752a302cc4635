//! What Sitecore is sent of the events that tests track.

use serde_json::{Value as Json, json};

use super::delivery_request;
use super::samples::{
    BROWSER_ID, body_of, outcome_of, reason, rows_of, sitecore, stamp, with, without,
};
use crate::fakes::Fake;

/// The members every event has.
pub const BASE: [&str; 8] = [
    "browser_id",
    "channel",
    "client_key",
    "currency",
    "language",
    "page",
    "pos",
    "requested_at",
];

/// What is sent of an event: the bodies of its posts.
pub fn posted(config: Fake, tracked: Json, visit: Fake) -> Vec<Json> {
    let rows = rows_of(config, tracked, visit);
    rows.iter()
        .map(|row| body_of(delivery_request(config, waiting(row), false)))
        .collect()
}

/// Queue items with one event.
pub fn waiting(row: &Json) -> Fake {
    Fake::from(json!([json!([row]).to_string()]))
}

pub fn visit() -> Fake {
    with(stamp(), json!({ "browserId": BROWSER_ID }))
}

pub fn sent(event: Json) -> Vec<Json> {
    posted(sitecore(), json!({ "event": event }), visit())
}

pub fn one(interaction: Json) -> Json {
    let rows = sent(json!({ "interaction": interaction }));
    assert_eq!(rows.len(), 1);
    without(&rows[0], &BASE)
}

pub fn dropped(event: Json) -> String {
    reason(&outcome_of(sitecore(), json!({ "event": event }), visit()))
}
