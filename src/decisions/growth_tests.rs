//! What a page asks for costs as much as there is of it, and no more: reads and writes of values are
//! counted, which in a page are crossings between the core and JavaScript.

use serde_json::{Value as Json, json};

use crate::fakes::visit::{Core, page, salesforce};
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

/// Ten times as much may cost so many times as much.
const LINEAR: f64 = 11.0;

fn names(count: u32) -> Vec<String> {
    (0..count).map(|number| format!("point_{number}")).collect()
}

/// How many reads and writes something takes on a page of its own.
fn cost(config: Json, work: impl FnOnce(&Core, &FakeHost)) -> f64 {
    let (core, host) = page(config);
    let before = Fake::calls();
    work(&core, &host);
    f64::from(Fake::calls() - before)
}

fn assert_linear(work: impl Fn(u32) -> f64) {
    let (few, many) = (work(30), work(300));
    assert!(many < LINEAR * few, "{few} for 30, {many} for 300");
}

fn decide(core: &Core, host: &FakeHost, call: u32, points: Json) {
    let options = Fake::from(json!({ "timeoutMs": 2000 }));
    core.decide(call, Fake::from(points), Fake::from(json!({})), options);
    core.turn_ended();
    host.run();
}

/// How many of the test's own calls are settled.
fn settled(host: &FakeHost) -> usize {
    let settled = host.settled.borrow();
    settled.iter().filter(|(call, _)| *call < 900).count()
}

fn answer_all(host: &FakeHost, points: &[String]) {
    let entry = |name: &String| json!({ "personalizationId": name, "personalizationPointName": name, "attributes": { "a": 1 } });
    let entries: Vec<Json> = points.iter().map(entry).collect();
    let notes: Vec<Json> = points
        .iter()
        .map(|name| json!({ "code": "200", "description": format!("{name} is fine") }))
        .collect();
    host.answer(
        json!({ "status": 200, "body": { "personalizations": entries, "diagnostics": notes } }),
    );
}

#[test]
fn points_of_one_question() {
    assert_linear(|count| {
        cost(salesforce(), |core, host| {
            decide(core, host, 1, json!(names(count)));
            answer_all(host, &names(count));
            assert_eq!(settled(host), 1);
        })
    });
}

#[test]
fn calls_that_share_a_request() {
    assert_linear(|count| {
        cost(salesforce(), |core, host| {
            for (call, name) in names(count).iter().enumerate() {
                let points = Fake::from(json!([name, "point_0"]));
                core.decide(call as u32 + 1, points, Fake::object(), Fake::object());
            }
            core.turn_ended();
            host.run();
            answer_all(host, &names(count));
            assert_eq!(settled(host), count as usize);
        })
    });
}

#[test]
fn calls_that_are_given_up() {
    assert_linear(|count| {
        cost(salesforce(), |core, host| {
            for (call, name) in names(count).iter().enumerate() {
                core.decide(
                    call as u32 + 1,
                    Fake::from(json!([name, "same"])),
                    Fake::object(),
                    Fake::object(),
                );
            }
            core.turn_ended();
            host.run();
            (0..count).for_each(|call| core.abandon(call + 1));
        })
    });
}

#[test]
fn zones_and_what_they_are_given() {
    assert_linear(|count| {
        cost(salesforce(), |core, host| {
            for name in names(count) {
                core.set_zone_handler(
                    Fake::text(&name),
                    Fake::undefined(),
                    false,
                    Fake::text(&name),
                );
            }
            decide(core, host, 1, json!(names(count)));
            answer_all(host, &names(count));
            assert_eq!(host.invoked.borrow().len(), count as usize);
            for name in names(count) {
                core.zones.remove(Fake::text(&name));
            }
        })
    });
}

#[test]
fn zones_that_experiences_feed() {
    assert_linear(|count| {
        cost(salesforce(), |core, host| {
            let configs: Vec<Json> = names(count)
                .iter()
                .map(|name| {
                    json!({ "dataProvider": { "value": name },
                        "sourceMatchers": [{ "type": "ContentZone", "value": name }],
                        "transformationConfig": { "method": "ContentZoneHandler" } })
                })
                .collect();
            core.personalize(Fake::from(
                json!({ "personalizationExperienceConfigs": configs }),
            ));
            for name in names(count) {
                core.set_zone_handler(
                    Fake::text(&name),
                    Fake::undefined(),
                    true,
                    Fake::text(&name),
                );
            }
            core.turn_ended();
            host.run();
            answer_all(host, &names(count));
            assert_eq!(host.invoked.borrow().len(), count as usize);
        })
    });
}
