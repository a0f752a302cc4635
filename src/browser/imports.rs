//! What values.js does with values, each by the number that stands for it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = handleOf)]
    pub fn handle_of(value: &JsValue) -> i32;
    #[wasm_bindgen(js_name = valueOf)]
    pub fn value_of(value: i32) -> JsValue;
    pub fn hold(value: i32) -> i32;
    pub fn release(value: i32);
    pub fn object() -> i32;
    pub fn list() -> i32;
    pub fn text(text: &str) -> i32;
    pub fn number(number: f64) -> i32;
    pub fn shape(value: i32) -> i32;
    pub fn of(value: i32, name: i32) -> i32;
    pub fn item(value: i32, place: i32) -> i32;
    pub fn length(value: i32) -> i32;
    pub fn names(value: i32) -> i32;
    #[wasm_bindgen(js_name = namesOrEntries)]
    pub fn names_or_entries(value: i32) -> i32;
    #[wasm_bindgen(js_name = isBlank)]
    pub fn is_blank(value: i32) -> bool;
    pub fn same(one: i32, other: i32) -> bool;
    #[wasm_bindgen(js_name = asNumber)]
    pub fn as_number(value: i32) -> f64;
    #[wasm_bindgen(js_name = asText)]
    pub fn as_text(value: i32) -> String;
    pub fn fits(text: i32, pattern: i32) -> bool;
    pub fn found(text: i32, pattern: i32) -> i32;
    pub fn hash(text: i32) -> i32;
    pub fn put(object: i32, name: i32, value: i32);
    #[wasm_bindgen(js_name = putAll)]
    pub fn put_all(object: i32, from: i32);
    #[wasm_bindgen(js_name = putNamed)]
    pub fn put_named(object: i32, from: i32, names: i32);
    #[wasm_bindgen(js_name = takeOut)]
    pub fn take_out(object: i32, name: i32);
    pub fn push(list: i32, value: i32);
    pub fn copy(value: i32) -> i32;
    #[wasm_bindgen(js_name = deepCopy)]
    pub fn deep_copy(value: i32) -> i32;
    pub fn write(value: i32) -> i32;
    #[wasm_bindgen(js_name = writeLasting)]
    pub fn write_lasting(value: i32) -> i32;
    pub fn read(text: i32) -> i32;
    #[wasm_bindgen(js_name = joined)]
    pub fn then(one: i32, other: i32) -> i32;
    pub fn upper(text: i32) -> i32;
    pub fn lower(text: i32) -> i32;
    pub fn trim(text: i32) -> i32;
    pub fn slice(text: i32, from: i32, to: i32) -> i32;
    pub fn split(text: i32, separator: i32) -> i32;
    pub fn encode(text: i32) -> i32;
    pub fn base64(text: i32) -> i32;
    pub fn bytes(text: i32) -> i32;
    pub fn sorted(list: i32, from: i32) -> i32;
    pub fn decode(text: i32) -> i32;
}

// values.js takes its texts from there, and wasm-bindgen carries along only what is named.
#[wasm_bindgen(module = "/src/browser/words.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = words)]
    static WORDS: JsValue;
}
