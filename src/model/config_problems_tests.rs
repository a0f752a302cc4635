//! Configurations that are refused, and how the page is told, against `attune.d.ts`.

use proptest::prelude::*;
use serde_json::json;

use super::config_samples::{message, problems, salesforce, sitecore, try_read};
use super::is_fault;
use crate::value::Value;

#[test]
fn tells_every_problem_at_once() {
    let config = json!({
        "sitecore": {
            "endpoint": "ftp://x", "clientKey": " ", "channel": "TV", "language": "e",
            "currencyCode": "EURO", "edge": 7
        },
        "cookieDomain": "https://shop.example", "personalization": { "dataspace": "" },
        "timeoutMs": 0, "decisionCacheMs": -1, "keepCampaign": "yes", "logging": "loud"
    });
    assert_eq!(
        problems(config),
        [
            "sitecore.endpoint",
            "sitecore.edge",
            "sitecore.clientKey",
            "sitecore.pointOfSale",
            "sitecore.channel",
            "sitecore.language",
            "sitecore.currencyCode",
            "cookieDomain",
            "personalization.dataspace",
            "keepCampaign",
            "timeoutMs",
            "decisionCacheMs",
            "logging"
        ]
    );
    let edge =
        json!({ "sitecore": { "endpoint": "https://e.example", "edge": { "contextId": "" } } });
    assert_eq!(
        problems(edge),
        ["sitecore.edge.contextId", "sitecore.edge.siteName"]
    );
    assert_eq!(
        problems(json!({ "salesforce": {} })),
        ["salesforce.endpoint", "salesforce.appSourceId"]
    );
    assert_eq!(
        problems(json!({ "salesforce": salesforce(), "personalization": [] })),
        ["personalization"]
    );
    let fault = try_read(&json!({ "salesforce": {} })).json();
    assert!(message(&fault).contains(
        "salesforce.endpoint: expected an https address such as https://tenant.c360a.salesforce.com"
    ));
}

#[test]
fn wants_exactly_one_provider() {
    for config in [json!({}), json!(null), json!("text"), json!([])] {
        assert_eq!(problems(config), ["config"]);
    }
    assert_eq!(
        problems(json!({ "salesforce": salesforce(), "sitecore": sitecore() })),
        ["config"]
    );
    assert_eq!(problems(json!({ "salesforce": "x" })), ["salesforce"]);
    assert_eq!(
        problems(json!({ "local": { "model": "m.json" } })),
        ["local"]
    );
    let fault = try_read(&json!({ "local": {} })).json();
    assert!(message(&fault).contains("does not include the local engine"));
}

#[test]
fn takes_plain_http_only_for_this_machine() {
    for (endpoint, is_right) in [
        ("https://shop.example", true),
        ("https://shop.example:8443", true),
        ("https://shop.example/proxy/path/", true),
        ("http://localhost:4401", true),
        ("http://127.0.0.1:4401", true),
        ("http://127.8.8.8", true),
        ("http://[::1]:4401", true),
        ("http://[::1]", true),
        ("http://shop.example", false),
        ("http://127.evil.example", false),
        ("http://localhost.evil.example", false),
        ("http://localhost@evil.example", false),
        ("https://user:secret@shop.example", false),
        ("https://", false),
        ("https:///path", false),
        ("https://shop.example:port", false),
        ("https://shop.example:", false),
        ("https://shop.example:99999", false),
        ("https://shop.example:123456", false),
        ("https://shop.example?x=1", false),
        ("https://shop.example/#x", false),
        ("https://shop .example", false),
        (" https://shop.example", false),
        ("javascript:alert(1)", false),
        ("//shop.example", false),
        ("", false),
    ] {
        let mut salesforce = salesforce();
        salesforce["endpoint"] = json!(endpoint);
        let read = try_read(&json!({ "salesforce": salesforce }));
        assert_eq!(!is_fault(read), is_right, "{endpoint}");
    }
}

#[test]
fn checks_ids_levels_and_numbers_no_further_than_needed() {
    for (name, value, is_right) in [
        ("logging", json!(3), true),
        ("logging", json!(99), true),
        ("logging", json!("NONE"), true),
        ("logging", json!(true), false),
        ("timeoutMs", json!(0.5), true),
        ("timeoutMs", json!("2000"), false),
        ("decisionCacheMs", json!(60000), true),
        ("keepCampaign", json!(null), true),
        ("cookieDomain", json!("shop.example"), true),
        ("cookieDomain", json!("a..b"), false),
        ("cookieDomain", json!("shop.example; Path=/"), false),
        ("cookieDomain", json!(7), false),
    ] {
        let read = try_read(&json!({ "salesforce": salesforce(), name: value }));
        assert_eq!(!is_fault(read), is_right, "{name}: {value}");
    }
    let with = |name: &str, value: &str| {
        let mut sitecore = sitecore();
        sitecore[name] = json!(value);
        !is_fault(try_read(&json!({ "sitecore": sitecore })))
    };
    for (key, is_right) in [
        ("abBah8ae", true),
        ("a\"b", false),
        ("a\\b", false),
        (" ", false),
    ] {
        assert_eq!(with("clientKey", key), is_right, "{key}");
    }
    for (channel, is_right) in [("web", true), ("one", false), ("EMAIL, GDS", false)] {
        assert_eq!(with("channel", channel), is_right, "{channel}");
    }
    for (id, is_right) in [
        ("a/b", false),
        ("a b", false),
        ("", false),
        ("A-1_b.c", true),
    ] {
        let mut salesforce = salesforce();
        salesforce["appSourceId"] = json!(id);
        let read = try_read(&json!({ "salesforce": salesforce }));
        assert_eq!(!is_fault(read), is_right, "{id}");
    }
}

proptest! {
    #[test]
    fn answers_whatever_the_texts_are(endpoint in any::<String>(), text in any::<String>()) {
        let given = json!({
            "sitecore": { "endpoint": &endpoint, "clientKey": &text, "pointOfSale": &text,
                "language": &text, "channel": &text },
            "cookieDomain": &text, "logging": &text
        });
        let read = try_read(&given);
        if is_fault(read) {
            prop_assert!(read.at("message").len() > 0);
        } else {
            prop_assert!(read.at("service").is("sitecore"));
        }
    }
}
