//! Calls that wait, end early or are refused, through the exports, in a real browser.
#![cfg(target_arch = "wasm32")]

mod support;

use support::{HERO, OPT_OUT, SALESFORCE, Stage, evaluate, expect, exports};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_deadline_of_a_silent_service_settles_the_call_and_gives_the_request_up() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/decisions", "'never'");
    stage.decide(1, "['hero']");
    stage.decide(2, "['hero']");
    stage.run().await;
    stage.shows("[host.settled, host.failed]", "[{}, {}]");
    exports::expire(1);
    stage.shows("host.failed[1].code", "'timeout'");
    stage.shows("host.sent[0].request.signal.aborted", "false");
    exports::expire(2);
    stage.shows("host.sent[0].request.signal.aborted", "true");
    exports::expire(1);
    stage.run().await;
    stage.shows("host.counted", "{ 1: 1, 2: 1 }");
    stage.shows("host.sent.length", "1");
}

#[wasm_bindgen_test]
async fn a_call_that_is_abandoned_hears_nothing_and_its_request_is_given_up() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/decisions", "'never'");
    stage.decide(1, "['hero']");
    stage.run().await;
    exports::abandon(1);
    stage.shows("host.sent[0].request.signal.aborted", "true");
    stage.run().await;
    stage.decide(2, "['hero']");
    exports::abandon(2);
    stage.run().await;
    stage.shows("[host.counted, host.sent.length]", "[{}, 1]");
}

#[wasm_bindgen_test]
async fn arguments_that_cannot_be_meant_fail_without_a_request() {
    let stage = Stage::open(SALESFORCE);
    for (place, points) in [
        "[]",
        "'hero'",
        "['']",
        "[1]",
        "null",
        "undefined",
        "{ 0: 'a' }",
    ]
    .into_iter()
    .enumerate()
    {
        stage.decide(place as u32, points);
    }
    stage.run().await;
    stage.shows(
        "[...new Set(Object.values(host.failed).map(({ code }) => code)),
        Object.keys(host.failed).length, host.sent.length]",
        "['invalid-argument', 7, 0]",
    );
}

#[wasm_bindgen_test]
async fn calls_wait_for_a_promised_consent_and_fail_with_a_refusal() {
    let stage = Stage::configured(SALESFORCE);
    stage.answer("/personalization/decisions", HERO);
    let none = evaluate("[]");
    exports::consents(&none, true);
    stage.decide(1, "['hero']");
    stage.decide(2, "['hero']");
    stage.decide(3, "['hero']");
    stage.run().await;
    exports::abandon(2);
    exports::expire(3);
    stage.shows("[host.sent.length, host.failed[3].code]", "[0, 'timeout']");
    stage.opt_in();
    stage.run().await;
    stage.shows("Object.keys(host.settled)", "['1']");
    let stage = Stage::configured(SALESFORCE);
    exports::consents(&none, true);
    stage.decide(1, "['hero']");
    exports::consents(&evaluate(OPT_OUT), false);
    stage.run().await;
    stage.shows(
        "[host.failed[1].code, host.sent.length]",
        "['no-consent', 0]",
    );
}

#[wasm_bindgen_test]
async fn another_start_knows_nothing_of_the_one_before() {
    let first = Stage::open(SALESFORCE);
    first.answer("/personalization/decisions", HERO);
    let zone = JsValue::from("hero");
    exports::set_zone_handler(&zone, &JsValue::UNDEFINED, false, &evaluate("() => {}"));
    exports::track(7, &evaluate("{ interaction: { name: 'x' } }"));
    first.decide(1, "['hero']");
    first.run().await;
    first.shows("host.invoked.length", "1");
    let second = Stage::bare();
    expect(
        &exports::delivery_status(),
        "{ tracked: 0, delivered: 0, queued: 0, dropped: {} }",
    );
    expect(&exports::consent_records(), "[]");
    second.decide(1, "['hero']");
    second.configure(SALESFORCE);
    second.decide(2, "['hero']");
    second.shows(
        "[host.failed[1].code, host.failed[2].code]",
        "['not-initialized', 'no-consent']",
    );
    second.answer("/personalization/decisions", HERO);
    second.opt_in();
    second.decide(3, "['hero']");
    second.run().await;
    second.shows(
        "[Object.keys(host.settled), host.invoked.length]",
        "[['3'], 0]",
    );
    first.shows(
        "[host.counted, host.invoked.length, host.sent.length]",
        "[{ 1: 1, 7: 1 }, 1, 1]",
    );
}
