//! What a refusal or a silence of a service means (salesforce.md 4, sitecore.md 4).

use crate::model::fault;
use crate::value::Value;
use crate::words::Word;

use super::entry::text_at;

/// How much of a service's own words goes into a message.
const DETAIL: u32 = 200;

/// The fault of a reply that is not one of success; `undefined` for one that is.
pub fn reply_fault<V: Value>(reply: V) -> V {
    let status = reply.at(t!("status")).as_number();
    if (200.0..300.0).contains(&status) {
        return V::undefined();
    }
    let is_redirect = status == 0.0 && reply.at(t!("isBroken")).is_true();
    if is_redirect || (300.0..400.0).contains(&status) {
        return unreadable();
    }
    if status > 0.0 {
        let detail = error_text(reply.at(t!("body"))).or(text_at(reply, t!("text")));
        let fault = status_fault(status, detail);
        fault.put(t!("status"), reply.at(t!("status")));
        return fault;
    }
    fault(
        t!("network"),
        if reply.at(t!("received")).is_true() {
            t!("The service's answer broke off: ask again later.")
        } else {
            t!(
                "No answer from the service: check the endpoint, the connection, and whether the \
             page's content security policy or a blocker forbids the request."
            )
        },
    )
}

/// What an error body says in words, or `undefined`.
pub fn error_text<V: Value>(body: V) -> V {
    for name in [t!("message"), t!("developerMessage"), t!("error_msg")] {
        let text = text_at(body, name);
        if text.is_text() {
            return text;
        }
    }
    if body.is_text() { body } else { V::undefined() }
}

/// The fault of a status, with the service's own words where it has some.
pub fn status_fault<V: Value>(status: f64, detail: V) -> V {
    let (code, next) = match status as u32 {
        401 | 403 => (
            t!("unauthorized"),
            t!(": check the access token, the client key and the endpoint."),
        ),
        429 => (t!("rate-limited"), t!(": ask again later.")),
        500.. => (t!("unavailable"), t!(": ask again later.")),
        _ => (t!("http"), t!(": check the endpoint and what was asked.")),
    };
    let mut message = V::text(t!("The service answered ")).then(V::number(status));
    if detail.is_text() {
        let words = detail.slice(0, DETAIL);
        message = message
            .then(V::text(t!(" \"")))
            .then(words)
            .then(V::text(t!("\"")));
    }
    let fault = fault_of(code, message.then(V::text(next)));
    if matches!(status as u32, 408 | 425) {
        fault.put(t!("retryable"), V::boolean(true));
    }
    fault
}

/// A fault whose message is put together.
pub fn fault_of<V: Value>(code: Word, message: V) -> V {
    let fault: V = fault(code, t!(""));
    fault.put(t!("message"), message);
    fault
}

/// The fault of an answer of success that cannot be understood.
pub fn unreadable<V: Value>() -> V {
    fault(
        t!("bad-response"),
        t!(
            "The service's answer is not in its documented form: check the endpoint and the point's \
         template."
        ),
    )
}
