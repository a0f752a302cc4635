//! From a collector's answer to what becomes of the events (delivery-and-security.md 1.3, 1.4).

use crate::model::is_spelled;
use crate::value::Value;

/// What becomes of the events of a request.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Verdict {
    /// They arrived.
    Accepted,
    /// They wait a while.
    Retry,
    /// The collector refuses us, not the events: they wait for another page view.
    Pause,
    /// They go again one by one, to find the one that is refused; alone, it is dropped.
    TooLarge,
    Rejected,
}

/// Judges a reply; one that never came has no status.
pub fn judge<V: Value>(reply: V) -> Verdict {
    match status(reply) {
        200..300 => Verdict::Accepted,
        401 | 403 | 405 | 410 | 501 | 505 => Verdict::Pause,
        0 | 408 | 425 | 429 | 460 | 499.. => Verdict::Retry,
        413 => Verdict::TooLarge,
        _ => Verdict::Rejected,
    }
}

fn status<V: Value>(reply: V) -> u32 {
    reply.at("status").as_number() as u32
}

/// How many milliseconds the service itself wants us to wait before we try again; 0 is no wish.
pub fn wish<V: Value>(reply: V) -> u32 {
    let status = status(reply);
    if status != 429 && status != 503 {
        return 0;
    }
    match read_seconds(reply.at("retryAfter")) {
        0 if status == 429 => 60_000,
        milliseconds => milliseconds,
    }
}

/// Whole seconds as milliseconds between half a second and five minutes; anything else is 0.
fn read_seconds<V: Value>(text: V) -> u32 {
    let digits = text.trim();
    if digits.len() == 0 || !is_spelled(digits, b"09") {
        return 0;
    }
    // JSON forbids leading zeros before the point only.
    let length = V::number(digits.len().into());
    let number = V::text("0.").then(digits).then(V::text("e")).then(length);
    let milliseconds = number.read().as_number() * 1000.0;
    (milliseconds as u32).clamp(500, 300_000)
}

/// How many milliseconds to rest after so many failures in a row: exponential with full jitter,
/// never under half a second, never over a minute. `chance` is from 0 to 1.
pub fn backoff(failures: u32, chance: f64) -> u32 {
    let ceiling = (1000u32 << failures.min(6)).min(60_000);
    ((f64::from(ceiling) * chance) as u32).max(500)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    fn reply(status: u16, retry_after: Option<&str>) -> Fake {
        let reply = Fake::from(json!({ "status": status }));
        if let Some(text) = retry_after {
            reply.put_text("retryAfter", text);
        }
        reply
    }

    #[test]
    fn statuses_have_their_verdicts() {
        for (status, verdict, wanted) in [
            (200, Verdict::Accepted, 0),
            (202, Verdict::Accepted, 0),
            (299, Verdict::Accepted, 0),
            (300, Verdict::Rejected, 0),
            (400, Verdict::Rejected, 0),
            (401, Verdict::Pause, 0),
            (403, Verdict::Pause, 0),
            (404, Verdict::Rejected, 0),
            (405, Verdict::Pause, 0),
            (408, Verdict::Retry, 0),
            (410, Verdict::Pause, 0),
            (413, Verdict::TooLarge, 0),
            (422, Verdict::Rejected, 0),
            (425, Verdict::Retry, 0),
            (429, Verdict::Retry, 60_000),
            (460, Verdict::Retry, 0),
            (498, Verdict::Rejected, 0),
            (499, Verdict::Retry, 0),
            (500, Verdict::Retry, 0),
            (501, Verdict::Pause, 0),
            (503, Verdict::Retry, 0),
            (505, Verdict::Pause, 0),
            (599, Verdict::Retry, 0),
        ] {
            assert_eq!(judge(reply(status, None)), verdict, "{status}");
            assert_eq!(wish(reply(status, None)), wanted, "{status}");
        }
        for silence in [
            json!({ "status": 0, "received": false }),
            json!({}),
            json!(null),
        ] {
            assert_eq!(judge(Fake::from(silence.clone())), Verdict::Retry);
            assert_eq!(wish(Fake::from(silence)), 0);
        }
    }

    #[test]
    fn a_wish_is_read_within_bounds_and_garbage_is_none() {
        for (text, milliseconds) in [
            ("0", 500),
            ("7", 7000),
            (" 007 ", 7000),
            ("301", 300_000),
            ("99999999999999999999999", 300_000),
            ("-1", 60_000),
            ("1.5", 60_000),
            ("1, 2", 60_000),
            ("1e309", 60_000),
            ("soon", 60_000),
            ("", 60_000),
        ] {
            assert_eq!(wish(reply(429, Some(text))), milliseconds, "{text}");
        }
        assert_eq!(wish(reply(503, Some("7"))), 7000);
        assert_eq!(wish(reply(503, Some("soon"))), 0);
        assert_eq!(wish(reply(500, Some("7"))), 0);
    }

    #[test]
    fn the_rest_grows_to_a_minute() {
        assert_eq!(backoff(0, 0.0), 500);
        assert_eq!(backoff(1, 1.0), 2000);
        assert_eq!(backoff(4000, 1.0), 60_000);
    }

    proptest! {
        #[test]
        fn any_answer_leads_to_a_rest_within_bounds(
            status in any::<u16>(), text in any::<String>(), failures in any::<u32>(), chance in 0.0..1.0
        ) {
            prop_assert!(matches!(wish(reply(status, Some(&text))), 0 | 500..=300_000));
            prop_assert!((500..=60_000).contains(&backoff(failures, chance)));
        }
    }
}
