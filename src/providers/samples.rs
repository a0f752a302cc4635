//! Values the tests of this room share.

use std::cell::Cell;

use serde_json::{Value as Json, json};

use super::event_rows;
use crate::fakes::Fake;
use crate::model::is_fault;
use crate::value::Value;

pub const BROWSER_ID: &str = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";

pub fn salesforce() -> Fake {
    Fake::from(json!({
        "service": "salesforce", "scope": "a1b2c3d4-0000-4000-8000-000000000001",
        "endpoint": "https://tenant.c360a.salesforce.com", "keepCampaign": true,
        "appSourceId": "a1b2c3d4-0000-4000-8000-000000000001", "isWholeAddress": false
    }))
}

pub fn sitecore() -> Fake {
    Fake::from(json!({
        "service": "sitecore", "scope": "exampleClientKey", "keepCampaign": true,
        "endpoint": "https://api-engage-eu.sitecorecloud.io", "clientKey": "exampleClientKey",
        "pointOfSale": "shop.example", "channel": "WEB", "currencyCode": "EUR"
    }))
}

pub fn edge() -> Fake {
    let edge = json!({
        "scope": "ctx/1", "endpoint": "https://edge-platform.sitecorecloud.io",
        "contextId": "ctx/1", "siteName": "my site"
    });
    with(sitecore(), edge)
}

/// A value with some members replaced.
pub fn with(value: Fake, members: Json) -> Fake {
    let (copy, members) = (value.copy(), Fake::from(members));
    copy.put_all(members);
    copy
}

pub fn question(points: &[&str]) -> Fake {
    Fake::from(json!({
        "points": points, "identity": { "browserId": BROWSER_ID }, "campaign": {},
        "address": "https://shop.example/boots?utm_source=mail", "language": "en-IE",
        "correlation": "0123456789abcdef0123456789abcdef"
    }))
}

pub fn stamp() -> Fake {
    Fake::from(json!({
        "at": "2026-03-04T05:06:07.008Z", "browserId": "3f9c0d2b7a61e845",
        "sessionId": "9b1e44d07c2a5f36", "address": "https://shop.example/boots",
        "referrer": "https://search.example/?q=boots", "path": "/boots", "language": "en-US",
        "campaign": {}, "isArrival": false
    }))
}

/// Ids in the order they are made: `id-1`, `id-2`, …
pub fn ids() -> impl Fn() -> Fake {
    let count = Cell::new(0);
    move || {
        count.set(count.get() + 1);
        Fake::from(json!(format!("id-{}", count.get())))
    }
}

pub fn reply(status: u16, body: Json) -> Fake {
    Fake::from(json!({ "status": status, "body": body }))
}

/// An outcome as the page sees it, without the message.
pub fn told(answer: &Json) -> Json {
    let outcome = &answer["outcome"];
    match outcome["status"].as_str() {
        Some("failed") => json!([outcome["code"], outcome["retryable"]]),
        _ => {
            assert_eq!(outcome["source"], "network");
            outcome["status"].clone()
        }
    }
}

pub fn body_of(request: Fake) -> Json {
    request.at("body").read().json()
}

/// What became of an event: `{ items }`, `{ dropped }` or a fault.
pub fn outcome_of(config: Fake, tracked: Json, stamp: Fake) -> Json {
    event_rows(config, Fake::from(tracked), stamp, &ids(), Fake::list()).json()
}

/// The rows of an event in one flat list.
pub fn rows_of(config: Fake, tracked: Json, stamp: Fake) -> Vec<Json> {
    let outcome = outcome_of(config, tracked, stamp);
    let items = outcome["items"]
        .as_array()
        .unwrap_or_else(|| panic!("no rows: {outcome}"));
    items
        .iter()
        .flat_map(|rows| rows.as_array().unwrap().clone())
        .collect()
}

/// The reason an event was dropped.
pub fn reason(outcome: &Json) -> String {
    let reason = outcome["dropped"].as_str();
    String::from(reason.unwrap_or_else(|| panic!("expected a dropped event, got {outcome}")))
}

/// The warnings an event gives rise to.
pub fn warnings_of(config: Fake, tracked: Json) -> Vec<Json> {
    let warnings = Fake::list();
    event_rows(config, Fake::from(tracked), stamp(), &ids(), warnings);
    warnings.json().as_array().unwrap().clone()
}

/// The members a row must have, and nothing but them and what every row of its kind has.
pub fn without(row: &Json, names: &[&str]) -> Json {
    let mut row = row.clone();
    let members = row.as_object_mut().unwrap();
    for name in names {
        assert!(members.shift_remove(*name).is_some(), "{name} is missing");
    }
    row
}

pub fn reference(item: Option<&str>) -> Json {
    let mut reference = json!({
        "personalizationId": "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01",
        "personalizationPointName": "homePageBanner"
    });
    if let Some(item) = item {
        reference["personalizationContentId"] = json!("5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:0");
        reference["item"] = json!(item);
    }
    reference
}

/// A reply without JSON in its body.
pub fn reply_of(status: u16, member: &str, value: Json) -> Fake {
    Fake::from(json!({ "status": status, member: value }))
}

pub fn code_of(fault: Fake) -> Json {
    assert!(is_fault(fault));
    fault.at("code").json()
}
