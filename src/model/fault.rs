//! Faults: what the page gets instead of an answer, each with a code and a next step.

use crate::value::Value;

/// A fault. Whether asking again later may help follows from the code (salesforce.md 4,
/// sitecore.md 4).
pub fn fault<V: Value>(code: &str, message: &str) -> V {
    let fault = V::object();
    fault.put_text("code", code);
    fault.put_text("message", message);
    let is_retryable = matches!(code, "network" | "rate-limited" | "unavailable");
    fault.put("retryable", V::boolean(is_retryable));
    fault
}

/// Whether a value is a fault.
pub fn is_fault<V: Value>(value: V) -> bool {
    value.at("code").is_text() && !value.at("retryable").is_nothing()
}
