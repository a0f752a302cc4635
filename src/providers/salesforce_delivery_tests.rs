//! The delivery of events to Salesforce against `salesforce.md` 8.

use serde_json::json;

use super::samples::{salesforce, with};
use super::{delivery_request, items_per_request};
use crate::fakes::Fake;
use crate::value::Value;

fn delivered(config: Fake, items: &[&str], keepalive: bool) -> Fake {
    delivery_request(config, Fake::from(json!(items)), keepalive)
}

#[test]
fn delivers_a_batch_as_one_form_field() {
    let items = ["[{\"a\":\"\u{fc}+/\"},{\"b\":[[1]]}]", "[{\"c\":3}]"];
    let request = delivered(salesforce(), &items, true);
    assert!(request.at("url").is(
        "https://tenant.c360a.salesforce.com/web/events/a1b2c3d4-0000-4000-8000-000000000001/"
    ));
    assert!(request.at("keepalive").is_true() && request.at("headers").is_nothing());
    assert!(request.at("isForm").is_true());
    assert_eq!(items_per_request(salesforce()), 10);
    let batch = "{\"events\":[{\"a\":\"\u{fc}+/\"},{\"b\":[[1]]},{\"c\":3}]}";
    let encoded = Fake::text(batch).base64().to_rust();
    let expected = encoded
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    assert!(request.at("body").is(&["event=", &expected].concat()));
    let empty = delivered(salesforce(), &[], false);
    assert!(empty.at("body").is("event=eyJldmVudHMiOltdfQ%3D%3D"));
    assert!(!empty.at("keepalive").is_true());
}

#[test]
fn delivers_to_the_host_of_a_whole_decision_address() {
    let whole =
        json!({ "endpoint": "http://127.0.0.1:4401/services/data/x", "isWholeAddress": true });
    let request = delivered(with(salesforce(), whole), &["[{}]"], false);
    assert!(
        request
            .at("url")
            .is("http://127.0.0.1:4401/web/events/a1b2c3d4-0000-4000-8000-000000000001/")
    );
}
