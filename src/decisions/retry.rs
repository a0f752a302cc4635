//! Whether a question is asked once more (salesforce.md 4, sitecore.md 4, delivery-and-security.md
//! 5.2). A retry is billed again, so it happens where nothing can have been decided, and only where
//! it can still be in time.

use crate::value::Value;

/// So much of the deadline, in milliseconds, must be left for another request.
const ENOUGH: f64 = 700.0;
/// No retry comes sooner, in milliseconds; as much again and once more is left to chance.
const SHORTEST: f64 = 100.0;

/// How many milliseconds to wait before the question is asked once more; `None` if it is not.
/// `left` of the deadline is in milliseconds, `chance` from 0 to below 1.
pub fn retry_after<V: Value>(reply: V, left: f64, chance: f64) -> Option<f64> {
    let wish = reply.at(t!("retryAfter")).as_number();
    let jittered = SHORTEST + 2.0 * SHORTEST * chance;
    let wait = match reply.at(t!("status")).as_number() as u32 {
        // Without a wish, any moment may be too early.
        429 if wish.is_nan() => return None,
        429 | 502..=504 => wish.max(0.0) + jittered,
        0 if !reply.at(t!("received")).is_true() => jittered,
        _ => return None,
    };
    (left - wait >= ENOUGH).then_some(wait)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    fn wait(status: u32, wish: Option<f64>, left: f64) -> Option<f64> {
        let reply = Fake::from(json!({ "status": status }));
        reply.put("retryAfter", Fake::number(wish.unwrap_or(f64::NAN)));
        retry_after(reply, left, 0.5)
    }

    #[test]
    fn only_passing_failures_are_worth_it() {
        for status in [502, 503, 504, 0] {
            assert_eq!(wait(status, None, 2000.0), Some(200.0), "{status}");
        }
        for status in [
            200, 204, 400, 401, 403, 404, 408, 409, 413, 425, 429, 500, 501, 505,
        ] {
            assert_eq!(wait(status, None, 2000.0), None, "{status}");
        }
    }

    #[test]
    fn a_wish_of_the_service_is_kept_where_it_fits() {
        assert_eq!(wait(429, Some(0.0), 2000.0), Some(200.0));
        assert_eq!(wait(429, Some(1000.0), 2000.0), Some(1200.0));
        assert_eq!(wait(429, Some(2000.0), 2000.0), None);
        assert_eq!(wait(503, Some(1000.0), 2000.0), Some(1200.0));
        assert_eq!(wait(503, Some(60_000.0), 2000.0), None);
        assert_eq!(wait(429, Some(-5000.0), 2000.0), Some(200.0));
        assert_eq!(wait(429, Some(f64::INFINITY), 2000.0), None);
    }

    #[test]
    fn it_must_still_be_in_time() {
        assert_eq!(wait(503, None, 900.0), Some(200.0));
        assert_eq!(wait(503, None, 899.0), None);
    }

    #[test]
    fn nothing_is_asked_again_once_a_body_began() {
        let broken_off = Fake::from(json!({ "status": 0, "received": true }));
        assert_eq!(retry_after(broken_off, 2000.0, 0.5), None);
    }
}
