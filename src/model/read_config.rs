//! From what the page wrote to a configuration the core can rely on. Every problem is told at
//! once, each with the path of its field and what is expected there.

use crate::value::Value;

use super::config_rules::{Kind, is_right, settle};
use super::fault;

/// When a member must be there.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Never,
    Always,
    /// The Edge proxy adds it itself, whatever the page says.
    WithoutEdge,
}

const TEXT: &str = "a text that is not blank";
const OBJECT: &str = "an object";
const FROM_0: &str = "a number of milliseconds, 0 or more";

/// Each member: its path, what it is, whether it must be there, and what to expect in words. A
/// member is asked after only where the object it belongs to is one.
const MEMBERS: [(&str, Kind, Need, &str); 23] = [
    (
        "local",
        Kind::Never,
        Need::Never,
        "salesforce or sitecore in its place: this version does not include the local engine, a \
         later release will",
    ),
    ("salesforce", Kind::Object, Need::Never, OBJECT),
    (
        "salesforce.endpoint",
        Kind::Endpoint,
        Need::Always,
        "an https address such as https://tenant.c360a.salesforce.com (http only for localhost)",
    ),
    (
        "salesforce.appSourceId",
        Kind::Id,
        Need::Always,
        "the id of the website connector",
    ),
    ("sitecore", Kind::Object, Need::Never, OBJECT),
    (
        "sitecore.endpoint",
        Kind::Endpoint,
        Need::Always,
        "an https address such as https://api-engage-eu.sitecorecloud.io, or with edge \
         https://edge-platform.sitecorecloud.io (http only for localhost)",
    ),
    ("sitecore.edge", Kind::Object, Need::Never, OBJECT),
    ("sitecore.edge.contextId", Kind::Filled, Need::Always, TEXT),
    ("sitecore.edge.siteName", Kind::Filled, Need::Always, TEXT),
    ("sitecore.clientKey", Kind::Key, Need::WithoutEdge, TEXT),
    (
        "sitecore.pointOfSale",
        Kind::Filled,
        Need::WithoutEdge,
        TEXT,
    ),
    (
        "sitecore.channel",
        Kind::Channel,
        Need::Never,
        "a channel of Sitecore such as WEB, MOBILE_WEB or KIOSK",
    ),
    (
        "sitecore.language",
        Kind::Language,
        Need::Never,
        "a language such as EN",
    ),
    (
        "sitecore.currencyCode",
        Kind::Currency,
        Need::Never,
        "three letters such as EUR",
    ),
    (
        "cookieDomain",
        Kind::Host,
        Need::Never,
        "a host name such as shop.example",
    ),
    ("personalization", Kind::Object, Need::Never, OBJECT),
    ("personalization.dataspace", Kind::Filled, Need::Never, TEXT),
    ("keepCampaign", Kind::Flag, Need::Never, "true or false"),
    (
        "redaction",
        Kind::Redaction,
        Need::Never,
        "a list of emails, phones, cards and tokens, or an empty one",
    ),
    (
        "timeoutMs",
        Kind::Above0,
        Need::Never,
        "a number of milliseconds above 0",
    ),
    ("decisionCacheMs", Kind::From0, Need::Never, FROM_0),
    ("staleDecisionMs", Kind::From0, Need::Never, FROM_0),
    (
        "logging",
        Kind::Level,
        Need::Never,
        "none, error, warn, info, debug, trace, or a number from 0 to 5",
    ),
];

/// Checks and completes a plain `AttuneConfig`; a fault names all its problems.
pub fn read_config<V: Value>(config: V) -> V {
    let mut problems = check_service(config);
    let read = defaults(config);
    for (path, kind, need, expected) in MEMBERS {
        let (mut parent, mut name) = (V::undefined(), V::undefined());
        let mut value = config;
        for part in V::text(path).split(".").entries() {
            parent = value;
            value = parent.of(part);
            name = part;
        }
        if need == Need::WithoutEdge && parent.at("edge").is_object() {
            continue;
        }
        let is_there = !value.is_nothing();
        if is_there && is_right(kind, value) {
            if kind < Kind::Object {
                read.put_of(name, settle(kind, value));
            }
        } else if parent.is_object() && (is_there || need != Need::Never) {
            problems = add(problems, path, expected);
        }
    }
    complete(read);
    if problems.len() == 0 {
        return read;
    }
    let fault: V = fault("invalid-config", "");
    fault.put("message", problems);
    fault
}

fn check_service<V: Value>(config: V) -> V {
    let mut given = 0;
    for name in ["salesforce", "sitecore", "local"] {
        if !config.at(name).is_nothing() {
            given += 1;
        }
    }
    let none = V::text("");
    if given == 1 {
        return none;
    }
    add(
        none,
        "config",
        "exactly one of salesforce, sitecore and local",
    )
}

/// The problems, a line each, with one more.
fn add<V: Value>(problems: V, path: &str, expected: &str) -> V {
    let between = V::text(if problems.len() > 0 { "\n" } else { "" });
    let path = problems.then(between).then(V::text(path));
    path.then(V::text(": expected ")).then(V::text(expected))
}

fn defaults<V: Value>(config: V) -> V {
    let defaults = if config.at("sitecore").is_nothing() {
        r#"{"service":"salesforce","keepCampaign":true}"#
    } else {
        r#"{"service":"sitecore","keepCampaign":true,"clientKey":"","pointOfSale":"","channel":"WEB"}"#
    };
    V::text(defaults).read()
}

/// Adds what follows from the members.
fn complete<V: Value>(read: V) {
    let app_source = read.at("appSourceId");
    if !app_source.is_nothing() {
        // A path makes it the whole decision address.
        let is_whole = read.at("endpoint").split("/").len() > 3;
        read.put("isWholeAddress", V::boolean(is_whole));
    }
    read.put(
        "scope",
        app_source.or(read.at("contextId")).or(read.at("clientKey")),
    );
}
