//! What a page asks in the tests of decisions, and what it is told.

use serde_json::{Value as Json, json};

use crate::fakes::visit::Core;
use crate::fakes::{Fake, FakeHost};

pub fn ask(core: &Core, host: &FakeHost, call: u32, options: Json) {
    ask_with(core, host, call, json!({}), options);
}

pub fn ask_with(core: &Core, host: &FakeHost, call: u32, context: Json, mut options: Json) {
    if options["timeoutMs"].is_null() {
        options["timeoutMs"] = json!(2000);
    }
    let points = Fake::from(json!(["home"]));
    core.decide(call, points, Fake::from(context), Fake::from(options));
    core.turn_ended();
    host.run();
}

pub fn decided() -> Json {
    let entry = json!({
        "personalizationId": "p1",
        "personalizationPointName": "home",
        "attributes": { "a": 1 },
        "data": []
    });
    json!({ "status": 200, "body": { "personalizations": [entry] } })
}

pub fn outcome(host: &FakeHost, call: u32) -> Json {
    let of = |list: &[(u32, Json)]| list.iter().rev().find(|(n, _)| *n == call).cloned();
    if let Some((_, fault)) = of(&host.failed.borrow()) {
        return fault;
    }
    let (_, response) = of(&host.settled.borrow()).expect("the call is settled");
    response["outcomes"]["home"].clone()
}

pub fn pass(host: &FakeHost, milliseconds: f64) {
    host.pass(milliseconds);
    host.run();
}

pub fn steps(core: &Core) -> Vec<String> {
    let accounts = core.accounts().json();
    let last = accounts.as_array().and_then(|all| all.last()).expect("one");
    let what = |step: &Json| step["what"].as_str().unwrap_or_default().to_owned();
    last["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(what)
        .collect()
}
