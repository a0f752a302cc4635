//! From what the page wrote to a configuration the core can rely on. Every problem is told at
//! once, each with the path of its field and what is expected there.

use crate::value::Value;
use crate::words::Word;

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

const TEXT: Word = t!("a text that is not blank");
const OBJECT: Word = t!("an object");
const FROM_0: Word = t!("a number of milliseconds, 0 or more");

/// Each member: its path, what it is, whether it must be there, and what to expect in words. A
/// member is asked after only where the object it belongs to is one.
const MEMBERS: [(Word, Kind, Need, Word); 23] = [
    (
        t!("local"),
        Kind::Never,
        Need::Never,
        t!(
            "salesforce or sitecore in its place: this version does not include the local engine, a \
         later release will"
        ),
    ),
    (t!("salesforce"), Kind::Object, Need::Never, OBJECT),
    (
        t!("salesforce.endpoint"),
        Kind::Endpoint,
        Need::Always,
        t!(
            "an https address such as https://tenant.c360a.salesforce.com (http only for localhost)"
        ),
    ),
    (
        t!("salesforce.appSourceId"),
        Kind::Id,
        Need::Always,
        t!("the id of the website connector"),
    ),
    (t!("sitecore"), Kind::Object, Need::Never, OBJECT),
    (
        t!("sitecore.endpoint"),
        Kind::Endpoint,
        Need::Always,
        t!(
            "an https address such as https://api-engage-eu.sitecorecloud.io, or with edge \
         https://edge-platform.sitecorecloud.io (http only for localhost)"
        ),
    ),
    (t!("sitecore.edge"), Kind::Object, Need::Never, OBJECT),
    (
        t!("sitecore.edge.contextId"),
        Kind::Filled,
        Need::Always,
        TEXT,
    ),
    (
        t!("sitecore.edge.siteName"),
        Kind::Filled,
        Need::Always,
        TEXT,
    ),
    (t!("sitecore.clientKey"), Kind::Key, Need::WithoutEdge, TEXT),
    (
        t!("sitecore.pointOfSale"),
        Kind::Filled,
        Need::WithoutEdge,
        TEXT,
    ),
    (
        t!("sitecore.channel"),
        Kind::Channel,
        Need::Never,
        t!("a channel of Sitecore such as WEB, MOBILE_WEB or KIOSK"),
    ),
    (
        t!("sitecore.language"),
        Kind::Language,
        Need::Never,
        t!("a language such as EN"),
    ),
    (
        t!("sitecore.currencyCode"),
        Kind::Currency,
        Need::Never,
        t!("three letters such as EUR"),
    ),
    (
        t!("cookieDomain"),
        Kind::Host,
        Need::Never,
        t!("a host name such as shop.example"),
    ),
    (t!("personalization"), Kind::Object, Need::Never, OBJECT),
    (
        t!("personalization.dataspace"),
        Kind::Filled,
        Need::Never,
        TEXT,
    ),
    (
        t!("keepCampaign"),
        Kind::Flag,
        Need::Never,
        t!("true or false"),
    ),
    (
        t!("redaction"),
        Kind::Redaction,
        Need::Never,
        t!("a list of emails, phones, cards and tokens, or an empty one"),
    ),
    (
        t!("timeoutMs"),
        Kind::Above0,
        Need::Never,
        t!("a number of milliseconds above 0"),
    ),
    (t!("decisionCacheMs"), Kind::From0, Need::Never, FROM_0),
    (t!("staleDecisionMs"), Kind::From0, Need::Never, FROM_0),
    (
        t!("logging"),
        Kind::Level,
        Need::Never,
        t!("none, error, warn, info, debug, trace, or a number from 0 to 5"),
    ),
];

/// Checks and completes a plain `AttuneConfig`; a fault names all its problems.
pub fn read_config<V: Value>(config: V) -> V {
    let mut problems = check_service(config);
    let read = defaults(config);
    for (path, kind, need, expected) in MEMBERS {
        let (mut parent, mut name) = (V::undefined(), V::undefined());
        let mut value = config;
        for part in V::text(path).split(t!(".")).entries() {
            parent = value;
            value = parent.of(part);
            name = part;
        }
        if need == Need::WithoutEdge && parent.at(t!("edge")).is_object() {
            continue;
        }
        // What may be left out is left out by an empty text as well, as templates write it.
        let is_choice = (Kind::Channel..=Kind::Currency).contains(&kind);
        let is_there = !(value.is_nothing() || is_choice && value.is(t!("")));
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
    let fault: V = fault(t!("invalid-config"), t!(""));
    fault.put(t!("message"), problems);
    fault
}

fn check_service<V: Value>(config: V) -> V {
    let mut given = 0;
    for name in [t!("salesforce"), t!("sitecore"), t!("local")] {
        if !config.at(name).is_nothing() {
            given += 1;
        }
    }
    let none = V::text(t!(""));
    if given == 1 {
        return none;
    }
    add(
        none,
        t!("config"),
        t!("exactly one of salesforce, sitecore and local"),
    )
}

/// The problems, a line each, with one more.
fn add<V: Value>(problems: V, path: Word, expected: Word) -> V {
    // A line feed, where there is something to part.
    let between = V::text(if problems.len() > 0 {
        t!("%0A")
    } else {
        t!("")
    });
    let between = between.decode();
    let path = problems.then(between).then(V::text(path));
    path.then(V::text(t!(": expected ")))
        .then(V::text(expected))
}

fn defaults<V: Value>(config: V) -> V {
    let defaults = if config.at(t!("sitecore")).is_nothing() {
        t!(r#"{"service":"salesforce","keepCampaign":true}"#)
    } else {
        t!(
            r#"{"service":"sitecore","keepCampaign":true,"clientKey":"","pointOfSale":"","channel":"WEB"}"#
        )
    };
    V::text(defaults).read()
}

/// Adds what follows from the members.
fn complete<V: Value>(read: V) {
    let app_source = read.at(t!("appSourceId"));
    if !app_source.is_nothing() {
        // A path makes it the whole decision address.
        let is_whole = read.at(t!("endpoint")).split(t!("/")).len() > 3;
        read.put(t!("isWholeAddress"), V::boolean(is_whole));
    }
    read.put(
        t!("scope"),
        app_source
            .or(read.at(t!("contextId")))
            .or(read.at(t!("clientKey"))),
    );
}
