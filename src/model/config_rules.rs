//! What each member of a configuration has to look like, and the form the core keeps it in.

use crate::value::{Shape, Value};
use crate::words::Word;

use super::spelling::is_one_of;

const CHANNELS: Word = t!(
    "AIRPORT_KIOSK|BRANCH|CALL_CENTER|EMAIL|GDS|KIOSK|MOBILE_APP|MOBILE_WEB|SMS|\
    OFFLINE|OTA|OTHER|WEB"
);
const REDACTABLE: Word = t!("emails|phones|cards|tokens");
const LEVELS: Word = t!("none|error|warn|info|debug|trace");
/// Labels with dots between, of anything but ASCII as well, as a page writes them. Cookies are often
/// configured with the leading dot of old; it means the same.
const HOST: Word =
    t!(r"(?![^]{254})\.?[^\x00-,./:-@[-^\x60{-\x7f]+(\.[^\x00-,./:-@[-^\x60{-\x7f]+)*");
/// An https address without credentials, query and fragment: what is visible in ASCII, but for
/// `"#<>?\`.
const SECURE: Word = t!(
    r"https://(\[::1\]|[^\x00-,./:-@[-^\x60{-\x7f]+(\.[^\x00-,./:-@[-^\x60{-\x7f]+)*)(:(0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?(/[!$-;=@-\[\]-~]*)?"
);
/// A plain one, of this machine.
const LOCAL: Word = t!(
    r"http://(\[::1\]|localhost|127(\.\d+)+)(:(0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?(/[!$-;=@-\[\]-~]*)?"
);

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
        Kind::Key => !value.is_blank() && value.fits(t!(r#"[^\x00-\x1f"\\]+"#)),
        // It becomes a segment of an address.
        Kind::Id => value.fits(t!(r"[\w.-]+")),
        Kind::Endpoint => value.fits(SECURE) || value.fits(LOCAL),
        Kind::Channel => is_one_of(value.upper(), CHANNELS),
        Kind::Language => primary_subtag(value).fits(t!("[a-zA-Z]{2,8}")),
        Kind::Currency => value.fits(t!("[a-zA-Z]{3}")),
        Kind::Host => value.fits(HOST),
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
        Kind::Channel => value.upper(),
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
