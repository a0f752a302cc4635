//! What a page says of its user, as Sitecore's `IDENTITY` event (sitecore.md 8.2, 8.4).

use crate::ports::Json;

use super::flatten::flatten_members;
use super::members::{copy_members, has_members, plain_text, put_texts, text_at};

/// The spelling of the interactions SDK, and the wire's. The wire's own names stand for themselves.
const NAMES: [(&str, &str); 19] = [
    ("email", "email"),
    ("emailAddress", "email"),
    ("firstname", "firstname"),
    ("firstName", "firstname"),
    ("lastname", "lastname"),
    ("lastName", "lastname"),
    ("title", "title"),
    ("gender", "gender"),
    ("dob", "dob"),
    ("mobile", "mobile"),
    ("phone", "phone"),
    ("phoneNumber", "phone"),
    ("street", "street"),
    ("addressLine1", "street"),
    ("city", "city"),
    ("state", "state"),
    ("stateProvince", "state"),
    ("postalCode", "postal_code"),
    ("country", "country"),
];

/// Members that say how to read the others.
const CONTROL: [&str; 5] = ["eventType", "IDName", "IDType", "userId", "isAnonymous"];

/// The members of the event and its extension data; `None` where nothing identifies the guest.
pub fn guest_event<J: Json>(attributes: &J) -> Option<(J, J)> {
    let id = plain_text(&attributes.get("userId")?)?;
    let provider = text_at(attributes, "IDType");
    if id.is_empty() || provider.is_empty() {
        return None;
    }
    let mut identifier = J::object();
    put_texts(&mut identifier, &[("id", &id), ("provider", &provider)]);
    let mut event = J::object();
    event.set("identifiers", J::list(vec![identifier]));
    copy_members(&mut event, attributes, &NAMES);
    if let Some(street) = event.get("street").filter(|street| !has_members(street)) {
        event.set("street", J::list(vec![street]));
    }
    let mut fields = J::object();
    let mut known = Vec::from(CONTROL);
    known.extend(NAMES.map(|(name, _)| name));
    flatten_members(&mut fields, "", attributes, &known);
    Some((event, fields))
}
