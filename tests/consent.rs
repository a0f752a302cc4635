//! What is stored about a visitor, and when, in a real browser (docs/boundary.md).
#![cfg(target_arch = "wasm32")]
// A test may stop at the first surprise; clippy does not know these functions as tests.
#![allow(clippy::expect_used)]

mod support;

use support::{
    EDGE, OPT_OUT, SALESFORCE, SITECORE, Stage, clear_page, evaluate, expect, exports,
    forbid_storage, get, stored,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const NOTHING: &str = "{ local: {}, session: {}, cookies: '' }";
const SPARE: &str = "attune.id.a1b2c3d4-0000-4000-8000-000000000001";

async fn do_everything(stage: &Stage) {
    stage.decide(1, "['hero']");
    exports::track(2, &evaluate("{ interaction: { name: 'x' } }"));
    let reference = evaluate("{ personalizationId: 'p' }");
    exports::impression(3, &reference);
    exports::click(4, &reference);
    exports::flush(5);
    exports::browser_id();
    exports::campaign();
    exports::leave(true);
    exports::tick(1);
    stage.run().await;
}

#[wasm_bindgen_test]
async fn nothing_is_stored_or_sent_before_an_opt_in() {
    for config in [SALESFORCE, SITECORE, EDGE] {
        let stage = Stage::configured(config);
        evaluate("history.replaceState(null, '', '?utm_source=mail')");
        do_everything(&stage).await;
        exports::consents(&evaluate(OPT_OUT), false);
        do_everything(&stage).await;
        expect(&stored(), NOTHING);
        stage.shows("host.sent.length", "0");
        stage.shows("host.failed[1].code", "'no-consent'");
        expect(
            &get(&exports::delivery_status(), "dropped"),
            "{ consent: 6 }",
        );
    }
}

#[wasm_bindgen_test]
fn an_opt_in_makes_the_id_and_tells_of_itself() {
    let stage = Stage::open(SALESFORCE);
    let id = exports::browser_id().as_string().expect("an id");
    stage.shows("document.cookie", &format!("'attune_id={id}'"));
    stage.shows(&format!("localStorage['{SPARE}']"), &format!("'{id}'"));
    let records = exports::consent_records();
    let shown = support::see(
        &records,
        "host.map(({ consent, lastUpdatedTime, lastSentTime }) =>
            [consent.status, Math.abs(Date.now() - lastUpdatedTime) < 5000, lastSentTime >= lastUpdatedTime])",
    );
    expect(&shown, "[['Opt In', true, true]]");
}

#[wasm_bindgen_test]
fn the_id_is_healed_from_whichever_place_still_has_it() {
    let id = "'3f9c0d2b7a61e845'";
    let _stage = Stage::configured(SALESFORCE);
    evaluate("document.cookie = 'attune_id=3f9c0d2b7a61e845; Path=/'");
    exports::consents(&evaluate(support::OPT_IN), false);
    expect(&exports::browser_id(), id);
    expect(&evaluate(&format!("localStorage['{SPARE}']")), id);
    clear_page();
    evaluate(&format!("localStorage.setItem('{SPARE}', {id})"));
    let stage = Stage::again();
    stage.configure(SALESFORCE);
    stage.opt_in();
    expect(&exports::browser_id(), id);
    expect(&evaluate("document.cookie"), "'attune_id=3f9c0d2b7a61e845'");
}

#[wasm_bindgen_test]
fn an_id_of_another_form_is_never_taken() {
    for bad in ["3F9C0D2B7A61E845", "3f9c0d2b7a61e84", "<script>", ""] {
        let stage = Stage::configured(SALESFORCE);
        evaluate(&format!("document.cookie = 'attune_id={bad}; Path=/'"));
        evaluate(&format!("localStorage.setItem('{SPARE}', '{bad}')"));
        stage.opt_in();
        let id = exports::browser_id().as_string().expect("an id");
        assert!(id != bad && id.len() == 16, "{id}");
        stage.shows(&format!("localStorage['{SPARE}']"), &format!("'{id}'"));
    }
}

#[wasm_bindgen_test]
async fn forgetting_leaves_the_browser_exactly_as_it_was() {
    clear_page();
    evaluate("localStorage.setItem('shop.cart', '1')");
    evaluate("sessionStorage.setItem('attuned', 'not ours')");
    evaluate("document.cookie = 'shop=1; Path=/'");
    let before = evaluate(
        "({ local: { 'shop.cart': '1' }, session: { attuned: 'not ours' }, cookies: 'shop=1' })",
    );
    let stage = Stage::again();
    stage.configure(SALESFORCE);
    evaluate("history.replaceState(null, '', '?utm_source=mail')");
    stage.opt_in();
    do_everything(&stage).await;
    let during = stored();
    assert!(support::see(&during, "Object.keys(host.local).length").as_f64() > Some(3.0));
    exports::forget(9);
    stage.run().await;
    stage.shows("[host.counted[9], 9 in host.settled]", "[1, true]");
    expect(
        &support::see(&stored(), "JSON.stringify(host)"),
        &format!("{:?}", json(&before)),
    );
    expect(&exports::browser_id(), "undefined");
    expect(&exports::consent_records(), "[]");
}

fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value)
        .map(String::from)
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn an_opt_out_is_the_last_thing_the_service_hears_and_erases() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/web/events/", "{ status: 200, body: '' }");
    exports::consents(&evaluate(OPT_OUT), false);
    stage.run().await;
    expect(&stored(), NOTHING);
    stage.shows("host.sent.length", "1");
    let rows = stage.rows(0).await;
    expect(
        &support::see(
            &rows,
            "host.map(({ eventType, status }) => [eventType, status])",
        ),
        "[['consentLog', 'Opt Out']]",
    );
    do_everything(&stage).await;
    expect(&stored(), NOTHING);
    stage.shows("host.sent.length", "1");
}

#[wasm_bindgen_test]
async fn a_browser_without_storage_still_gets_its_decisions_and_events() {
    clear_page();
    let allow = forbid_storage();
    let stage = Stage::again();
    stage.answer(
        "/personalization/decisions",
        "{ status: 200, body: { personalizations: [] } }",
    );
    stage.answer("/web/events/", "{ status: 200, body: '' }");
    stage.configure(SALESFORCE);
    stage.opt_in();
    stage.decide(1, "['hero']");
    exports::track(2, &evaluate("{ interaction: { name: 'x' } }"));
    exports::flush(3);
    stage.run().await;
    exports::forget(4);
    stage.run().await;
    allow.call0(&JsValue::NULL).expect("storage is back");
    stage.shows(
        "[Object.keys(host.settled), host.failed]",
        "[['1', '2', '3', '4'], {}]",
    );
    stage.shows(
        "[host.settled[3].queued, host.settled[3].delivered > 1]",
        "[0, true]",
    );
    expect(&stored(), NOTHING);
}

#[wasm_bindgen_test]
fn the_campaign_is_the_addresss_and_stays_for_the_visit() {
    let stage = Stage::bare();
    evaluate(
        "history.replaceState(null, '', '?UTM_Source=mail%20a&utm_medium=x&utm_medium=y&utm___proto__=z&ref=1')",
    );
    stage.configure(SALESFORCE);
    let landed = "{ source: 'mail a', medium: 'y' }";
    expect(&exports::campaign(), landed);
    expect(&stored(), NOTHING);
    stage.opt_in();
    stage.shows("JSON.parse(sessionStorage['attune.campaign'])", landed);
    evaluate("history.replaceState(null, '', location.pathname)");
    expect(&exports::campaign(), landed);
    let next = Stage::again();
    next.configure(SALESFORCE);
    expect(&exports::campaign(), landed);
    evaluate("history.replaceState(null, '', '?utm_id=7')");
    expect(&exports::campaign(), "{ id: '7' }");
    next.configure(
        "{ ...({ keepCampaign: false }), ...(EDGELESS) }"
            .replace("EDGELESS", SALESFORCE)
            .as_str(),
    );
    evaluate("history.replaceState(null, '', location.pathname)");
    expect(&exports::campaign(), "{}");
}

#[wasm_bindgen_test]
fn a_campaign_given_out_is_the_pages_own_copy() {
    let stage = Stage::bare();
    evaluate("history.replaceState(null, '', '?utm_source=mail')");
    stage.configure(SALESFORCE);
    support::see(&exports::campaign(), "host.source = 'changed'");
    expect(&exports::campaign(), "{ source: 'mail' }");
}
