//! The rows of a Salesforce event: the fields every row has, and how members become fields
//! (salesforce.md 8.2, 8.3).

use crate::model::{Stamp, primary_subtag};
use crate::ports::Json;

use super::flatten::{flatten, flatten_members, join};
use super::members::{each_member, put_filled, put_texts};

pub const ENGAGEMENT: &str = "Engagement";
pub const CATALOG: &str = "catalog";

/// The rows of one event as they are made.
pub struct Rows<'a, J> {
    pub stamp: &'a Stamp,
    pub fresh_id: &'a mut dyn FnMut() -> String,
    /// The caller's `source.*`, as fields.
    pub source: J,
    pub list: Vec<J>,
}

impl<J: Json> Rows<'_, J> {
    /// A row with what is known of the page. Members set afterwards win.
    pub fn begin(&self, name: &str) -> J {
        let mut row = J::object();
        // These are page views by themselves; everything else is an action.
        let is_view = name == "View Catalog Object" || name == "View Catalog Object Detail";
        row.set("pageView", J::number(if is_view { 1.0 } else { 0.0 }));
        let page = [
            ("interactionName", name),
            ("sourceUrl", &self.stamp.address),
            ("sourceUrlReferrer", &self.stamp.referrer),
            ("sourceChannel", "Web"),
        ];
        put_texts(&mut row, &page);
        put_filled(&mut row, "sourceLocale", &locale(&self.stamp.language));
        row
    }

    /// Ends a row that was begun; gives its `eventId`.
    pub fn end(&mut self, category: &str, event_type: &str, name: &str, mut row: J) -> String {
        put_texts(&mut row, &[("interactionName", name)]);
        each_member(&self.source, &mut |name, value| row.set(name, value));
        self.end_line(category, event_type, row)
    }

    /// Ends a row that has only the required fields; gives its `eventId`.
    pub fn end_line(&mut self, category: &str, event_type: &str, mut row: J) -> String {
        let id = (self.fresh_id)();
        let required = [
            ("category", category),
            ("eventType", event_type),
            ("eventId", &id),
            ("dateTime", &self.stamp.at),
            ("deviceId", &self.stamp.browser_id),
            ("sessionId", &self.stamp.session_id),
        ];
        put_texts(&mut row, &required);
        self.list.push(row);
        id
    }
}

/// `en-US` as `en_US`; empty where the tag does not end in a region.
fn locale(tag: &str) -> String {
    let start = tag.len().saturating_sub(2);
    let region = tag.get(start..).unwrap_or_default();
    let before = start.checked_sub(1).and_then(|at| tag.as_bytes().get(at));
    match before {
        Some(b'-' | b'_') => [primary_subtag(tag), "_", &region.to_ascii_uppercase()].concat(),
        _ => String::new(),
    }
}

/// The fields of an event's `source` member.
pub fn source_fields<J: Json>(event: &J) -> J {
    let mut fields = J::object();
    if let Some(source) = event.get("source") {
        flatten_members(&mut fields, "source", &source, &[]);
    }
    fields
}

/// Adds the members of a catalog object, order, cart or line item under the standard names.
pub fn add_standard<J: Json>(row: &mut J, path: &str, object: &J, skipped: &[&str]) {
    each_member(object, &mut |name, value| match name {
        _ if skipped.contains(&name) => {}
        "attributes" => flatten(row, "attribute", &value),
        "relatedCatalogObjects" => {
            // A map of lists, or a list of such maps.
            for map in value.items().unwrap_or_else(|| vec![value]) {
                flatten(row, "relatedCatalogObject", &map);
            }
        }
        _ => flatten(row, &join(path, name), &value),
    });
}
