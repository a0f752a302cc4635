//! Texts by handle, in a real browser: cut, joined, sorted, encoded and read (src/value.rs).
#![cfg(target_arch = "wasm32")]

mod support;

use attune::browser::Handle;
use attune::value::Value;
use support::{evaluate, expect, is, value};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn bytes_and_encodings_are_the_browsers_own() {
    let texts = [
        "''",
        "'plain'",
        "'a b+c/d?e=%&\\'()*!~'",
        "'\\u00e4\\u00f6\\u00fc\\u00df'",
        "'\\u{1F600}\\u{1F468}\\u200d\\u{1F469}'",
        "'\\ud800'",
        "'a\\udc00b'",
        "'\\udc00\\ud800'",
        "'\\ud800\\u{1F600}\\udc00'",
        "'\\u0000\\u007f\\uffff'",
        "'x'.repeat(70000)",
    ];
    for source in texts {
        let text = value(source);
        let well = format!("{source}.toWellFormed()");
        is(text.encode(), &format!("encodeURIComponent({well})"));
        is(text.encode().decode(), &well);
        let bytes = format!("new TextEncoder().encode({source})");
        let length = f64::from(text.bytes());
        is(Handle::number(length), &format!("{bytes}.length"));
        let binary = format!("Array.from({bytes}, (byte) => String.fromCharCode(byte)).join('')");
        is(text.base64(), &format!("btoa({binary})"));
    }
}

#[wasm_bindgen_test]
fn malformed_percent_encoding_and_malformed_json_stay_harmless() {
    for source in ["'%'", "'%zz'", "'%ff'", "'100%'"] {
        is(value(source).decode(), source);
    }
    is(value("'%C3%BC+x'").decode(), "'\\u00fc+x'");
    for source in ["''", "'{'", "'undefined'", "undefined", "{}", "[]"] {
        is(value(source).read(), "undefined");
    }
    is(value("'[1e400, -0, null]'").read(), "[Infinity, -0, null]");
    is(Handle::undefined().write(), "''");
    is(value("[undefined, NaN]").write(), "'[null,null]'");
}

#[wasm_bindgen_test]
fn texts_are_cut_joined_and_sorted_by_utf16() {
    let text = value("'a\\u{1F600}b'");
    is(text.slice(0, 2), "'a\\ud83d'");
    is(text.slice(2, u32::MAX), "'\\ude00b'");
    is(text.slice(3, 1), "''");
    is(text.slice(9, 12), "''");
    is(text.slice(0, 2).then(text.slice(2, 4)), "'a\\u{1F600}b'");
    is(value("-0").then(value("1.5")), "'01.5'");
    is(value("true").then(value("null")), "'true'");
    is(value("'a'").then(value("{}")), "'a'");
    is(
        Handle::concat(&[value("'a'"), value("1"), value("'b'")]),
        "'a1b'",
    );
    is(value("'a,b,,c'").split(","), "['a', 'b', '', 'c']");
    is(value("''").split(","), "['']");
    is(value("'\\u00e4\\u00df'").upper(), "'\\u00c4SS'");
    is(value("'\\u00c4I'").lower(), "'\\u00e4i'");
    is(value("'\\ufeff a b \\u2003'").trim(), "'a b'");
}

#[wasm_bindgen_test]
fn sorting_makes_another_list_in_the_order_behind_a_place() {
    let list = evaluate("['9a', '1c', '5B', '0a', '2', 'x\\u00e4']");
    let sorted = Handle::of_js(&list).sorted(1);
    is(sorted, "['2', '5B', '9a', '0a', '1c', 'x\\u00e4']");
    expect(&list, "['9a', '1c', '5B', '0a', '2', 'x\\u00e4']");
    is(value("[10, 9, 'a']").sorted(0), "[10, 9, 'a']");
    is(value("[]").sorted(3), "[]");
}
