//! Content zone handlers as real functions of the page, through the exports (docs/boundary.md).
#![cfg(target_arch = "wasm32")]

mod support;

use support::{SALESFORCE, Stage, evaluate, exports};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const HERO: &str = "{ status: 200, body: { personalizations: [{ personalizationId: 'p',
    personalizationPointName: 'hero', data: [], attributes: { a: 1 } }] } }";
const EXPERIENCE: &str = "{ personalizationExperienceConfigs: [{
    dataProvider: { type: 'PersonalizationPoint', value: 'hero' },
    sourceMatchers: [{ type: 'ContentZone', value: 'banner' }],
    transformationConfig: { method: 'ContentZoneHandler', transformations: [{}] } }] }";

fn stage() -> Stage {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/decisions", HERO);
    evaluate("window.calls = []");
    stage
}

/// A handler that writes down its name and what it was given.
fn handler(name: &str) -> JsValue {
    evaluate(&format!(
        "(...given) => void window.calls.push(['{name}', ...given])"
    ))
}

fn set(zone: &str, point: Option<&str>, is_official: bool, callback: &JsValue) {
    let point = point.map_or(JsValue::UNDEFINED, JsValue::from);
    exports::set_zone_handler(&zone.into(), &point, is_official, callback);
}

#[wasm_bindgen_test]
async fn a_handler_is_given_the_response_about_its_point() {
    let stage = stage();
    set("banner", Some("hero"), false, &handler("named"));
    set("hero", None, false, &handler("zone"));
    set("other", None, false, &handler("other"));
    stage.decide(1, "['hero']");
    stage.run().await;
    stage.shows("window.calls.map(([name]) => name)", "['named', 'zone']");
    stage.shows(
        "window.calls.map(([, response]) => [response.personalizations[0].attributes, response.outcomes.hero.status])",
        "[[{ a: 1 }, 'decided'], [{ a: 1 }, 'decided']]",
    );
    stage.shows(
        "[window.calls[0][1] === window.calls[1][1],
        window.calls[0][1].personalizations[0] === host.settled[1].personalizations[0]]",
        "[true, false]",
    );
}

#[wasm_bindgen_test]
async fn a_late_handler_is_given_the_last_answer_once() {
    let stage = stage();
    stage.decide(1, "['hero']");
    stage.run().await;
    let late = handler("late");
    set("hero", None, false, &late);
    set("hero", None, false, &late);
    stage.shows("window.calls.map(([name]) => name)", "['late']");
    set("hero", None, false, &handler("replacement"));
    stage.shows("window.calls.map(([name]) => name)", "['late']");
    exports::remove_zone_handler(&"hero".into());
    set("hero", None, false, &handler("after removal"));
    set("elsewhere", Some("hero"), false, &handler("elsewhere"));
    stage.shows(
        "window.calls.map(([name, response]) => [name, response === window.calls[0][1]])",
        "[['late', true], ['after removal', true], ['elsewhere', true]]",
    );
    stage.shows("host.sent.length", "1");
}

#[wasm_bindgen_test]
async fn the_last_one_set_counts_and_one_that_is_removed_hears_nothing() {
    let stage = stage();
    set("hero", None, false, &handler("first"));
    set("hero", None, false, &handler("second"));
    stage.decide(1, "['hero']");
    stage.run().await;
    exports::remove_zone_handler(&"hero".into());
    exports::remove_zone_handler(&"never there".into());
    stage.decide(2, "['hero']");
    stage.run().await;
    stage.shows("window.calls.map(([name]) => name)", "['second']");
    stage.shows("Object.keys(host.settled)", "['1', '2']");
}

#[wasm_bindgen_test]
async fn the_official_form_is_fed_by_an_experience_with_text_and_metadata() {
    let stage = stage();
    set("banner", None, true, &handler("official"));
    stage.run().await;
    stage.shows("host.sent.length", "0");
    exports::personalize(&evaluate(EXPERIENCE));
    stage.run().await;
    stage.shows(
        "window.calls",
        r#"[['official', '{"attributes":{"a":1},"data":[]}', { contentZoneName: 'banner',
        personalizationId: 'p', personalizationPointName: 'hero' }]]"#,
    );
    set("banner", None, true, &handler("rendered again"));
    stage.run().await;
    stage.shows("[window.calls.length, host.sent.length]", "[1, 1]");
}

#[wasm_bindgen_test]
async fn what_a_caller_does_to_its_answer_is_not_seen_by_a_late_handler() {
    let stage = stage();
    stage.answer("/personalization/decisions", HERO);
    stage.decide(1, "['hero']");
    stage.run().await;
    stage.shows(
        "Object.assign(host.settled[1].personalizations[0].attributes, { a: 2, here: document.body }).a",
        "2",
    );
    evaluate("window.given = []");
    let late = "(({ personalizations: [one] }) => window.given.push(one))";
    set("hero", None, false, &evaluate(late));
    stage.shows(
        "[window.given.map(({ attributes }) => attributes), window.given[0].raw.attributes,
        window.given[0].personalizationId === host.settled[1].personalizations[0].personalizationId]",
        "[[{ a: 1 }], { a: 1 }, true]",
    );
}

#[wasm_bindgen_test]
async fn an_experience_and_a_call_of_one_turn_are_one_question() {
    let stage = stage();
    stage.answer("/personalization/decisions", HERO);
    set("banner", None, true, &handler("official"));
    exports::personalize(&evaluate(EXPERIENCE));
    let (points, context) = (evaluate("['hero']"), evaluate("{}"));
    exports::decide(1, &points, &context, &JsValue::UNDEFINED);
    stage.run().await;
    stage.shows("[host.sent.length, window.calls.length]", "[1, 1]");
}

#[wasm_bindgen_test]
async fn an_experience_waits_for_a_handler_and_for_consent() {
    let stage = Stage::configured(SALESFORCE);
    stage.answer("/personalization/decisions", HERO);
    evaluate("window.calls = []");
    exports::personalize(&evaluate(EXPERIENCE));
    set("banner", None, true, &handler("official"));
    stage.run().await;
    stage.shows("host.sent.length", "0");
    stage.opt_in();
    stage.run().await;
    stage.shows("[host.sent.length, window.calls.length]", "[1, 1]");
}

#[wasm_bindgen_test]
async fn a_failure_is_handed_to_nobody_neither_at_once_nor_late() {
    let stage = stage();
    stage.answer("/personalization/decisions", "'reject'");
    set("hero", None, false, &handler("early"));
    stage.decide(1, "['hero']");
    stage.run().await;
    set("hero", None, false, &handler("late"));
    stage.shows("[host.failed[1].code, window.calls]", "['network', []]");
}
