//! Reading a configuration against `attune.d.ts`.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Config, Provider, Salesforce, Sitecore, read_config};

fn read(config: Value) -> Config {
    read_config(&config).unwrap()
}

/// The paths named in the refusal, in order.
fn problems(config: Value) -> Vec<String> {
    let fault = read_config(&config).unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.retryable),
        ("invalid-config", false)
    );
    fault
        .message
        .lines()
        .map(|line| String::from(line.split_once(": expected ").unwrap().0))
        .collect()
}

fn salesforce() -> Value {
    json!({ "endpoint": "https://tenant.c360a.salesforce.com", "appSourceId": "a1b2c3d4-0000" })
}

fn sitecore() -> Value {
    json!({ "endpoint": "https://api-engage-eu.sitecorecloud.io", "clientKey": "key",
        "pointOfSale": "myretailsite/ireland" })
}

fn sitecore_of(config: &Config) -> &Sitecore {
    match &config.provider {
        Provider::Sitecore(sitecore) => sitecore,
        Provider::Salesforce(_) => panic!("expected Sitecore"),
    }
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
        Config {
            provider: Provider::Salesforce(Salesforce {
                endpoint: String::from("https://tenant.c360a.salesforce.com"),
                app_source_id: String::from("a1b2"),
                is_whole_address: false,
            }),
            cookie_domain: Some(String::from(".Shop.example")),
            dataspace: Some(String::from("personalizationDemo")),
            keep_campaign: false,
        }
    );
}

#[test]
fn knows_a_whole_decision_address() {
    let mut salesforce = salesforce();
    salesforce["endpoint"] =
        json!("https://org.example/services/data/personalization/decisioning/");
    let config = read(json!({ "salesforce": salesforce }));
    let Provider::Salesforce(salesforce) = config.provider else {
        panic!("expected Salesforce")
    };
    assert!(salesforce.is_whole_address);
    assert_eq!(
        salesforce.endpoint,
        "https://org.example/services/data/personalization/decisioning"
    );
    assert!(config.keep_campaign);
}

#[test]
fn reads_sitecore_with_its_defaults() {
    let config = read(json!({ "sitecore": sitecore() }));
    let read = sitecore_of(&config);
    assert_eq!(
        (read.channel.as_str(), &read.language, &read.currency_code),
        ("WEB", &None, &None)
    );
    assert_eq!(read.point_of_sale, "myretailsite/ireland");
    assert_eq!(read.edge, None);
}

#[test]
fn raises_what_is_upper_case_on_the_wire() {
    let mut sitecore = sitecore();
    sitecore["channel"] = json!("mobile_web");
    sitecore["language"] = json!("en-ie");
    sitecore["currencyCode"] = json!("eur");
    let config = read(json!({ "sitecore": sitecore }));
    let read = sitecore_of(&config);
    assert_eq!(read.channel, "MOBILE_WEB");
    assert_eq!(read.language.as_deref(), Some("EN"));
    assert_eq!(read.currency_code.as_deref(), Some("EUR"));
}

#[test]
fn needs_no_key_through_the_edge_proxy() {
    let config = read(json!({ "sitecore": {
        "endpoint": "http://localhost:4402", "edge": { "contextId": "c", "siteName": "s" }
    } }));
    let read = sitecore_of(&config);
    assert_eq!(
        (read.client_key.as_str(), read.point_of_sale.as_str()),
        ("", "")
    );
    assert_eq!(read.edge.as_ref().unwrap().site_name, "s");
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
    let message = read_config(&json!({ "salesforce": {} }))
        .unwrap_err()
        .message;
    assert!(message.contains(
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
    let message = read_config(&json!({ "local": {} })).unwrap_err().message;
    assert!(message.contains("does not include the local engine"));
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
        let read = read_config(&json!({ "salesforce": salesforce }));
        assert_eq!(read.is_ok(), is_right, "{endpoint}");
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
        let read = read_config(&json!({ "salesforce": salesforce(), name: value }));
        assert_eq!(read.is_ok(), is_right, "{name}: {value}");
    }
    let with = |name: &str, value: &str| {
        let mut sitecore = sitecore();
        sitecore[name] = json!(value);
        read_config(&json!({ "sitecore": sitecore })).is_ok()
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
        assert_eq!(
            read_config(&json!({ "salesforce": salesforce })).is_ok(),
            is_right,
            "{id}"
        );
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
        if let Err(fault) = read_config(&given) {
            prop_assert!(!fault.message.is_empty());
        }
    }
}
