//! What each text of a configuration has to look like.

/// The channels of a Sitecore tenant, as a message lists them.
pub const CHANNELS: &str = "one of AIRPORT_KIOSK, BRANCH, CALL_CENTER, EMAIL, GDS, KIOSK, \
    MOBILE_APP, MOBILE_WEB, SMS, OFFLINE, OTA, OTHER, WEB";
pub const LEVELS: &str = "none, error, warn, info, debug, trace";

/// Whether a text has a word, in any case: `home` is not in `home_hero`.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_between = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'_';
    let mut words = text.as_bytes().split(is_between);
    !word.is_empty() && words.any(|one| one.eq_ignore_ascii_case(word.as_bytes()))
}

/// The language of a language tag; empty where it begins with none.
pub fn primary_subtag(tag: &str) -> &str {
    let end = tag
        .bytes()
        .position(|byte| !byte.is_ascii_alphabetic())
        .unwrap_or(tag.len());
    if (2..=8).contains(&end) {
        tag.get(..end).unwrap_or_default()
    } else {
        ""
    }
}

pub fn is_filled(text: &str) -> bool {
    text.bytes().any(|byte| byte > b' ')
}

/// It becomes a segment of an address.
pub fn is_id(text: &str) -> bool {
    let is_right = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty() && text.bytes().all(is_right)
}

/// It is put into JSON text as it is.
pub fn is_key(text: &str) -> bool {
    is_filled(text)
        && text
            .bytes()
            .all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
}

pub fn is_channel(text: &str) -> bool {
    // The list's own words are in lower case, and no channel is.
    has_word(CHANNELS, text) && !has_word("one of", text)
}

pub fn is_level(text: &str) -> bool {
    has_word(LEVELS, text)
}

pub fn is_language(tag: &str) -> bool {
    !primary_subtag(tag).is_empty()
}

pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && primary_subtag(text).len() == 3
}

/// Labels of letters, digits, `-` and `_`. Cookies are often configured with the leading dot of
/// old; it means the same.
pub fn is_host(text: &str) -> bool {
    let labels = text.strip_prefix('.').unwrap_or(text).as_bytes();
    let mut previous = b'.';
    for &byte in labels {
        let is_inside = byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_".contains(&byte);
        if !is_inside && (byte != b'.' || previous == b'.') {
            return false;
        }
        previous = byte;
    }
    previous != b'.'
}

/// An address of https, or of plain http on this machine.
pub fn is_endpoint(text: &str) -> bool {
    let plain = text.strip_prefix("http://");
    let Some(rest) = plain.or_else(|| text.strip_prefix("https://")) else {
        return false;
    };
    let (authority, path) = split_at(rest, b'/');
    let (host, port) = match authority.strip_prefix(IPV6_LOOPBACK) {
        Some(port) => (IPV6_LOOPBACK, port),
        None => split_at(authority, b':'),
    };
    let is_loopback = host == IPV6_LOOPBACK
        || host == "localhost"
        || host.starts_with("127.") && host.bytes().all(|byte| !byte.is_ascii_alphabetic());
    let digits = port.strip_prefix(':').unwrap_or(port);
    let is_port = digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (host == IPV6_LOOPBACK || is_host(host))
        && is_port
        && (plain.is_none() || is_loopback)
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#\\\"<>".contains(&byte))
}

const IPV6_LOOPBACK: &str = "[::1]";

/// What stands before a byte, and the rest with it.
fn split_at(text: &str, byte: u8) -> (&str, &str) {
    let at = text
        .bytes()
        .position(|one| one == byte)
        .unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}
