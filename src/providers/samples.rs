//! Values the tests of this room share.

use serde_json::{Value, json};

use super::{Refusal, event_rows};
use crate::model::{
    Answer, Config, Edge, Identity, Outcome, Provider, Question, Reference, Salesforce, Sitecore,
    Stamp, Tracked,
};
use crate::ports::{Body, Reply};

pub const BROWSER_ID: &str = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";

pub fn config(provider: Provider) -> Config {
    Config {
        provider,
        cookie_domain: None,
        dataspace: None,
        keep_campaign: true,
    }
}

pub fn salesforce() -> Config {
    config(Provider::Salesforce(Salesforce {
        endpoint: String::from("https://tenant.c360a.salesforce.com"),
        app_source_id: String::from("a1b2c3d4-0000-4000-8000-000000000001"),
        is_whole_address: false,
    }))
}

pub fn sitecore() -> Config {
    config(Provider::Sitecore(direct()))
}

pub fn edge() -> Config {
    config(Provider::Sitecore(Sitecore {
        endpoint: String::from("https://edge-platform.sitecorecloud.io"),
        edge: Some(Edge {
            context_id: String::from("ctx/1"),
            site_name: String::from("my site"),
        }),
        ..direct()
    }))
}

pub fn direct() -> Sitecore {
    Sitecore {
        endpoint: String::from("https://api-engage-eu.sitecorecloud.io"),
        client_key: String::from("exampleClientKey"),
        point_of_sale: String::from("shop.example"),
        channel: String::from("WEB"),
        language: None,
        currency_code: Some(String::from("EUR")),
        edge: None,
    }
}

pub fn question(points: &[&str]) -> Question<Value> {
    Question {
        points: points.iter().map(|point| String::from(*point)).collect(),
        identity: Identity::Browser(String::from(BROWSER_ID)),
        guest: String::new(),
        context: None,
        campaign: Vec::new(),
        address: String::from("https://shop.example/boots?utm_source=mail"),
        language: String::from("en-IE"),
        token: None,
        dataspace: None,
        correlation: String::from("0123456789abcdef0123456789abcdef"),
    }
}

pub fn stamp() -> Stamp {
    Stamp {
        at: String::from("2026-03-04T05:06:07.008Z"),
        browser_id: String::from("3f9c0d2b7a61e845"),
        session_id: String::from("9b1e44d07c2a5f36"),
        address: String::from("https://shop.example/boots"),
        referrer: String::from("https://search.example/?q=boots"),
        path: String::from("/boots"),
        language: String::from("en-US"),
        campaign: Vec::new(),
        is_arrival: false,
    }
}

/// Ids in the order they are made: `id-1`, `id-2`, …
pub fn ids() -> impl FnMut() -> String {
    let mut count = 0;
    move || {
        count += 1;
        format!("id-{count}")
    }
}

pub fn reply(status: u16, body: Value) -> Reply<Value> {
    Reply {
        status,
        retry_after: None,
        body: Body::Json(body),
    }
}

pub fn reply_of(status: u16, body: Body<Value>) -> Reply<Value> {
    Reply {
        status,
        retry_after: None,
        body,
    }
}

/// An outcome as the page sees it, without the message.
pub fn told(answer: &Answer<Value>) -> Value {
    match &answer.outcome {
        Outcome::Decided(_) => json!("decided"),
        Outcome::Empty(_) => json!("empty"),
        Outcome::Failed(fault) => json!([fault.code.as_str(), fault.retryable]),
    }
}

pub fn body_of(text: &Option<String>) -> Value {
    serde_json::from_str(text.as_deref().unwrap()).unwrap()
}

/// The rows of an event in one flat list.
pub fn rows_of(
    config: &Config,
    tracked: &Tracked<Value>,
    stamp: &Stamp,
) -> Result<Vec<Value>, Refusal> {
    let items = event_rows(config, tracked, stamp, &mut ids())?;
    Ok(items.into_iter().flatten().collect())
}

/// The members a row must have, and nothing but them and what every row of its kind has.
pub fn without(row: &Value, names: &[&str]) -> Value {
    let mut row = row.clone();
    let members = row.as_object_mut().unwrap();
    for name in names {
        assert!(members.shift_remove(*name).is_some(), "{name} is missing");
    }
    row
}

/// The reason an event was dropped.
pub fn reason<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> &'static str {
    match refused {
        Err(Refusal::Dropped(reason)) => reason,
        other => panic!("expected a dropped event, got {other:?}"),
    }
}

pub fn reference(item: Option<&str>) -> Reference {
    Reference {
        personalization_id: String::from("5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01"),
        content_id: item.map(|_| String::from("5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:0")),
        point: Some(String::from("homePageBanner")),
        item: item.map(String::from),
    }
}
