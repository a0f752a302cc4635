//! Values by handle, in a real browser (src/value.rs, src/browser/values.js).
#![cfg(target_arch = "wasm32")]

mod support;

use attune::browser::Handle;
use attune::value::{Shape, Value};
use support::{evaluate, expect, is, value};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// Every kind of value: its source, what it is, how long it is, its text.
const KINDS: [(&str, Shape, u32, &str); 23] = [
    ("undefined", Shape::Nothing, 0, ""),
    ("null", Shape::Nothing, 0, ""),
    ("true", Shape::Boolean, 0, ""),
    ("false", Shape::Boolean, 0, ""),
    ("0", Shape::Number, 0, ""),
    ("-0", Shape::Number, 0, ""),
    ("1.5", Shape::Number, 0, ""),
    ("NaN", Shape::Number, 0, ""),
    ("-Infinity", Shape::Number, 0, ""),
    ("''", Shape::Text, 0, ""),
    ("' \\t\\u00a0\\n'", Shape::Text, 4, " \t\u{a0}\n"),
    ("'text'", Shape::Text, 4, "text"),
    ("'\\u{1F600}'", Shape::Text, 2, "\u{1F600}"),
    ("'a\\ud800'", Shape::Text, 2, "a\u{FFFD}"),
    ("[]", Shape::List, 0, ""),
    ("[,'b']", Shape::List, 2, ""),
    ("{}", Shape::Object, 0, ""),
    ("{ length: 3, trim: 'x' }", Shape::Object, 0, ""),
    ("Object.create(null)", Shape::Object, 0, ""),
    ("new String('x')", Shape::Object, 0, ""),
    ("() => 1", Shape::Nothing, 0, ""),
    ("Symbol.iterator", Shape::Nothing, 0, ""),
    ("10n", Shape::Nothing, 0, ""),
];

#[wasm_bindgen_test]
fn every_question_has_an_answer_for_every_kind() {
    for (source, shape, length, text) in KINDS {
        let value = value(source);
        assert_eq!(value.shape(), shape, "{source}");
        assert_eq!(value.len(), length, "{source}");
        assert_eq!(value.to_rust(), text, "{source}");
        assert_eq!(value.is_blank(), text.trim().is_empty(), "{source}");
        assert_eq!(value.is_text(), shape == Shape::Text, "{source}");
        assert_eq!(value.is_true(), source == "true", "{source}");
        assert_eq!(value.is_nothing(), matches!(source, "undefined" | "null"));
        assert!(!value.is("other"), "{source}");
        assert_eq!(
            value.is(text),
            shape == Shape::Text && source != "'a\\ud800'"
        );
        let is_number = shape == Shape::Number && source != "NaN";
        assert_eq!(value.as_number().is_nan(), !is_number, "{source}");
        is(value.at("absent"), "undefined");
        is(value.at("constructor"), "undefined");
        is(value.of(Handle::text("absent")), "undefined");
        is(value.item(7), "undefined");
        assert_eq!(value.names().shape(), Shape::List, "{source}");
        assert_eq!(value.names_or_entries().shape(), Shape::List, "{source}");
        assert!(!value.holds(Handle::text("absent")), "{source}");
    }
}

#[wasm_bindgen_test]
fn text_functions_have_an_answer_for_every_kind() {
    for (source, shape, _, _) in KINDS {
        let value = value(source);
        let others = [
            value.upper(),
            value.lower(),
            value.trim(),
            value.slice(0, 9),
            value.encode(),
            value.decode(),
            value.base64(),
            value.then(Handle::text("")),
        ];
        for other in others {
            assert_eq!(other.shape(), Shape::Text, "{source}");
        }
        assert_eq!(value.split(",").shape(), Shape::List, "{source}");
        if matches!(shape, Shape::List | Shape::Object) {
            assert_eq!((value.bytes(), value.base64().len()), (0, 0), "{source}");
        }
    }
}

#[wasm_bindgen_test]
fn what_goes_in_comes_out() {
    for (source, ..) in KINDS {
        let original = evaluate(source);
        let back = Handle::of_js(&original).js();
        assert!(js_sys::Object::is(&original, &back), "{source}");
        let list = Handle::list();
        list.push(Handle::of_js(&original));
        assert!(
            js_sys::Object::is(&list.item(0).js(), &original),
            "{source}"
        );
    }
    is(Handle::number(-0.0), "-0");
    is(Handle::number(f64::NAN), "NaN");
    is(Handle::boolean(true), "true");
    is(Handle::boolean(false), "false");
    is(Handle::text("\u{fc}\u{1F600}"), "'\\u00fc\\u{1F600}'");
    is(Handle::undefined(), "undefined");
}

#[wasm_bindgen_test]
fn sameness_is_of_texts_numbers_truth_values_and_objects_themselves() {
    for source in ["'a'", "1", "true", "null", "undefined"] {
        assert!(value(source).same(value(source)), "{source}");
    }
    for source in ["NaN", "{}", "[]"] {
        assert!(!value(source).same(value(source)), "{source}");
    }
    assert!(!value("null").same(value("undefined")));
    assert!(!value("'1'").same(value("1")));
    let object = value("{}");
    assert!(object.same(object.hold()) && !object.same(object.copy()));
}

#[wasm_bindgen_test]
fn members_are_own_members_even_where_the_prototype_is_polluted() {
    evaluate(
        "Object.assign(Object.prototype, { dirt: 'x', get: () => 'y', writable: false, 0: 'z' })",
    );
    let object = Handle::object();
    object.put("own", Handle::text("1"));
    object.put_text("text", "2");
    object.put_of(Handle::text("of"), Handle::text("3"));
    let list = Handle::list();
    let answers = [
        object.at("dirt"),
        object.of(Handle::text("dirt")),
        Handle::list().at("dirt"),
        list.item(0),
        value("'text'").at("dirt"),
    ];
    list.push(Handle::text("entry"));
    let names = object.names();
    object.put("own", Handle::text("changed"));
    evaluate("['dirt', 'get', 'writable', '0'].forEach((name) => delete Object.prototype[name])");
    for answer in answers {
        is(answer, "undefined");
    }
    is(names, "['own', 'text', 'of']");
    is(object, "{ own: 'changed', text: '2', of: '3' }");
    is(list, "['entry']");
}

#[wasm_bindgen_test]
fn a_proto_member_is_a_member_like_another() {
    let object = Handle::object();
    object.put("__proto__", value("{ dirt: 1 }"));
    is(object.names(), "['__proto__']");
    is(object.at("dirt"), "undefined");
    is(object.write(), r#"'{"__proto__":{"dirt":1}}'"#);
    for same in [
        object.copy(),
        object.write().read(),
        Handle::text(r#"{"__proto__":{"dirt":1}}"#).read(),
    ] {
        is(same.names(), "['__proto__']");
        is(same.at("__proto__"), "{ dirt: 1 }");
        is(same.at("dirt"), "undefined");
    }
    let put_of = Handle::object();
    put_of.put_of(Handle::text("__proto__"), Handle::number(1.0));
    is(put_of.at("__proto__"), "1");
    put_of.take_out(Handle::text("__proto__"));
    assert_eq!(put_of.names().len(), 0);
    is(Handle::object().at("dirt"), "undefined");
    is(Handle::object().at("__proto__"), "undefined");
}

#[wasm_bindgen_test]
fn undefined_is_not_put_and_null_is() {
    let object = value("{ kept: 1 }");
    object.put("kept", Handle::undefined());
    object.put("absent", Handle::undefined());
    object.put("nothing", value("null"));
    is(object, "{ kept: 1, nothing: null }");
    object.take_out(Handle::text("kept"));
    object.take_out(Handle::text("never there"));
    is(object, "{ nothing: null }");
}

#[wasm_bindgen_test]
fn a_copy_is_another_value_and_the_original_stays() {
    let original = evaluate("{ a: 1, inner: { b: 2 } }");
    let copy = Handle::of_js(&original).copy();
    copy.put("a", Handle::number(9.0));
    copy.put("new", Handle::number(9.0));
    copy.take_out(Handle::text("inner"));
    expect(&original, "{ a: 1, inner: { b: 2 } }");
    is(copy, "{ a: 9, new: 9 }");
    let list = evaluate("[1, 2]");
    let copy = Handle::of_js(&list).copy();
    copy.push(Handle::number(3.0));
    expect(&list, "[1, 2]");
    is(copy, "[1, 2, 3]");
    for source in ["undefined", "null", "'text'", "7", "true"] {
        is(value(source).copy(), source);
    }
}

#[wasm_bindgen_test]
fn writing_through_one_handle_is_seen_through_all() {
    let object = Handle::object();
    let other = object;
    let held = object.hold();
    other.put("a", Handle::number(1.0));
    is(object, "{ a: 1 }");
    is(held, "{ a: 1 }");
    held.release();
}

#[wasm_bindgen_test]
fn entries_are_a_lists_entries_or_an_objects_names() {
    let seen = |source: &str| -> Vec<String> {
        let seen = value(source).entries();
        seen.map(|entry| Handle::text("").then(entry).to_rust())
            .collect()
    };
    assert_eq!(seen("['a', 2, null]"), ["a", "2", ""]);
    assert_eq!(seen("{ b: 1, a: 2, 7: 3 }"), ["7", "b", "a"]);
    for source in ["'text'", "7", "null", "undefined", "true"] {
        assert!(seen(source).is_empty(), "{source}");
    }
}
