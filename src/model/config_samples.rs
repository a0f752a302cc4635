//! Configurations that tests read, and what comes of it.

use serde_json::{Value as Json, json};

use super::{is_fault, read_config};
use crate::fakes::Fake;

pub fn try_read(config: &Json) -> Fake {
    read_config(Fake::from(config.clone()))
}

pub fn read(config: Json) -> Json {
    let read = try_read(&config);
    assert!(!is_fault(read), "{}", read.json());
    read.json()
}

/// The paths named in the refusal, in order.
pub fn problems(config: Json) -> Vec<String> {
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

pub fn message(fault: &Json) -> &str {
    fault["message"].as_str().unwrap()
}

pub fn salesforce() -> Json {
    json!({ "endpoint": "https://tenant.c360a.salesforce.com", "appSourceId": "a1b2c3d4-0000" })
}

pub fn sitecore() -> Json {
    json!({ "endpoint": "https://api-engage-eu.sitecorecloud.io", "clientKey": "key",
        "pointOfSale": "myretailsite/ireland" })
}
