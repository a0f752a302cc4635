//! JSON values of the page: the JavaScript values themselves, never copied into Rust.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::ports::Json;

/// A JavaScript value that is read as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct JsJson(pub JsValue);

impl JsJson {
    fn as_plain_object(&self) -> Option<&Object> {
        let is_object = self.0.is_object() && !Array::is_array(&self.0);
        is_object.then(|| self.0.unchecked_ref())
    }
}

impl Json for JsJson {
    fn object() -> Self {
        JsJson(Object::new().into())
    }
    fn list(items: Vec<Self>) -> Self {
        JsJson(
            items
                .into_iter()
                .map(|item| item.0)
                .collect::<Array>()
                .into(),
        )
    }
    fn text(text: &str) -> Self {
        JsJson(JsValue::from_str(text))
    }
    fn number(number: f64) -> Self {
        JsJson(JsValue::from_f64(number))
    }
    fn boolean(boolean: bool) -> Self {
        JsJson(JsValue::from_bool(boolean))
    }
    fn null() -> Self {
        JsJson(JsValue::NULL)
    }
    fn get(&self, name: &str) -> Option<Self> {
        if !self.0.is_object() {
            return None;
        }
        // An own property only: on a page whose Object.prototype carries extra names, a missing
        // member stays missing.
        let name = JsValue::from_str(name);
        if !Object::has_own::<JsValue>(self.0.unchecked_ref(), &name) {
            return None;
        }
        let value = Reflect::get(&self.0, &name).ok()?;
        (!value.is_undefined()).then_some(JsJson(value))
    }
    fn set(&mut self, name: &str, value: Self) {
        // Fails on frozen objects only, and every object written to is one made here.
        Reflect::set(&self.0, &JsValue::from_str(name), &value.0).ok();
    }
    fn names(&self) -> Option<Vec<String>> {
        let names = Object::keys(self.as_plain_object()?);
        Some(names.iter().filter_map(|name| name.as_string()).collect())
    }
    fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(&self.0)
            .then(|| self.0.unchecked_ref::<Array>().iter().map(JsJson).collect())
    }
    fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }
    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn as_boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }
    fn is_nothing(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }
    fn shallow_copy(&self) -> Self {
        if let Some(items) = self.items() {
            return Self::list(items);
        }
        // Entries define members instead of assigning them, so one named __proto__ stays inert.
        let copied = self
            .as_plain_object()
            .and_then(|object| Object::from_entries(&Object::entries(object)).ok());
        copied.map_or_else(|| self.clone(), |object| JsJson(object.into()))
    }
    fn write(&self) -> String {
        let text = JSON::stringify(&self.0)
            .ok()
            .and_then(|text| text.as_string());
        text.unwrap_or_default()
    }
    fn read(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(JsJson)
    }
}
