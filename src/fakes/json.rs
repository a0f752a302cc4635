//! JSON values of the page, played by `serde_json`.

use serde_json::Value;

use crate::ports::Json;

impl Json for Value {
    fn object() -> Self {
        Value::Object(serde_json::Map::new())
    }
    fn list(items: Vec<Self>) -> Self {
        Value::Array(items)
    }
    fn text(text: &str) -> Self {
        Value::from(text)
    }
    fn number(number: f64) -> Self {
        if number.fract() == 0.0 && number.abs() < 9e15 {
            return Value::from(number as i64);
        }
        Value::from(number)
    }
    fn boolean(boolean: bool) -> Self {
        Value::from(boolean)
    }
    fn null() -> Self {
        Value::Null
    }
    fn get(&self, name: &str) -> Option<Self> {
        self.as_object()
            .and_then(|members| members.get(name))
            .cloned()
    }
    fn set(&mut self, name: &str, value: Self) {
        if let Value::Object(members) = self {
            members.insert(name.to_owned(), value);
        }
    }
    fn names(&self) -> Option<Vec<String>> {
        self.as_object()
            .map(|members| members.keys().cloned().collect())
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
    fn as_text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }
    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }
    fn as_boolean(&self) -> Option<bool> {
        self.as_bool()
    }
    fn is_nothing(&self) -> bool {
        matches!(self, Value::Null)
    }
    fn shallow_copy(&self) -> Self {
        self.clone()
    }
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
