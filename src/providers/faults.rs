//! What a refusal or a silence of a service means (salesforce.md 4, sitecore.md 4).

use crate::model::{Code, Fault};
use crate::ports::{Body, Json, Reply, Silence};

/// How much of a service's own words goes into a message.
const DETAIL: usize = 200;

/// The fault of an exchange without an answer.
pub fn silence_fault(silence: Silence) -> Fault {
    Fault::new(
        Code::Network,
        match silence {
            Silence::NothingReceived => {
                "No answer from the service: check the endpoint, the connection, and whether the \
                 page's content security policy or a blocker forbids the request."
            }
            Silence::BrokenOff => "The service's answer broke off: ask again later.",
        },
    )
}

/// The fault of an answer that is not one of success.
pub fn refusal_fault<J: Json>(reply: &Reply<J>) -> Fault {
    let detail = match &reply.body {
        Body::Json(body) | Body::Text(body) => error_text(body),
        Body::Empty | Body::Broken => String::new(),
    };
    status_fault(reply.status, &detail)
}

/// What an error body says in words; empty if nothing.
pub fn error_text<J: Json>(body: &J) -> String {
    let said = ["message", "developerMessage", "error_msg"]
        .iter()
        .find_map(|it| body.text_at(it));
    said.or_else(|| body.as_text()).unwrap_or_default()
}

/// The fault of a status, with the service's own words where it has some.
pub fn status_fault(status: u16, detail: &str) -> Fault {
    let (code, next) = match status {
        401 | 403 => (
            Code::Unauthorized,
            "check the access token, the client key and the endpoint.",
        ),
        429 => (Code::RateLimited, LATER),
        500.. => (Code::Unavailable, LATER),
        _ => (Code::Http, "check the endpoint and what was asked."),
    };
    let mut message = String::from("The service answered ");
    push_number(&mut message, status.into());
    if !detail.is_empty() {
        let end = detail
            .char_indices()
            .nth(DETAIL)
            .map_or(detail.len(), |(at, _)| at);
        message.push_str(" \"");
        message.push_str(detail.get(..end).unwrap_or_default());
        message.push('"');
    }
    message.push_str(": ");
    message.push_str(next);
    Fault::new(code, message)
}

const LATER: &str = "ask again later.";

/// The fault of an answer of success that cannot be understood.
pub fn unreadable() -> Fault {
    Fault::new(
        Code::BadResponse,
        "The service's answer is not in its documented form: check the endpoint and the point's \
         template.",
    )
}

/// Appends a number in decimal digits. (Formatting machinery would weigh 2 KB.)
pub fn push_number(out: &mut String, number: usize) {
    if number > 9 {
        push_number(out, number / 10);
    }
    push_ascii(out, b'0' + (number % 10) as u8);
}

/// Appends an ASCII character. (Never inlined: each copy would bring the encoder of UTF-8.)
#[inline(never)]
pub fn push_ascii(out: &mut String, byte: u8) {
    out.push(byte.into());
}
