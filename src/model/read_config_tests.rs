//! Reading a configuration against `attune.d.ts`.

use serde_json::{Value as Json, json};

use super::config_samples::{message, problems, read, salesforce, sitecore, try_read};

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
fn raises_what_is_upper_case_on_the_wire_always() {
    let mut sitecore = sitecore();
    sitecore["channel"] = json!("mobile_web");
    sitecore["language"] = json!("en-ie");
    sitecore["currencyCode"] = json!("eur");
    let config = read(json!({ "sitecore": sitecore }));
    assert_eq!(config["channel"], "MOBILE_WEB");
    assert_eq!(config["language"], "EN");
    assert_eq!(config["currencyCode"], "eur");
}

#[test]
fn takes_an_empty_choice_of_sitecore_for_an_absent_one() {
    let mut empty = sitecore();
    for name in ["channel", "language", "currencyCode"] {
        empty[name] = json!("");
    }
    let config = json!({ "sitecore": empty });
    assert_eq!(read(config), read(json!({ "sitecore": sitecore() })));
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
