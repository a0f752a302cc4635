//! The delivery of events to Sitecore against `sitecore.md` 8.

use serde_json::{Value as Json, json};

use super::samples::{body_of, edge, rows_of, sitecore, without};
use super::sitecore_samples::{visit, waiting};
use super::{delivery_request, items_per_request};
use crate::fakes::Fake;
use crate::value::Value;

fn queued(interaction: Json) -> Json {
    let event = json!({ "event": { "interaction": interaction } });
    rows_of(sitecore(), event, visit()).remove(0)
}

#[test]
fn posts_one_event_a_request() {
    let row = queued(json!({ "name": "Brochure Downloaded" }));
    let request = delivery_request(sitecore(), waiting(&row), false);
    assert_eq!(
        request.at("url").json(),
        "https://api-engage-eu.sitecorecloud.io/v1.2/events"
    );
    assert_eq!(without(&body_of(request), &["client_key"]), row);
    assert!(request.at("isForm").is_nothing() && request.at("headers").is_nothing());
    assert!(!request.at("keepalive").is_true());
    assert_eq!(items_per_request(sitecore()), 1);
    let request = delivery_request(edge(), waiting(&row), true);
    assert_eq!(
        request.at("url").json(),
        "https://edge-platform.sitecorecloud.io/v1/events/v1.2/events?sitecoreContextId=ctx%2F1&siteId=my%20site"
    );
    assert!(request.at("keepalive").is_true());
    assert_eq!(body_of(request)["client_key"], "");
    assert_eq!(without(&body_of(request), &["client_key"]), row);
}

#[test]
fn needs_no_preflight_when_the_page_is_left() {
    let row = queued(
        json!({ "eventType": "SEARCH", "client_key": "mine", "text": "},\"client_key\":\"x\"}" }),
    );
    assert!(row.get("client_key").is_none());
    let request = delivery_request(sitecore(), waiting(&row), true);
    let start = Fake::text(
        "https://api-engage-eu.sitecorecloud.io/v1.2/event/create.json?client_key=exampleClientKey&message=",
    );
    let message = Fake::text(&row.to_string()).encode();
    assert_eq!(request.at("url").json(), start.then(message).json());
    assert!(request.at("body").is_nothing() && request.at("headers").is_nothing());
    assert!(request.at("keepalive").is_true());

    let long = queued(json!({ "name": "Brochure Downloaded", "text": "x".repeat(2000) }));
    let request = delivery_request(sitecore(), waiting(&long), true);
    assert_eq!(
        request.at("url").json(),
        "https://api-engage-eu.sitecorecloud.io/v1.2/events"
    );
    assert_eq!(body_of(request)["client_key"], "exampleClientKey");
    assert_eq!(without(&body_of(request), &["client_key"]), long);
}
