//! Values of the page: JavaScript values by handle.

use wasm_bindgen::prelude::*;

use crate::value::{Shape, Value};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = at)]
    fn js_at(value: &JsValue, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = at)]
    fn js_of(value: &JsValue, name: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = at)]
    fn js_item(value: &JsValue, place: u32) -> JsValue;
    #[wasm_bindgen(js_name = shape)]
    fn js_shape(value: &JsValue) -> u32;
    #[wasm_bindgen(js_name = length)]
    fn js_length(value: &JsValue) -> u32;
    #[wasm_bindgen(js_name = names)]
    fn js_names(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = same)]
    fn js_is(one: &JsValue, other: &str) -> bool;
    #[wasm_bindgen(js_name = same)]
    fn js_same(one: &JsValue, other: &JsValue) -> bool;
    #[wasm_bindgen(js_name = put)]
    fn js_put(object: &JsValue, name: &str, value: &JsValue);
    #[wasm_bindgen(js_name = put)]
    fn js_put_of(object: &JsValue, name: &JsValue, value: &JsValue);
    #[wasm_bindgen(js_name = takeOut)]
    fn js_take_out(object: &JsValue, name: &JsValue);
    #[wasm_bindgen(js_name = push)]
    fn js_push(list: &JsValue, value: &JsValue);
    #[wasm_bindgen(js_name = object)]
    fn js_object() -> JsValue;
    #[wasm_bindgen(js_name = list)]
    fn js_list() -> JsValue;
    #[wasm_bindgen(js_name = copy)]
    fn js_copy(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = write)]
    fn js_write(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = read)]
    fn js_read(text: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = then)]
    fn js_then(one: &JsValue, other: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = upper)]
    fn js_upper(text: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = lower)]
    fn js_lower(text: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = trim)]
    fn js_trim(text: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = slice)]
    fn js_slice(text: &JsValue, from: u32, to: u32) -> JsValue;
    #[wasm_bindgen(js_name = split)]
    fn js_split(text: &JsValue, separator: &str) -> JsValue;
    #[wasm_bindgen(js_name = encode)]
    fn js_encode(text: &JsValue) -> JsValue;
}

impl Value for JsValue {
    fn undefined() -> Self {
        JsValue::UNDEFINED
    }
    fn object() -> Self {
        js_object()
    }
    fn list() -> Self {
        js_list()
    }
    fn text(text: &str) -> Self {
        JsValue::from_str(text)
    }
    fn number(number: f64) -> Self {
        JsValue::from_f64(number)
    }
    fn boolean(boolean: bool) -> Self {
        JsValue::from_bool(boolean)
    }
    fn shape(&self) -> Shape {
        match js_shape(self) {
            1 => Shape::Boolean,
            2 => Shape::Number,
            3 => Shape::Text,
            4 => Shape::List,
            5 => Shape::Object,
            _ => Shape::Nothing,
        }
    }
    fn at(&self, name: &str) -> Self {
        js_at(self, name)
    }
    fn of(&self, name: &Self) -> Self {
        js_of(self, name)
    }
    fn item(&self, place: u32) -> Self {
        js_item(self, place)
    }
    fn len(&self) -> u32 {
        js_length(self)
    }
    fn names(&self) -> Self {
        js_names(self)
    }
    fn is(&self, text: &str) -> bool {
        js_is(self, text)
    }
    fn same(&self, other: &Self) -> bool {
        js_same(self, other)
    }
    fn as_number(&self) -> f64 {
        self.as_f64().unwrap_or(f64::NAN)
    }
    fn is_true(&self) -> bool {
        js_same(self, &JsValue::TRUE)
    }
    fn to_rust(&self) -> String {
        self.as_string().unwrap_or_default()
    }
    fn put(&self, name: &str, value: &Self) {
        js_put(self, name, value);
    }
    fn put_of(&self, name: &Self, value: &Self) {
        js_put_of(self, name, value);
    }
    fn take_out(&self, name: &Self) {
        js_take_out(self, name);
    }
    fn push(&self, value: &Self) {
        js_push(self, value);
    }
    fn copy(&self) -> Self {
        js_copy(self)
    }
    fn write(&self) -> Self {
        js_write(self)
    }
    fn read(&self) -> Self {
        js_read(self)
    }
    fn then(&self, other: &Self) -> Self {
        js_then(self, other)
    }
    fn upper(&self) -> Self {
        js_upper(self)
    }
    fn lower(&self) -> Self {
        js_lower(self)
    }
    fn trim(&self) -> Self {
        js_trim(self)
    }
    fn slice(&self, from: u32, to: u32) -> Self {
        js_slice(self, from, to)
    }
    fn split(&self, separator: &str) -> Self {
        js_split(self, separator)
    }
    fn encode(&self) -> Self {
        js_encode(self)
    }
}
