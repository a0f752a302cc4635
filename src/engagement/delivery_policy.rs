//! From a collector's answer to what becomes of the events (delivery-and-security.md 1.3, 1.4).

use crate::ports::{Random, Reply, Silence};

/// What becomes of the events of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// They arrived.
    Accepted,
    /// They wait; the number is the service's own wish in milliseconds.
    Retry(Option<f64>),
    /// The collector refuses us, not the events: they wait for another page view.
    Pause,
    /// They go again one by one, to find the one that is refused; alone, it is dropped for the
    /// reason.
    Refused(&'static str),
}

/// Judges an answer.
pub fn judge<J>(answer: &Result<Reply<J>, Silence>) -> Verdict {
    let Ok(reply) = answer else {
        return Verdict::Retry(None);
    };
    let wish = reply.retry_after.as_deref().and_then(read_seconds);
    match reply.status {
        200..300 => Verdict::Accepted,
        429 => Verdict::Retry(Some(wish.unwrap_or(60_000.0))),
        503 => Verdict::Retry(wish),
        401 | 403 | 405 | 410 | 501 | 505 => Verdict::Pause,
        408 | 425 | 460 | 499 | 500.. => Verdict::Retry(None),
        413 => Verdict::Refused("too-large"),
        _ => Verdict::Refused("rejected"),
    }
}

/// Whole seconds between half a second and five minutes; anything else is no wish.
fn read_seconds(text: &str) -> Option<f64> {
    let digits = text.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: f64 = digits.parse().ok()?;
    Some((seconds * 1000.0).clamp(500.0, 300_000.0))
}

/// How long to rest after so many failures in a row: exponential with full jitter, never under
/// half a second, never over a minute.
pub fn backoff(failures: u32, random: &impl Random) -> f64 {
    let ceiling = 1000.0 * f64::from(1u32 << failures.min(6));
    let mut byte = [0u8];
    random.fill(&mut byte);
    let [chance] = byte;
    (ceiling.min(60_000.0) * f64::from(chance) / 255.0).max(500.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Body;

    fn reply(status: u16, retry_after: Option<&str>) -> Result<Reply<()>, Silence> {
        Ok(Reply {
            status,
            retry_after: retry_after.map(str::to_owned),
            body: Body::Empty,
        })
    }

    #[test]
    fn statuses_have_their_verdicts() {
        for (status, verdict) in [
            (200, Verdict::Accepted),
            (202, Verdict::Accepted),
            (400, Verdict::Refused("rejected")),
            (401, Verdict::Pause),
            (404, Verdict::Refused("rejected")),
            (408, Verdict::Retry(None)),
            (413, Verdict::Refused("too-large")),
            (429, Verdict::Retry(Some(60_000.0))),
            (500, Verdict::Retry(None)),
            (501, Verdict::Pause),
            (503, Verdict::Retry(None)),
            (599, Verdict::Retry(None)),
        ] {
            assert_eq!(judge(&reply(status, None)), verdict, "{status}");
        }
        assert_eq!(
            judge::<()>(&Err(Silence::NothingReceived)),
            Verdict::Retry(None)
        );
    }

    #[test]
    fn a_wish_is_read_within_bounds_and_garbage_is_none() {
        for (text, wish) in [
            ("0", 500.0),
            ("7", 7000.0),
            ("301", 300_000.0),
            ("99999999999999999999999", 300_000.0),
            ("-1", 60_000.0),
            ("1.5", 60_000.0),
            ("1, 2", 60_000.0),
            ("1e309", 60_000.0),
            ("soon", 60_000.0),
            ("", 60_000.0),
        ] {
            assert_eq!(
                judge(&reply(429, Some(text))),
                Verdict::Retry(Some(wish)),
                "{text}"
            );
        }
    }

    struct Always(u8);
    impl Random for Always {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn the_rest_grows_to_a_minute() {
        assert_eq!(backoff(0, &Always(0)), 500.0);
        assert_eq!(backoff(1, &Always(255)), 2000.0);
        assert_eq!(backoff(4000, &Always(255)), 60_000.0);
    }
}
