//! Personal data in what the page tells: in no event, in no question, unless the page says so.

use serde_json::{Value as Json, json};

use crate::attune::Attune;
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

const ADDRESS: &str =
    "https://shop.example/of/ann@mail.example/?to=bob%40mail.example&utm_content=cy@mail.example";

/// Everything stored and sent by a page that asks for a decision and tells of an event.
fn everything(config: &Json) -> String {
    let host = FakeHost::new();
    host.address.replace(ADDRESS.to_owned());
    host.referrer
        .replace("https://mail.example/?reader=dan@mail.example".to_owned());
    let id = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";
    for name in ["__Secure-attune_id", "bid_key"] {
        let value = if name == "bid_key" {
            id
        } else {
            "3f9c0d2b7a61e845"
        };
        let cookie = (name.to_owned(), value.to_owned());
        host.cookies.borrow_mut().push(cookie);
    }
    let core = Attune::new(host.clone());
    let fault = core.configure(Fake::from(config.clone()), Fake::list());
    assert!(fault.is_nothing(), "{}", fault.json());
    let consent = json!([{ "provider": "shop", "purpose": "Tracking", "status": "Opt In" }]);
    core.update_consents(Fake::from(consent), false);
    let event = json!({ "interaction": { "name": "HelloThere" } });
    core.track(1, Fake::from(event), Fake::Undefined);
    core.decide(
        2,
        Fake::from(json!(["home_hero"])),
        Fake::undefined(),
        Fake::undefined(),
    );
    core.turn_ended();
    host.run();
    let stored = [host.local.borrow(), host.session.borrow()].map(|store| json!(*store));
    let told = json!([stored, host.requests()]).to_string();
    assert!(
        told.contains("home_hero") && told.contains("attune.event."),
        "{told}"
    );
    told
}

fn configs(redaction: &Json) -> [Json; 2] {
    let salesforce = json!({ "endpoint": "https://tenant.example", "appSourceId": "app" });
    let sitecore =
        json!({ "endpoint": "https://api.example", "clientKey": "key", "pointOfSale": "shop" });
    [
        json!({ "salesforce": salesforce, "redaction": redaction }),
        json!({ "sitecore": sitecore, "redaction": redaction }),
    ]
}

#[test]
fn is_stored_and_sent_nowhere() {
    for redaction in [json!(null), json!(["emails"]), json!(["phones", "emails"])] {
        for config in configs(&redaction) {
            let told = everything(&config);
            assert!(told.contains("redacted"), "{told}");
            assert!(!told.contains('@') && !told.contains("%40"), "{told}");
        }
    }
}

#[test]
fn stays_where_the_page_switches_redaction_off() {
    for redaction in [json!([]), json!(["cards"])] {
        let [salesforce, sitecore] = configs(&redaction);
        let told = everything(&salesforce);
        for name in ["ann@", "bob%40", "cy@", "dan@"] {
            assert!(told.contains(name), "{name} in {told}");
        }
        let told = everything(&sitecore);
        for name in ["ann@", "cy@"] {
            assert!(told.contains(name), "{name} in {told}");
        }
        assert!(!told.contains("redacted"), "{told}");
    }
}
