//! What leaves Rust as typed data.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Turns a typed value into plain JavaScript objects.
pub fn outward(value: &impl Serialize) -> JsValue {
    // Maps as objects and missing values as null: what JSON would give.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}
