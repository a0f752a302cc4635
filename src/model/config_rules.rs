//! What each text of a configuration has to look like.

const CHANNELS: [&str; 13] = [
    "AIRPORT_KIOSK",
    "BRANCH",
    "CALL_CENTER",
    "EMAIL",
    "GDS",
    "KIOSK",
    "MOBILE_APP",
    "MOBILE_WEB",
    "SMS",
    "OFFLINE",
    "OTA",
    "OTHER",
    "WEB",
];
pub fn channels() -> String {
    ["one of ", &CHANNELS.join(", ")].concat()
}

pub fn is_filled(text: &str) -> bool {
    !text.trim().is_empty()
}

/// It becomes a segment of an address.
pub fn is_id(text: &str) -> bool {
    is_filled(text)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

pub fn is_channel(text: &str) -> bool {
    CHANNELS
        .iter()
        .any(|channel| channel.eq_ignore_ascii_case(text))
}

pub fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

pub fn is_language(tag: &str) -> bool {
    let primary = primary_subtag(tag);
    (2..=8).contains(&primary.len()) && is_letters(primary)
}

pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && is_letters(text)
}

fn is_letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

pub fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_".contains(&byte)
            })
    };
    // Cookies are often configured with the leading dot of old; it means the same.
    text.len() <= 253
        && text
            .strip_prefix('.')
            .unwrap_or(text)
            .split('.')
            .all(is_label)
}

pub fn is_endpoint(text: &str) -> bool {
    let (is_plain, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (false, rest),
        (None, Some(rest)) => (true, rest),
        (None, None) => return false,
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host_of(authority);
    let is_path = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"?#\\\"<>".contains(&byte));
    is_path && (host == "[::1]" || is_host(host)) && (!is_plain || is_loopback(host))
}

/// The host of an authority; empty if its port is none.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((_, port)) if port.ends_with(']') => authority,
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        Some(_) => "",
        None => authority,
    }
}

fn is_loopback(host: &str) -> bool {
    let is_digits = |host: &str| {
        host.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    host == "localhost" || host == "[::1]" || host.starts_with("127.") && is_digits(host)
}
