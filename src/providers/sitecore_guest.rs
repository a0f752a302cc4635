//! What a page says of its user, as Sitecore's `IDENTITY` event (sitecore.md 8.2, 8.4).

use crate::value::Value;
use crate::words::Word;

use super::entry::{as_list, plain_text};
use super::flatten::flatten;

/// The spelling of the interactions SDK, and the wire's. The wire's own names stand for themselves;
/// members without a name only say how to read the others.
const NAMES: Word = t!(
    "{\"email\":\"email\",\"emailAddress\":\"email\",\"firstname\":\"firstname\",\
    \"firstName\":\"firstname\",\"lastname\":\"lastname\",\"lastName\":\"lastname\",\"title\":\"title\",\
    \"gender\":\"gender\",\"dob\":\"dob\",\"mobile\":\"mobile\",\"phone\":\"phone\",\"phoneNumber\":\"phone\",\
    \"street\":\"street\",\"addressLine1\":\"street\",\"city\":\"city\",\"state\":\"state\",\"stateProvince\":\"state\",\
    \"postalCode\":\"postal_code\",\"country\":\"country\",\
    \"identifiers\":\"\",\"eventType\":\"\",\"IDName\":\"\",\"IDType\":\"\",\"userId\":\"\",\"isAnonymous\":\"\"}"
);

/// The members of the event, with its extension data put into `fields`; `undefined` where nothing
/// identifies the guest.
pub fn guest_event<V: Value>(attributes: V, fields: V) -> V {
    let identifiers = V::list();
    for given in as_list(attributes.at(t!("identifiers"))).entries() {
        push_identifier(identifiers, given, t!("id id provider provider"));
    }
    if identifiers.len() == 0 {
        push_identifier(identifiers, attributes, t!("userId id IDType provider"));
    }
    if identifiers.len() == 0 {
        return V::undefined();
    }
    let event = V::object();
    event.put(t!("identifiers"), identifiers);
    let wires = V::text(NAMES).read();
    for name in attributes.members() {
        let value = attributes.of(name);
        let wire = wires.of(name);
        if wire.is_nothing() {
            flatten(fields, name, value);
        } else if wire.is(t!("street")) {
            event.put_of(wire, as_list(value));
        } else if wire.len() > 0 {
            event.put_of(wire, value);
        }
    }
    event
}

/// Adds what identifies the guest at a provider, if it is whole.
fn push_identifier<V: Value>(list: V, given: V, names: Word) {
    let identifier = V::object();
    identifier.put_named(given, names);
    identifier.put(t!("id"), plain_text(identifier.at(t!("id"))));
    if identifier.at(t!("id")).is_blank() || identifier.at(t!("provider")).is_blank() {
        return;
    }
    identifier.put(t!("expiry_date"), given.at(t!("expiryDate")));
    list.push(identifier);
}
