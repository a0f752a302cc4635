//! The life of handles, in a real browser (src/browser/tasks.rs): none is let go too early, and
//! none stays.
#![cfg(target_arch = "wasm32")]
// A test may stop at the first surprise; clippy does not know these functions as tests.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::cell::Cell;
use std::rc::Rc;

use attune::browser::{Handle, tasks};
use attune::value::{Slot, Value};
use js_sys::Promise;
use support::{SALESFORCE, Stage, evaluate, expect, exports, get};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// How many values have handles.
fn values() -> f64 {
    js_sys::Array::from(&exports::load())
        .get(1)
        .as_f64()
        .unwrap_or(f64::NAN)
}

fn memory() -> f64 {
    get(&get(&wasm_bindgen::memory(), "buffer"), "byteLength")
        .as_f64()
        .unwrap_or(f64::NAN)
}

/// Everything a page does, once, on an instance that is at rest before and after.
async fn cycle(stage: &Stage, number: u32) {
    let id = format!("decision {number}");
    stage.answer(
        "/personalization/decisions",
        &format!(
            "{{ status: 200, body: {{ personalizations: [{{ personalizationId: '{id}',
            personalizationPointName: 'hero', data: [], attributes: {{ a: 1 }} }}] }} }}"
        ),
    );
    stage.decide(1, "['hero']");
    stage.run().await;
    let reference = evaluate(&format!("{{ personalizationId: '{id}' }}"));
    exports::track(
        2,
        &evaluate("{ interaction: { name: 'Purchase', order: { id: 'o' } } }"),
    );
    exports::click(3, &reference);
    exports::flush(4);
    stage.run().await;
    stage.shows(
        "[Object.keys(host.settled), Object.keys(host.failed), host.invoked.length]",
        "[['1', '2', '3', '4'], [], 1]",
    );
    stage.shows("host.settled[4].queued", "0");
    stage.see(
        "Object.assign(host, { settled: {}, failed: {}, invoked: [], logged: [], sent: [], answers: [host.answers.at(-1)] })",
    );
}

#[wasm_bindgen_test]
async fn two_thousand_rounds_leave_neither_values_nor_memory_behind() {
    let stage = Stage::open(SALESFORCE);
    stage.answer("/web/events/", "{ status: 200, body: '' }");
    let nothing = JsValue::UNDEFINED;
    let zone = JsValue::from("hero");
    exports::set_zone_handler(&zone, &nothing, false, &evaluate("() => undefined"));
    // The two hundred newest decisions are remembered, so a page is warm after as many.
    for number in 0..400 {
        cycle(&stage, number).await;
    }
    let (values_before, memory_before) = (values(), memory());
    for number in 400..2400 {
        cycle(&stage, number).await;
    }
    expect(&exports::load(), &format!("[0, {values_before}]"));
    assert_eq!(memory(), memory_before);
}

/// A promise of the test, and what fulfils it.
fn promise() -> (Promise, js_sys::Function) {
    let fulfil = Rc::new(Cell::new(None));
    let kept = fulfil.clone();
    let promise = Promise::new(&mut |resolve, _| kept.set(Some(resolve)));
    (promise, fulfil.take().expect("a promise gives it at once"))
}

#[wasm_bindgen_test]
async fn a_handle_held_across_an_await_stays_good_while_other_work_passes() {
    let stage = Stage::bare();
    let (promise, fulfil) = promise();
    let seen = Rc::new(Cell::new(None));
    let result = seen.clone();
    let before = values();
    let object = Handle::object();
    object.put_text("name", "kept");
    tasks::spawn(Box::pin(async move {
        let early = Handle::text("made before the await");
        let reply = JsFuture::from(promise).await;
        object.put("before", early);
        object.put("reply", Handle::of_js(&reply.unwrap_or_default()));
        result.set(Some(object.js()));
    }));
    tasks::leave(Handle::undefined());
    stage.run().await;
    for _ in 0..1000 {
        Handle::object().put("other", Handle::text("passing"));
        tasks::leave(Handle::undefined());
    }
    assert!(values() > 2000.0, "nothing may be let go under a task");
    fulfil
        .call1(&JsValue::NULL, &"answer".into())
        .expect("it is fulfilled");
    stage.run().await;
    exports::turn();
    let seen = seen.take().expect("the task has ended");
    expect(
        &seen,
        "{ name: 'kept', before: 'made before the await', reply: 'answer' }",
    );
    exports::turn();
    assert!(
        values() < before + 200.0,
        "all is let go once the task has ended"
    );
}

#[wasm_bindgen_test]
fn passing_handles_are_let_go_when_the_work_is_done() {
    let _stage = Stage::bare();
    let before = values();
    for _ in 0..100 {
        let list = Handle::list();
        (0..50).for_each(|place| list.push(Handle::number(f64::from(place) + 0.5)));
        tasks::leave(Handle::undefined());
    }
    assert_eq!(values(), before);
}

#[wasm_bindgen_test]
fn the_value_of_a_slot_survives_the_work_it_was_made_in() {
    let _stage = Stage::bare();
    let slot = Slot::new(Handle::text("first"));
    let constant = Slot::new(Handle::undefined());
    tasks::leave(Handle::undefined());
    let before = values();
    for round in 0..1000 {
        let expected = if round == 0 { "first" } else { "next" };
        assert!(slot.get().is(expected));
        assert!(slot.get().is(expected), "reading takes nothing out");
        assert!(slot.replace(Handle::text("next")).is(expected));
        assert!(constant.get().is_nothing());
        assert!(
            constant
                .replace(Handle::boolean(false))
                .as_number()
                .is_nan()
        );
        assert!(!constant.replace(Handle::undefined()).is_true());
        tasks::leave(Handle::undefined());
    }
    assert_eq!(values(), before);
}

#[wasm_bindgen_test]
fn a_place_that_is_released_is_used_again_and_disturbs_nobody() {
    let _stage = Stage::bare();
    let held: Vec<Handle> = (0..4)
        .map(|number| Handle::text(&number.to_string()).hold())
        .collect();
    tasks::leave(Handle::undefined());
    let before = values();
    held[1].release();
    held[2].release();
    assert_eq!(values(), before - 2.0);
    let anew = [Handle::text("a").hold(), Handle::text("b").hold()];
    tasks::leave(Handle::undefined());
    assert_eq!(values(), before);
    for (handle, text) in [
        (held[0], "0"),
        (anew[0], "a"),
        (anew[1], "b"),
        (held[3], "3"),
    ] {
        assert!(handle.is(text), "{text}");
    }
}
