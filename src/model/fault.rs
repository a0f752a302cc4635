//! Faults: what the page gets instead of an answer, each with a code and a next step.

use crate::value::Value;
use crate::words::Word;

use super::is_one_of;

/// A fault. Whether asking again later may help follows from the code (salesforce.md 4,
/// sitecore.md 4).
pub fn fault<V: Value>(code: impl Into<Word>, message: impl Into<Word>) -> V {
    let code = code.into();
    let fault = V::object();
    fault.put_text(t!("code"), code);
    fault.put_text(t!("message"), message);
    let is_retryable = is_one_of(V::text(code), t!("network|rate-limited|unavailable"));
    fault.put(t!("retryable"), V::boolean(is_retryable));
    fault
}

/// Whether a value is a fault.
pub fn is_fault<V: Value>(value: V) -> bool {
    value.at(t!("code")).is_text() && !value.at(t!("retryable")).is_nothing()
}
