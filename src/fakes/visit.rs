//! A visitor's page with Attune on it, and what such a page does.

use std::rc::Rc;

use serde_json::{Value as Json, json};

use crate::attune::{Attune, DELIVERY_TIMER, NEWS_TIMER};
use crate::value::Value;

use super::{Fake, FakeHost, balanced, base64};

pub type Core = Rc<Attune<Fake, FakeHost>>;

pub const CLIENT_KEY: &str = "exampleClientKey";
pub const SITECORE_ID: &str = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";

pub fn salesforce() -> Json {
    let endpoint = "https://tenant.c360a.salesforce.com";
    json!({ "salesforce": { "endpoint": endpoint, "appSourceId": "a1b2c3d4-0000" } })
}

pub fn sitecore() -> Json {
    let endpoint = "https://api-engage-eu.sitecorecloud.io";
    json!({ "sitecore": { "endpoint": endpoint, "clientKey": CLIENT_KEY, "pointOfSale": "shop.example" } })
}

/// A core that was configured, and nothing else.
pub fn configured(config: Json, host: &FakeHost) -> Core {
    let core = Attune::new(host.clone());
    assert_eq!(
        core.configure(Fake::from(config), Fake::list()).json(),
        Json::Null
    );
    core
}

pub fn opt(core: &Core, status: &str) {
    let consent = json!({ "provider": "shop", "purpose": "Tracking", "status": status });
    core.update_consents(Fake::from(json!([consent])), false);
}

/// A page of a known visitor who has opted in, and whose consent the collector has.
pub fn page(config: Json) -> (Core, FakeHost) {
    let host = FakeHost::new();
    let id = (
        "__Secure-attune_id".to_owned(),
        "3f9c0d2b7a61e845".to_owned(),
    );
    let sitecore_id = (format!("bid_{CLIENT_KEY}"), SITECORE_ID.to_owned());
    host.cookies.borrow_mut().extend([id, sitecore_id]);
    let core = configured(config, &host);
    host.respond(|_| Some(Fake::from(json!({ "status": 202 }))));
    opt(&core, "Opt In");
    core.flush(900);
    host.run();
    host.respond(|_| None);
    core.tick(DELIVERY_TIMER);
    host.timers.borrow_mut().clear();
    assert_eq!(status(&core)["queued"], 0);
    (core, host)
}

/// Another page of the same visitor, in a tab of its own.
pub fn tab(config: Json, host: &FakeHost) -> (Core, FakeHost) {
    opened(begun(config, host.another_page(false)))
}

/// The next page of the same tab.
pub fn next_page(config: Json, host: &FakeHost) -> (Core, FakeHost) {
    opened(begun(config, host.another_page(true)))
}

/// A page that has just opened the gate, and has told nothing yet.
pub fn begun(config: Json, host: FakeHost) -> (Core, FakeHost) {
    let core = configured(config, &host);
    opt(&core, "Opt In");
    host.run();
    (core, host)
}

fn opened((core, host): (Core, FakeHost)) -> (Core, FakeHost) {
    host.timers.borrow_mut().remove(&NEWS_TIMER);
    core.tick(NEWS_TIMER);
    host.run();
    (core, host)
}

pub fn impression(core: &Core, id: &str) {
    core.engage(
        1,
        false,
        Fake::from(json!({ "personalizationId": id })),
        Fake::undefined(),
    );
}

pub fn click(core: &Core, id: &str) {
    core.engage(
        1,
        true,
        Fake::from(json!({ "personalizationId": id })),
        Fake::undefined(),
    );
}

pub fn status(core: &Core) -> Json {
    balanced(core.delivery_status())
}

/// A timer, which must have been set, goes off when it is due.
pub fn fire(core: &Core, host: &FakeHost, timer: u32) {
    let milliseconds = host.timers.borrow_mut().remove(&timer);
    host.pass(milliseconds.expect("the timer is set"));
    core.tick(timer);
    host.run();
}

/// The page is hidden or, `is_parting`, left; what it has begun for that is handed over.
pub fn leave(core: &Core, host: &FakeHost, is_parting: bool) {
    core.leave(is_parting);
    host.run();
    if is_parting {
        core.leave(true);
        host.run();
    }
}

/// How many keys in local storage begin with a prefix.
pub fn stored(host: &FakeHost, prefix: &str) -> usize {
    let local = host.local.borrow();
    local.keys().filter(|key| key.starts_with(prefix)).count()
}

pub fn stored_events(host: &FakeHost) -> usize {
    stored(host, "attune.event.")
}

/// The one record in local storage whose key begins with a prefix; `null` if there is none.
pub fn record(host: &FakeHost, prefix: &str) -> Json {
    let local = host.local.borrow();
    let mut found = local.iter().filter(|(key, _)| key.starts_with(prefix));
    let text = found.next().map(|(_, text)| text.clone());
    assert_eq!(found.count(), 0, "several records begin with {prefix}");
    text.map_or(Json::Null, |text| {
        serde_json::from_str(&text).expect("JSON")
    })
}

/// The events in a form post.
pub fn events_in(request: &Json) -> Vec<Json> {
    let body = Fake::from(request["body"].clone())
        .slice(6, u32::MAX)
        .decode()
        .to_rust();
    let text = String::from_utf8(base64::decode(&body)).expect("UTF-8");
    let batch: Json = serde_json::from_str(&text).expect("JSON");
    batch["events"].as_array().expect("events").clone()
}

/// The decision ids of the events in a form post.
pub fn ids_in(request: &Json) -> Vec<String> {
    let id = |event: &Json| event["personalizationId"].as_str().map(str::to_owned);
    events_in(request).iter().filter_map(id).collect()
}

/// The decision id of the event in a request to Sitecore, in the address or in the body.
pub fn marks_in_sitecore(request: &Json) -> Vec<String> {
    let url = request["url"].as_str().expect("an address");
    let text = match url.split_once("&message=") {
        Some((_, message)) => Fake::text(message).decode().to_rust(),
        None => request["body"].as_str().expect("a body").to_owned(),
    };
    let event: Json = serde_json::from_str(&text).expect("JSON");
    let id = event["ext"]["personalizationId"].as_str();
    id.map(str::to_owned).into_iter().collect()
}

pub fn numbered(from: u32, to: u32) -> Vec<String> {
    (from..to).map(|number| format!("p{number}")).collect()
}
