//! What Salesforce is sent of the events that tests track.

use serde_json::{Value as Json, json};

use super::samples::{outcome_of, reason, rows_of, salesforce, stamp, without};

pub const IDS: [&str; 4] = ["eventId", "dateTime", "deviceId", "sessionId"];
pub const PAGE: [&str; 5] = [
    "pageView",
    "sourceUrl",
    "sourceUrlReferrer",
    "sourceChannel",
    "sourceLocale",
];

pub fn sent(event: Json) -> Vec<Json> {
    rows_of(salesforce(), json!({ "event": event }), stamp())
}

pub fn dropped(event: Json) -> String {
    reason(&outcome_of(
        salesforce(),
        json!({ "event": event }),
        stamp(),
    ))
}

/// What differs from row to row, after the fields all rows have were seen to be there.
pub fn core(row: &Json) -> Json {
    without(&without(row, &IDS), &PAGE)
}

pub fn line(row: &Json) -> Json {
    without(row, &IDS)
}
