//! Events through the exports, in a real browser (docs/boundary.md).
#![cfg(target_arch = "wasm32")]

mod support;

use support::{SALESFORCE, SITECORE, Stage, evaluate, expect, exports, get, see, wait};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const ACCEPTED: &str = "{ status: 200, body: '' }";
const EVENTS: &str =
    "Object.keys(localStorage).filter((key) => key.startsWith('attune.event.')).length";
const PURCHASE: &str = "{ interaction: { name: 'Purchase', order: { id: 'o-\\u00fc' } } }";

fn settled_stage() -> Stage {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/web/events/", ACCEPTED);
    stage
}

#[wasm_bindgen_test]
async fn everything_is_written_down_before_it_is_sent_and_removed_after() {
    let stage = settled_stage();
    let reference = evaluate("{ personalizationId: 'p' }");
    exports::track(1, &evaluate(PURCHASE));
    exports::impression(2, &reference);
    exports::click(3, &reference);
    stage.shows(&format!("[{EVENTS}, host.sent.length]"), "[5, 0]");
    stage.shows("host.counted", "{ 1: 1, 2: 1, 3: 1 }");
    stage.run().await;
    stage.shows(
        "host.sent[0].stored.filter((key) => key.startsWith('attune.event.')).length",
        "5",
    );
    stage.shows(EVENTS, "0");
    expect(
        &exports::delivery_status(),
        "{ tracked: 5, delivered: 5, queued: 0, dropped: {} }",
    );
    let request = stage.request(0).await;
    expect(
        &see(
            &request,
            "[host.method, host.url, host.credentials, host.redirect, host.keepalive,
            host.headers['content-type']]",
        ),
        "['POST', 'https://tenant.example.com/web/events/a1b2c3d4-0000-4000-8000-000000000001/',
        'omit', 'manual', true, 'application/x-www-form-urlencoded']",
    );
    let rows = stage.rows(0).await;
    expect(
        &see(
            &rows,
            "host.map(({ interactionName, eventType }) => interactionName ?? eventType)
            .filter((name) => name.startsWith('personalization') || name === 'Purchase')",
        ),
        "['Purchase', 'personalization-view', 'personalization-click']",
    );
    expect(
        &see(&rows, "JSON.stringify(host).includes('o-\\u00fc')"),
        "true",
    );
}

#[wasm_bindgen_test]
async fn an_impression_counts_once_and_every_click_counts() {
    let stage = settled_stage();
    stage.run().await;
    let tracked = || {
        get(&exports::delivery_status(), "tracked")
            .as_f64()
            .unwrap_or(0.0)
    };
    let before = tracked();
    // Of no other test: the page remembers what it has shown, and all of them run in one.
    let whole = evaluate("{ personalizationId: 'once' }");
    let item = evaluate("{ personalizationId: 'once', personalizationContentId: 'once:0' }");
    for call in [1, 2, 3] {
        exports::impression(call, &whole);
        exports::impression(call + 10, &item);
    }
    assert_eq!(tracked() - before, 2.0);
    exports::click(21, &whole);
    exports::click(22, &whole);
    assert_eq!(tracked() - before, 4.0);
    stage.shows("[Object.keys(host.counted).length, host.failed]", "[8, {}]");
    stage.run().await;
}

#[wasm_bindgen_test]
async fn events_of_one_render_travel_together_when_the_timer_goes_off() {
    let stage = settled_stage();
    exports::track(1, &evaluate(PURCHASE));
    stage.run().await;
    stage.shows("[host.sent.length, host.timers[1] > 0]", "[0, true]");
    exports::tick(1);
    stage.run().await;
    stage.shows("host.sent.length", "1");
    stage.shows(EVENTS, "0");
}

#[wasm_bindgen_test]
async fn a_rejected_send_keeps_its_events_and_rests() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/web/events/", "'reject'");
    exports::track(1, &evaluate(PURCHASE));
    exports::flush(2);
    stage.run().await;
    stage.shows(
        "host.settled[2]",
        "{ tracked: 3, delivered: 0, queued: 3, dropped: {} }",
    );
    stage.shows(
        &format!("[{EVENTS}, host.sent.length, host.timers[1] >= 500]"),
        "[3, 1, true]",
    );
    stage.answer("/web/events/", ACCEPTED);
    // The timer is early: by the clock, everybody rests still.
    exports::tick(1);
    stage.run().await;
    stage.shows("host.sent.length", "1");
    exports::flush(3);
    stage.run().await;
    stage.shows(&format!("[{EVENTS}, host.sent.length]"), "[0, 2]");
}

#[wasm_bindgen_test]
async fn a_send_that_never_answers_loses_nothing_and_holds_up_only_its_queue() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/web/events/", "'never'");
    stage.answer(
        "/personalization/decisions",
        "{ status: 200, body: { personalizations: [] } }",
    );
    exports::flush(1);
    stage.run().await;
    exports::click(2, &evaluate("{ personalizationId: 'p' }"));
    stage.decide(3, "['hero']");
    stage.run().await;
    wait(20.0).await;
    stage.shows("Object.keys(host.settled)", "['2', '3']");
    stage.shows("host.sent.length", "2");
    stage.see(
        "host.sent[0].resolve({ status: 200, type: '', retryAfter: NaN, ahead: NaN, body: '' })",
    );
    stage.answer("/web/events/", ACCEPTED);
    stage.run().await;
    stage.shows(EVENTS, "0");
    stage.shows("Object.keys(host.settled)", "['1', '2', '3']");
}

#[wasm_bindgen_test]
async fn a_page_that_is_left_has_its_requests_under_way_before_leave_returns() {
    let stage = settled_stage();
    exports::track(1, &evaluate(PURCHASE));
    exports::leave(true);
    stage.shows("host.sent.map(({ keepalive }) => keepalive)", "[true]");
    exports::leave(true);
    stage.shows("host.sent.length", "1");
    stage.run().await;
    stage.shows(EVENTS, "0");
}

#[wasm_bindgen_test]
async fn what_another_page_left_is_taken_up_and_sent() {
    let first = Stage::open(SALESFORCE);
    exports::track(1, &evaluate(PURCHASE));
    first.shows(EVENTS, "3");
    let second = Stage::again();
    second.answer("/web/events/", ACCEPTED);
    second.configure(SALESFORCE);
    second.opt_in();
    exports::flush(2);
    second.run().await;
    second.shows(
        "host.settled[2]",
        "{ tracked: 3, delivered: 3, queued: 0, dropped: {} }",
    );
    second.shows(EVENTS, "0");
}

#[wasm_bindgen_test]
async fn references_and_events_that_cannot_be_meant_fail() {
    let stage = settled_stage();
    for (call, reference) in [
        "{}",
        "null",
        "{ personalizationId: ' ' }",
        "{ personalizationId: 7 }",
        "'p'",
    ]
    .into_iter()
    .enumerate()
    {
        exports::impression(call as u32, &evaluate(reference));
        exports::click(100 + call as u32, &evaluate(reference));
    }
    for (call, event) in ["null", "undefined", "'x'", "7", "[]"]
        .into_iter()
        .enumerate()
    {
        exports::track(200 + call as u32, &evaluate(event));
    }
    stage.run().await;
    stage.shows(
        "[Object.values(host.failed).filter(({ code }) => code === 'invalid-argument').length, host.settled]",
        "[15, {}]",
    );
}

#[wasm_bindgen_test]
async fn a_sitecore_event_is_a_request_of_its_own_with_the_id_made_meanwhile() {
    let stage = Stage::open(SITECORE);
    let id = "0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59";
    stage.answer(
        "browser/create.json",
        &format!("{{ status: 200, body: {{ ref: '{id}' }} }}"),
    );
    stage.answer("/v1.2/events", ACCEPTED);
    exports::track(1, &evaluate("{ interaction: { name: 'Liked' } }"));
    exports::flush(2);
    stage.run().await;
    stage.shows(
        "host.sent.map(({ request }) => request.method + ' ' + new URL(request.url).pathname)",
        "['GET /v1.2/browser/create.json', 'POST /v1.2/events']",
    );
    let body = see(&stage.request(-1).await, "JSON.parse(host.body)");
    expect(
        &see(&body, "[host.browser_id, host.client_key, host.pos]"),
        &format!("['{id}', 'exampleClientKey', 'shop.example']"),
    );
    stage.shows("host.settled[2].delivered", "1");
    stage.shows(EVENTS, "0");
}
