//! Sitecore questions against `sitecore.md` 1, 2, 5 and 7.

use serde_json::{Value as Json, json};

use super::samples::{BROWSER_ID, body_of, code_of, edge, question, sitecore, with};
use super::{asks_one_point, decision_request, read_identity};
use crate::fakes::Fake;
use crate::value::Value;

/// The request for a question with some members replaced, and the warnings.
fn ask(config: Fake, points: &[&str], members: Json) -> (Fake, Json) {
    let warnings = Fake::list();
    let request = decision_request(config, with(question(points), members), warnings);
    (request, warnings.json())
}

#[test]
fn sends_the_documented_request() {
    let members = json!({
        "campaign": { "source": "newsletter", "medium": "email", "campaign": "spring" },
        "context": { "params": { "loggedInState": "loggedIn" } }
    });
    let (request, warnings) = ask(sitecore(), &["home_page_banner"], members);
    assert_eq!(
        request.at("url").json(),
        "https://api-engage-eu.sitecorecloud.io/v2/callFlows"
    );
    assert_eq!(
        request.at("headers").json(),
        json!({ "Accept": "application/json" })
    );
    assert!(request.at("isForm").is_nothing() && !request.at("keepalive").is_true());
    assert_eq!(warnings, json!([]));
    assert!(asks_one_point(sitecore()));
    assert_eq!(
        body_of(request),
        json!({
            "clientKey": "exampleClientKey", "channel": "WEB", "language": "EN",
            "currencyCode": "EUR", "pointOfSale": "shop.example", "browserId": BROWSER_ID,
            "friendlyId": "home_page_banner",
            "params": {
                "loggedInState": "loggedIn",
                "utm": { "source": "newsletter", "medium": "email", "campaign": "spring" }
            }
        })
    );
}

#[test]
fn identifies_by_exactly_one() {
    let base = json!({
        "clientKey": "exampleClientKey", "channel": "WEB", "language": "EN", "currencyCode": "EUR",
        "pointOfSale": "shop.example", "friendlyId": "home_page_*"
    });
    for (identity, name, sent) in [
        (
            json!({ "email": "ada@example.com" }),
            "email",
            json!("ada@example.com"),
        ),
        (
            json!({ "identifiers": { "id": "c-1842", "provider": "CRM" } }),
            "identifiers",
            json!({ "id": "c-1842", "provider": "CRM" }),
        ),
    ] {
        let identity = read_identity(sitecore(), Fake::from(identity));
        let mut expected = base.clone();
        expected[name] = sent;
        let members = json!({ "identity": identity.json() });
        let (request, _) = ask(sitecore(), &["home_page_*"], members);
        assert_eq!(body_of(request), expected);
    }
}

#[test]
fn refuses_an_identity_that_is_not_exactly_one() {
    for identity in [
        json!({ "email": "a@b.c", "identifiers": { "id": "1", "provider": "CRM" } }),
        json!({}),
        json!([]),
        json!("ada@example.com"),
        json!({ "email": " " }),
        json!({ "email": 7 }),
        json!({ "identifiers": [{ "id": "1", "provider": "CRM" }] }),
        json!({ "identifiers": { "id": "", "provider": "CRM" } }),
        json!({ "identifiers": { "id": "1", "provider": " " } }),
        json!({ "identifiers": { "id": "1" } }),
    ] {
        let fault = read_identity(sitecore(), Fake::from(identity.clone()));
        assert_eq!(code_of(fault), "invalid-argument", "{identity}");
    }
}

#[test]
fn asks_through_the_edge_proxy() {
    let members = json!({
        "guest": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22",
        "context": { "pageVariantIds": ["v-a", "v-b"] }
    });
    let (request, _) = ask(edge(), &["home_page_banner"], members);
    assert_eq!(
        request.at("url").json(),
        "https://edge-platform.sitecorecloud.io/v1/personalize?sitecoreContextId=ctx%2F1&siteId=my%20site"
    );
    assert_eq!(
        request.at("headers").json(),
        json!({
            "Accept": "application/json",
            "x-sc-correlation-id": "0123456789abcdef0123456789abcdef"
        })
    );
    assert_eq!(
        body_of(request),
        json!({
            "clientKey": "", "channel": "WEB", "language": "EN", "currencyCode": "EUR",
            "pointOfSale": "", "browserId": BROWSER_ID, "friendlyId": "home_page_banner",
            "guestRef": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22", "variants": ["v-a", "v-b"]
        })
    );
    let members = json!({ "context": { "pageVariantIds": ["v-a", 1] } });
    let (request, warnings) = ask(edge(), &["home_page_banner"], members);
    let body = body_of(request);
    assert!(body.get("variants").is_none() && body.get("params").is_none());
    assert_eq!(body["guestRef"], "");
    assert_eq!(
        warnings,
        json!(["context.pageVariantIds left out: expected a list of texts"])
    );
}

#[test]
fn makes_params_of_the_whole_context_without_touching_it() {
    let context = json!({
        "params": { "a": 1, "geo": { "city": "Cork" }, "utm": { "source": "mine" }, "nested": { "b": [1] } },
        "a": 2, "geo": { "city": "Dublin" }, "anchorId": "SKU-1", "list": [1, 2]
    });
    let asked = with(
        question(&["p"]),
        json!({ "context": context, "campaign": { "source": "captured" } }),
    );
    let request = decision_request(sitecore(), asked, Fake::list());
    assert_eq!(
        body_of(request)["params"],
        json!({
            "a": 1, "geo": { "city": "Dublin" }, "utm": { "source": "mine" }, "nested": { "b": [1] },
            "anchorId": "SKU-1", "list": [1, 2]
        })
    );
    assert_eq!(asked.at("context").json(), context);
    assert_eq!(asked.at("campaign").json(), json!({ "source": "captured" }));
    let members = json!({ "context": { "params": [1] }, "campaign": { "source": "captured" } });
    let (request, warnings) = ask(sitecore(), &["p"], members);
    assert_eq!(
        body_of(request)["params"],
        json!({ "utm": { "source": "captured" } })
    );
    assert_eq!(
        warnings,
        json!(["context.params left out: expected an object"])
    );
}

#[test]
fn takes_the_contexts_channel_language_and_currency_before_the_configs() {
    let context =
        json!({ "channel": "mobile_web", "language": "fr-CA", "currency": "cad", "a": 1 });
    let body = body_of(ask(sitecore(), &["p"], json!({ "context": context })).0);
    let base = [&body["channel"], &body["language"], &body["currencyCode"]];
    assert_eq!(base, ["MOBILE_WEB", "FR", "cad"]);
    assert_eq!(body["params"], json!({ "a": 1 }));
    let context = json!({ "channel": " ", "language": "", "currency": 7 });
    let body = body_of(ask(sitecore(), &["p"], json!({ "context": context })).0);
    let base = [&body["channel"], &body["language"], &body["currencyCode"]];
    assert_eq!(base, ["WEB", "EN", "EUR"]);
    assert!(body.get("params").is_none());
}

#[test]
fn leaves_out_what_says_nothing_or_has_no_place() {
    let context = json!({ "geo": {}, "pageVariantIds": ["v-a"], "params": { "a": 1 } });
    let (request, warnings) = ask(sitecore(), &["p"], json!({ "context": context }));
    assert_eq!(body_of(request)["params"], json!({ "a": 1 }));
    assert_eq!(warnings, json!([]));
    let context = json!({ "geo": {}, "params": { "geo": { "city": "Cork" } } });
    let body = body_of(ask(edge(), &["p"], json!({ "context": context })).0);
    assert_eq!(body["params"], json!({ "geo": { "city": "Cork" } }));
}

#[test]
fn leaves_the_prototype_out_of_params() {
    let context: Json = serde_json::from_str(r#"{"__proto__": {"a": 1}, "b": 2}"#).unwrap();
    let (request, _) = ask(sitecore(), &["p"], json!({ "context": context }));
    assert_eq!(body_of(request)["params"], json!({ "b": 2 }));
}

#[test]
fn never_sends_an_empty_language() {
    for (tag, sent) in [
        ("en-IE", json!("EN")),
        ("pt_BR", json!("PT")),
        ("gsw", json!("GSW")),
        ("", Json::Null),
        ("x", Json::Null),
        ("1a", Json::Null),
        ("\u{e9}\u{e9}", Json::Null),
    ] {
        let body = body_of(ask(sitecore(), &["p"], json!({ "language": tag })).0);
        assert_eq!(
            body.get("language").cloned().unwrap_or_default(),
            sent,
            "{tag}"
        );
    }
    let configured = with(sitecore(), json!({ "language": "DE" }));
    configured.take_out(Fake::text("currencyCode"));
    let body = body_of(ask(configured, &["p"], json!({})).0);
    assert_eq!(body["language"], "DE");
    assert!(body.get("currencyCode").is_none() && body.get("params").is_none());
}
