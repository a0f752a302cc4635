//! Salesforce questions against `salesforce.md` 1, 2 and 11.

use serde_json::json;

use super::samples::{body_of, question, salesforce, with};
use super::{decision_request, read_identity};
use crate::fakes::Fake;
use crate::value::Value;

fn seed_form() -> Fake {
    with(
        salesforce(),
        json!({
            "endpoint": "https://org.example/services/data/personalization/decisioning",
            "isWholeAddress": true
        }),
    )
}

fn request(config: Fake, question: Fake) -> Fake {
    decision_request(config, question, Fake::list())
}

#[test]
fn sends_the_documented_request() {
    let context = json!({ "context": {
        "anchorId": "SKU-1001", "anchorType": "ssot__GoodsProduct__dlm", "color": "blue"
    } });
    let question = with(question(&["home_hero", "home_recommendations"]), context);
    let warnings = Fake::list();
    let request = decision_request(salesforce(), question, warnings);
    assert!(
        request
            .at("url")
            .is("https://tenant.c360a.salesforce.com/personalization/decisions")
    );
    assert_eq!(
        request.at("headers").json(),
        json!({ "Accept": "application/json" })
    );
    assert!(!request.at("isForm").is_true() && !request.at("keepalive").is_true());
    assert_eq!(warnings.len(), 0);
    assert_eq!(
        body_of(request),
        json!({
            "context": {
                "individualId": super::samples::BROWSER_ID, "dataspace": "default",
                "requestUrl": "https://shop.example/boots?utm_source=mail",
                "anchorId": "SKU-1001", "anchorType": "ssot__GoodsProduct__dlm", "color": "blue"
            },
            "personalizationPoints": [{ "name": "home_hero" }, { "name": "home_recommendations" }]
        })
    );
}

#[test]
fn asks_the_authenticated_path_with_a_token() {
    let members = json!({ "token": "t0ken", "dataspace": "personalizationDemo" });
    let request = request(salesforce(), with(question(&["home_hero"]), members));
    assert!(
        request
            .at("url")
            .is("https://tenant.c360a.salesforce.com/personalization/authenticated/decisions")
    );
    assert!(request.at("headers").at("Authorization").is("Bearer t0ken"));
    assert_eq!(
        body_of(request)["context"]["dataspace"],
        "personalizationDemo"
    );
}

#[test]
fn makes_texts_of_the_context_and_tells_what_it_left_out() {
    let context = json!({ "context": {
        "amount": 12.5, "isMember": true, "anchorItemId": "SKU-9", "list": [1], "object": {},
        "none": null, "individualId": "x", "profileId": "x", "dataspace": "x"
    } });
    let warnings = Fake::list();
    let question = with(question(&["home_hero"]), context);
    let request = decision_request(salesforce(), question, warnings);
    assert_eq!(
        body_of(request)["context"],
        json!({
            "individualId": super::samples::BROWSER_ID, "dataspace": "default",
            "requestUrl": "https://shop.example/boots?utm_source=mail",
            "amount": "12.5", "isMember": "true", "anchorId": "SKU-9"
        })
    );
    let left_out = ["list", "object", "none", "individualId", "profileId"];
    assert_eq!(warnings.len() as usize, left_out.len());
    for (warning, name) in warnings.entries().zip(left_out) {
        let warning = warning.to_rust();
        assert!(
            warning.starts_with(&format!("context.{name} left out: ")),
            "{warning}"
        );
    }
}

#[test]
fn takes_an_endpoint_with_a_path_as_the_whole_address_of_the_seed_form() {
    let bare = question(&["home_recommendations", "home_hero"]);
    let question = with(
        bare,
        json!({ "context": { "anchorId": "6010042" }, "token": "t0ken" }),
    );
    let sent = request(seed_form(), question);
    assert!(
        sent.at("url")
            .is("https://org.example/services/data/personalization/decisioning")
    );
    assert!(sent.at("headers").at("Authorization").is("Bearer t0ken"));
    assert_eq!(
        body_of(sent),
        json!({
            "individualId": super::samples::BROWSER_ID,
            "personalizationPoints": [{ "name": "home_recommendations" }, { "name": "home_hero" }],
            "contextData": { "anchorItemId": "6010042" }
        })
    );
    let both = json!({ "context": { "anchorId": "official", "anchorItemId": "seed" } });
    let question = with(bare, both);
    let body = body_of(request(seed_form(), question));
    assert_eq!(body["contextData"], json!({ "anchorItemId": "seed" }));
    let body = body_of(request(salesforce(), question));
    assert_eq!(body["context"]["anchorId"], "official");
    assert!(body["context"].get("anchorItemId").is_none());
    assert!(
        body_of(request(seed_form(), bare))
            .get("contextData")
            .is_none()
    );
}

#[test]
fn takes_no_other_identity() {
    let identity = Fake::from(json!({ "email": "ada@example.com" }));
    let fault = read_identity(salesforce(), identity);
    assert!(fault.at("code").is("invalid-argument"));
    assert!(fault.at("message").to_rust().contains("only Sitecore"));
}
