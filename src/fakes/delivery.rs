//! The delivery status, checked.

use serde_json::Value as Json;

use super::Fake;

/// The status as JSON, once it is true: everything tracked is delivered, queued or dropped.
pub fn balanced(status: Fake) -> Json {
    let status = status.json();
    let count = |name: &str| status[name].as_u64().expect("a count");
    let dropped = status["dropped"]
        .as_object()
        .expect("counts by reason")
        .values();
    let dropped: u64 = dropped.map(|count| count.as_u64().expect("a count")).sum();
    assert_eq!(
        count("tracked"),
        count("delivered") + count("queued") + dropped,
        "{status}"
    );
    status
}
