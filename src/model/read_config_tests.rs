//! Reading a configuration against `attune.d.ts`.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{is_fault, read_config};
use crate::fakes::Fake;
use crate::value::Value;

fn try_read(config: &Json) -> Fake {
    read_config(Fake::from(config.clone()))
}

fn read(config: Json) -> Json {
    let read = try_read(&config);
    assert!(!is_fault(read), "{}", read.json());
    read.json()
}

/// The paths named in the refusal, in order.
fn problems(config: Json) -> Vec<String> {
    let fault = try_read(&config).json();
    assert_eq!(
        (&fault["code"], &fault["retryable"]),
        (&json!("invalid-config"), &json!(false))
    );
    message(&fault)
        .lines()
        .map(|line| String::from(line.split_once(": expected ").unwrap().0))
        .collect()
}

fn message(fault: &Json) -> &str {
    fault["message"].as_str().unwrap()
}

fn salesforce() -> Json {
    json!({ "endpoint": "https://tenant.c360a.salesforce.com", "appSourceId": "a1b2c3d4-0000" })
}

fn sitecore() -> Json {
    json!({ "endpoint": "https://api-engage-eu.sitecorecloud.io", "clientKey": "key",
        "pointOfSale": "myretailsite/ireland" })
}

#[test]
fn reads_salesforce() {
    let config = read(json!({
        "salesforce": { "endpoint": "https://tenant.c360a.salesforce.com/", "appSourceId": "a1b2" },
        "cookieDomain": ".Shop.example", "personalization": { "dataspace": "personalizationDemo" },
        "keepCampaign": false, "timeoutMs": 500, "decisionCacheMs": 0, "logging": "Debug",
        "unknown": [1], "consents": "not read here", "sitecore": null
    }));
    assert_eq!(
        config,
        json!({
            "service": "salesforce", "scope": "a1b2", "appSourceId": "a1b2",
            "endpoint": "https://tenant.c360a.salesforce.com", "isWholeAddress": false,
            "cookieDomain": ".Shop.example", "dataspace": "personalizationDemo",
            "keepCampaign": false, "decisionCacheMs": 0
        })
    );
}

#[test]
fn keeps_what_is_to_be_redacted() {
    let with = |redaction: Json| json!({ "salesforce": salesforce(), "redaction": redaction });
    for redaction in [
        json!([]),
        json!(["emails"]),
        json!(["tokens", "cards", "phones", "emails"]),
    ] {
        assert_eq!(read(with(redaction.clone()))["redaction"], redaction);
    }
    assert_eq!(read(with(json!(null))).get("redaction"), None);
    for redaction in [
        json!("emails"),
        json!({}),
        json!(true),
        json!(["names"]),
        json!(["emails", 1]),
        json!(["Emails"]),
    ] {
        assert_eq!(problems(with(redaction)), ["redaction"]);
    }
    let fault = try_read(&with(json!(["names"]))).json();
    assert_eq!(
        message(&fault),
        "redaction: expected a list of emails, phones, cards and tokens, or an empty one"
    );
}

#[test]
fn knows_a_whole_decision_address() {
    let mut salesforce = salesforce();
    salesforce["endpoint"] =
        json!("https://org.example/services/data/personalization/decisioning/");
    let config = read(json!({ "salesforce": salesforce }));
    assert_eq!(config["isWholeAddress"], true);
    assert_eq!(
        config["endpoint"],
        "https://org.example/services/data/personalization/decisioning"
    );
    assert_eq!(config["keepCampaign"], true);
}

#[test]
fn reads_sitecore_with_its_defaults() {
    assert_eq!(
        read(json!({ "sitecore": sitecore() })),
        json!({
            "service": "sitecore", "scope": "key", "clientKey": "key", "channel": "WEB",
            "pointOfSale": "myretailsite/ireland", "keepCampaign": true,
            "endpoint": "https://api-engage-eu.sitecorecloud.io"
        })
    );
}

#[test]
fn raises_what_is_upper_case_on_the_wire() {
    let mut sitecore = sitecore();
    sitecore["channel"] = json!("mobile_web");
    sitecore["language"] = json!("en-ie");
    sitecore["currencyCode"] = json!("eur");
    let config = read(json!({ "sitecore": sitecore }));
    assert_eq!(config["channel"], "MOBILE_WEB");
    assert_eq!(config["language"], "EN");
    assert_eq!(config["currencyCode"], "EUR");
}

#[test]
fn needs_no_key_through_the_edge_proxy() {
    assert_eq!(
        read(json!({ "sitecore": {
            "endpoint": "http://localhost:4402", "edge": { "contextId": "c", "siteName": "s" },
            "clientKey": "not needed"
        } })),
        json!({
            "service": "sitecore", "scope": "c", "clientKey": "", "pointOfSale": "",
            "channel": "WEB", "keepCampaign": true, "endpoint": "http://localhost:4402",
            "contextId": "c", "siteName": "s"
        })
    );
}

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
