//! What each member of a configuration has to look like, and the form the core keeps it in.

use crate::value::{Shape, Value};
use crate::words::Word;

use super::spelling::{is_one_of, is_spelled};

const CHANNELS: Word = t!(
    "AIRPORT_KIOSK|BRANCH|CALL_CENTER|EMAIL|GDS|KIOSK|MOBILE_APP|MOBILE_WEB|SMS|\
    OFFLINE|OTA|OTHER|WEB"
);
const REDACTABLE: Word = t!("emails|phones|cards|tokens");
const LEVELS: Word = t!("none|error|warn|info|debug|trace");

/// A kind of member. Those from `Object` on are only checked; the others are kept.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Kind {
    Filled,
    Key,
    Id,
    Endpoint,
    Channel,
    Language,
    Currency,
    Host,
    Flag,
    Redaction,
    From0,
    Object,
    Never,
    Above0,
    Level,
}

/// Whether a member is as it should be.
pub fn is_right<V: Value>(kind: Kind, value: V) -> bool {
    let number = value.as_number();
    match kind {
        Kind::Filled => !value.is_blank(),
        // A quote or a backslash came along by mistake when the key was copied.
        Kind::Key => !value.is_blank() && is_spelled(value, b" !#[]\xff"),
        // It becomes a segment of an address.
        Kind::Id => !value.is_blank() && is_spelled(value, b"azAZ09--__.."),
        Kind::Endpoint => is_endpoint(value),
        Kind::Channel => is_one_of(value.upper(), CHANNELS),
        Kind::Language => value.is_text() && is_subtag(primary_subtag(value)),
        Kind::Currency => value.len() == 3 && is_spelled(value, b"azAZ"),
        Kind::Host => is_host(value),
        Kind::Flag => value.shape() == Shape::Boolean,
        Kind::Redaction => {
            value.is_list() && value.entries().all(|word| is_one_of(word, REDACTABLE))
        }
        Kind::Object => value.is_object(),
        Kind::Never => false,
        Kind::Above0 => number > 0.0 && number < f64::INFINITY,
        Kind::From0 => (0.0..f64::INFINITY).contains(&number),
        Kind::Level => number >= 0.0 || is_one_of(value.lower(), LEVELS),
    }
}

/// A member that is as it should be, in the form the core keeps it in.
pub fn settle<V: Value>(kind: Kind, value: V) -> V {
    match kind {
        Kind::Channel | Kind::Currency => value.upper(),
        Kind::Language => primary_subtag(value).upper(),
        Kind::Endpoint => {
            let end = value.len().saturating_sub(1);
            if value.slice(end, u32::MAX).is(t!("/")) {
                value.slice(0, end)
            } else {
                value
            }
        }
        _ => value,
    }
}

fn primary_subtag<V: Value>(tag: V) -> V {
    tag.split(t!("_")).item(0).split(t!("-")).item(0)
}

fn is_subtag<V: Value>(subtag: V) -> bool {
    (2..9).contains(&subtag.len()) && is_spelled(subtag, b"azAZ")
}

/// Labels with dots between. Cookies are often configured with the leading dot of old; it means the
/// same.
fn is_host<V: Value>(host: V) -> bool {
    let mut has_label = false;
    let mut is_first = true;
    for label in host.split(t!(".")).entries() {
        has_label = label.len() > 0;
        if !(has_label || is_first) {
            return false;
        }
        is_first = false;
    }
    // Anything but ASCII may be in a host name as a page writes it.
    has_label && host.is_text() && host.len() < 254 && is_spelled(host, b"azAZ09--__..\x80\xff")
}

/// An https address, or a plain one of this machine, without credentials, query and fragment.
fn is_endpoint<V: Value>(endpoint: V) -> bool {
    let parts = endpoint.split(t!("/"));
    let (scheme, authority) = (parts.item(0), parts.item(2));
    let is_plain = scheme.is(t!("http:"));
    if !(is_plain || scheme.is(t!("https:"))) || parts.item(1).len() > 0 {
        return false;
    }
    let path = endpoint.slice(scheme.len() + 2 + authority.len(), u32::MAX);
    // What is visible in ASCII, but for `"#<>?\`.
    if !is_spelled(path, b"!!$;==@[]~") {
        return false;
    }
    if authority.slice(0, 5).is(t!("[::1]")) {
        return is_port(authority.slice(5, u32::MAX));
    }
    let host = authority.split(t!(":")).item(0);
    is_port(authority.slice(host.len(), u32::MAX))
        && is_host(host)
        && (!is_plain || is_loopback(host))
}

/// Nothing, or a colon and a number.
fn is_port<V: Value>(port: V) -> bool {
    let number = port.slice(1, u32::MAX);
    port.len() == 0
        || port.slice(0, 1).is(t!(":"))
            && is_spelled(number, b"09")
            && number.read().as_number() < 65536.0
}

fn is_loopback<V: Value>(host: V) -> bool {
    host.is(t!("localhost")) || host.slice(0, 4).is(t!("127.")) && is_spelled(host, b"09..")
}
