//! Configuration and decisions through the exports, in a real browser (docs/boundary.md).
#![cfg(target_arch = "wasm32")]
// A test may stop at the first surprise; clippy does not know these functions as tests.
#![allow(clippy::expect_used)]

mod support;

use support::{EDGE, HERO, SALESFORCE, SITECORE, Stage, evaluate, expect, exports, get, see};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const BROWSER_ID: &str = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";

fn sitecore_stage(config: &str) -> Stage {
    let stage = Stage::open(config);
    let created = format!(
        "{{ status: 200, body: {{ status: 'OK', ref: '{BROWSER_ID}',
        customer_ref: '1c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59' }} }}"
    );
    stage.answer("browser/create.json", &created);
    stage.answer("/v2/callFlows", "{ status: 200, body: { title: 'Hello' } }");
    stage.answer(
        "/v1/personalize",
        "{ status: 200, body: { title: 'Hello' } }",
    );
    stage
}

#[wasm_bindgen_test]
fn a_configuration_with_problems_is_a_plain_fault_that_names_them_all() {
    let _stage = Stage::bare();
    let config =
        "{ salesforce: { endpoint: 'http://shop.example' }, timeoutMs: 0, cookieDomain: 7 }";
    let fault = exports::configure(&evaluate(config)).expect_err("it has problems");
    let lines = see(
        &fault,
        "[Object.getPrototypeOf(host) === Object.prototype, Object.keys(host).sort(),
        host.code, host.retryable, host.message.split('\\n').map((line) => line.split(': ')[0])]",
    );
    expect(
        &lines,
        "[true, ['code', 'message', 'retryable'], 'invalid-config', false,
        ['salesforce.endpoint', 'salesforce.appSourceId', 'cookieDomain', 'timeoutMs']]",
    );
    for config in ["undefined", "null", "{}", "[]", "'x'", "{ local: {} }"] {
        let fault = exports::configure(&evaluate(config)).expect_err(config);
        expect(&get(&fault, "code"), "'invalid-config'");
    }
}

#[wasm_bindgen_test]
fn nothing_works_before_a_configuration_and_nothing_traps() {
    let stage = Stage::bare();
    stage.decide(1, "['hero']");
    exports::track(2, &evaluate("{ interaction: { name: 'x' } }"));
    exports::click(3, &evaluate("{ personalizationId: 'p' }"));
    stage.opt_in();
    exports::expire(9);
    exports::abandon(9);
    exports::leave(true);
    exports::tick(1);
    exports::turn_ended();
    stage.shows(
        "Object.values(host.failed).map(({ code }) => code)",
        "['not-initialized', 'not-initialized', 'not-initialized']",
    );
    expect(&exports::browser_id(), "undefined");
    expect(&exports::consent_records(), "[]");
    expect(
        &support::stored(),
        "{ local: {}, session: {}, cookies: '' }",
    );
}

#[wasm_bindgen_test]
async fn salesforce_is_asked_for_all_points_in_one_request() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/decisions", HERO);
    let context = evaluate("{ anchorId: 'SKU-1', colour: '\\u00fc' }");
    exports::decide(
        1,
        &evaluate("['hero', 'side']"),
        &context,
        &JsValue::UNDEFINED,
    );
    stage.shows("host.sent.length", "0");
    stage.run().await;
    let request = stage.request(0).await;
    expect(
        &see(
            &request,
            "[host.method, host.url, host.credentials, host.redirect, host.keepalive]",
        ),
        "['POST', 'https://tenant.example.com/personalization/decisions', 'omit', 'manual', false]",
    );
    expect(
        &get(&request, "headers"),
        "{ accept: 'application/json', 'content-type': 'application/json' }",
    );
    let id = exports::browser_id().as_string().expect("an id");
    let body = format!(
        "{{ context: {{ individualId: '{id}', dataspace: 'default', requestUrl: location.href,
        anchorId: 'SKU-1', colour: '\\u00fc' }},
        personalizationPoints: [{{ name: 'hero' }}, {{ name: 'side' }}] }}"
    );
    expect(&see(&request, "JSON.parse(host.body)"), &body);
    stage.shows("host.counted", "{ 1: 1 }");
    stage.shows(
        "[host.settled[1].personalizations[0].attributes, host.settled[1].outcomes, host.failed]",
        "[{ a: 1 }, { hero: { status: 'decided', source: 'network' },
        side: { status: 'empty', source: 'network' } }, {}]",
    );
}

#[wasm_bindgen_test]
async fn a_token_travels_in_the_header_of_the_authenticated_address() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/authenticated/decisions", HERO);
    let options = evaluate("{ accessToken: 'a.b-c' }");
    exports::decide(1, &evaluate("['hero']"), &JsValue::UNDEFINED, &options);
    stage.run().await;
    expect(
        &get(&get(&stage.request(0).await, "headers"), "authorization"),
        "'Bearer a.b-c'",
    );
    stage.shows("Object.keys(host.settled)", "['1']");
}

#[wasm_bindgen_test]
async fn sitecore_makes_one_browser_id_and_is_asked_a_point_at_a_time() {
    let stage = sitecore_stage(SITECORE);
    stage.decide(1, "['hero', 'side']");
    stage.run().await;
    stage.shows(
        "host.sent.map(({ request }) => request.method + ' ' + request.url)",
        "['GET https://engage.example.com/v1.2/browser/create.json?client_key=exampleClientKey&message=%7B%7D',
        'POST https://engage.example.com/v2/callFlows', 'POST https://engage.example.com/v2/callFlows']",
    );
    let request = stage.request(1).await;
    let expected = format!(
        "{{ browserId: '{BROWSER_ID}', clientKey: 'exampleClientKey', channel: 'WEB',
        language: 'EN', pointOfSale: 'shop.example', friendlyId: 'hero' }}"
    );
    expect(&see(&request, "JSON.parse(host.body)"), &expected);
    expect(
        &see(&request, "[host.credentials, host.redirect]"),
        "['omit', 'manual']",
    );
    expect(&exports::browser_id(), &format!("'{BROWSER_ID}'"));
    stage.shows(
        "host.settled[1].personalizations.map((one) => [one.personalizationPointName, one.attributes])",
        "[['hero', { title: 'Hello' }], ['side', { title: 'Hello' }]]",
    );
}

#[wasm_bindgen_test]
async fn sitecore_edge_is_asked_with_context_and_guest() {
    let stage = sitecore_stage(EDGE);
    stage.decide(1, "['hero']");
    stage.run().await;
    let request = stage.request(-1).await;
    expect(
        &get(&request, "url"),
        "'https://edge.example.com/v1/personalize?sitecoreContextId=context%2F1&siteId=my%20site'",
    );
    expect(
        &see(
            &request,
            "[JSON.parse(host.body).guestRef, JSON.parse(host.body).clientKey,
            /^[0-9a-f]{32}$/.test(host.headers['x-sc-correlation-id'])]",
        ),
        "['1c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59', '', true]",
    );
    stage.shows("Object.keys(host.settled)", "['1']");
}

#[wasm_bindgen_test]
async fn a_request_that_is_lost_twice_fails_its_calls_once_with_a_plain_fault() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/personalization/decisions", "'reject'");
    stage.decide(1, "['hero']");
    stage.decide(2, "['hero']");
    stage.run().await;
    stage.shows("host.sent.length", "2");
    stage.shows("host.counted", "{ 1: 1, 2: 1 }");
    stage.shows("host.settled", "{}");
    stage.shows(
        "[host.failed[1].code, host.failed[1].retryable, host.failed[2].code,
        Object.getPrototypeOf(host.failed[1]) === Object.prototype]",
        "['network', true, 'network', true]",
    );
}

#[wasm_bindgen_test]
async fn answers_that_cannot_be_read_are_faults_of_their_own() {
    for (answer, code) in [
        ("{ status: 200, isBroken: true }", "bad-response"),
        ("{ status: 200, body: null }", "bad-response"),
        ("{ status: 200, text: '{}', body: {} }", "bad-response"),
        (
            "{ status: 0, received: true, isBroken: true }",
            "bad-response",
        ),
        ("{ status: 500, body: null }", "unavailable"),
    ] {
        let stage = Stage::open(SALESFORCE);
        stage.answer("/personalization/decisions", answer);
        stage.decide(1, "['hero']");
        stage.run().await;
        stage.shows("host.settled", "{}");
        stage.shows("host.failed[1].code", &format!("'{code}'"));
    }
}
