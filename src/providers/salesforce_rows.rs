//! The rows of a Salesforce event: the fields every row has, and how members become fields
//! (salesforce.md 8.2, 8.3).

use crate::model::is_one_of;
use crate::value::Value;
use crate::words::Word;

use super::entry::as_list;
use super::flatten::{flatten, flatten_members, join};

/// The rows of one event as they are made.
pub struct Rows<'a, V> {
    pub stamp: V,
    pub fresh_id: &'a dyn Fn() -> V,
    /// The caller's `source.*`, as fields.
    pub source: V,
    pub list: V,
}

impl<V: Value> Rows<'_, V> {
    /// Adds a row with all fields of an engagement event, and gives it.
    pub fn push(&self, event_type: V, name: V, fields: V) -> V {
        let row = V::object();
        // The interactions that are page views by themselves; everything else is an action.
        let is_page_view = is_one_of(name, t!("View Catalog Object|View Catalog Object Detail"));
        row.put(t!("pageView"), V::number(u32::from(is_page_view).into()));
        row.put_named(
            self.stamp,
            t!("address sourceUrl referrer sourceUrlReferrer"),
        );
        row.put_text(t!("sourceChannel"), t!("Web"));
        row.put(t!("sourceLocale"), locale(self.stamp.at(t!("language"))));
        row.put_all(fields);
        row.put(t!("interactionName"), name);
        row.put_all(self.source);
        self.push_line(event_type, row)
    }

    /// Adds a row that has only the required fields, and gives it.
    pub fn push_line(&self, event_type: V, row: V) -> V {
        row.put_text(t!("category"), t!("Engagement"));
        row.put(t!("eventType"), event_type);
        row.put(t!("eventId"), (self.fresh_id)());
        row.put_named(
            self.stamp,
            t!("at dateTime browserId deviceId sessionId sessionId"),
        );
        self.list.push(row);
        row
    }
}

/// `en-US` as `en_US`; `undefined` where the tag names no region.
fn locale<V: Value>(tag: V) -> V {
    let mut language = V::undefined();
    for subtags in tag.split(t!("_")).entries() {
        for subtag in subtags.split(t!("-")).entries() {
            if language.is_nothing() {
                language = subtag.lower();
            } else if subtag.len() == 2 {
                return language.then(V::text(t!("_"))).then(subtag.upper());
            }
        }
    }
    V::undefined()
}

/// A row of an object's members, nested ones by their path.
pub fn custom_row<V: Value>(object: V, skipped: Word) -> V {
    let row = V::object();
    flatten_members(row, V::text(t!("")), object, skipped);
    row
}

/// Adds the members of a catalog object, order, cart or line item under the standard names.
pub fn add_standard<V: Value>(row: V, path: Word, object: V, skipped: Word) {
    let path = V::text(path);
    for name in object.members() {
        let value = object.of(name);
        if name.is(t!("attributes")) {
            flatten(row, V::text(t!("attribute")), value);
        } else if name.is(t!("relatedCatalogObjects")) {
            // A map of lists, or a list of such maps.
            for map in as_list(value).entries() {
                flatten(row, V::text(t!("relatedCatalogObject")), map);
            }
        } else if !is_one_of(name, skipped) {
            flatten(row, join(path, name), value);
        }
    }
}
