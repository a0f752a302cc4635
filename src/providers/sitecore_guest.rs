//! What a page says of its user, as Sitecore's `IDENTITY` event (sitecore.md 8.2, 8.4).

use crate::ports::Json;

use super::entry::{filled_text, plain_text};
use super::flatten::flatten;

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
pub fn guest_event<J: Json>(attributes: &J) -> Option<(J, Vec<(String, J)>)> {
    let mut identifier = J::object();
    let id = attributes.get("userId").as_ref().and_then(plain_text);
    identifier.set("id", J::text(&id.filter(|id| !id.trim().is_empty())?));
    identifier.set("provider", J::text(&filled_text(attributes, "IDType")?));
    let mut event = J::object();
    event.set("identifiers", J::list(vec![identifier]));
    let mut fields = Vec::new();
    for name in attributes.names().unwrap_or_default() {
        let Some(value) = attributes.get(&name) else {
            continue;
        };
        match NAMES.iter().find(|(spelling, _)| *spelling == name) {
            Some((_, "street")) if value.items().is_none() => {
                event.set("street", J::list(vec![value]));
            }
            Some((_, wire)) => event.set(wire, value),
            None if CONTROL.contains(&name.as_str()) => {}
            None => flatten(&mut fields, &name, &value),
        }
    }
    Some((event, fields))
}
