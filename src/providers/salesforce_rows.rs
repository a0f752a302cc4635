//! The rows of a Salesforce event: the fields every row has, and how members become fields
//! (salesforce.md 8.2, 8.3).

use crate::model::Stamp;
use crate::ports::Json;

use super::entry::set_text;
use super::flatten::{flatten, flatten_members, join};

pub const ENGAGEMENT: &str = "Engagement";
pub const CATALOG: &str = "catalog";

/// The interactions that are page views by themselves; everything else is an action.
const PAGE_VIEWS: [&str; 2] = ["View Catalog Object", "View Catalog Object Detail"];

/// The rows of one event as they are made.
pub struct Rows<'a, J> {
    pub stamp: &'a Stamp,
    pub fresh_id: &'a mut dyn FnMut() -> String,
    /// The caller's `source.*`, as fields.
    pub source: Vec<(String, J)>,
    pub list: Vec<J>,
}

impl<J: Json> Rows<'_, J> {
    /// Adds a row with all fields of an engagement or profile event; gives its `eventId`.
    pub fn push(&mut self, category: &str, event_type: &str, name: &str, mut row: J) -> String {
        row.set("interactionName", J::text(name));
        set_fields(&mut row, &self.source);
        let page_view = if PAGE_VIEWS.contains(&name) { 1.0 } else { 0.0 };
        set_if_absent(&mut row, "pageView", J::number(page_view));
        set_if_absent(&mut row, "sourceUrl", J::text(&self.stamp.address));
        set_if_absent(&mut row, "sourceUrlReferrer", J::text(&self.stamp.referrer));
        set_if_absent(&mut row, "sourceChannel", J::text("Web"));
        if row.get("sourceLocale").is_none() {
            set_text(&mut row, "sourceLocale", &locale(&self.stamp.language));
        }
        self.push_line(category, event_type, row)
    }

    /// Adds a row that has only the required fields; gives its `eventId`.
    pub fn push_line(&mut self, category: &str, event_type: &str, mut row: J) -> String {
        let id = (self.fresh_id)();
        for (name, text) in [
            ("category", category),
            ("eventType", event_type),
            ("eventId", &id),
            ("dateTime", &self.stamp.at),
            ("deviceId", &self.stamp.browser_id),
            ("sessionId", &self.stamp.session_id),
        ] {
            row.set(name, J::text(text));
        }
        self.list.push(row);
        id
    }
}

fn set_if_absent<J: Json>(row: &mut J, name: &str, value: J) {
    if row.get(name).is_none() {
        row.set(name, value);
    }
}

/// `en-US` as `en_US`; empty where the tag names no region.
fn locale(tag: &str) -> String {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 2) {
        Some(region) => [
            &language.to_ascii_lowercase(),
            "_",
            &region.to_ascii_uppercase(),
        ]
        .concat(),
        None => String::new(),
    }
}

/// The fields of an event's `source` member.
pub fn source_fields<J: Json>(event: &J) -> Vec<(String, J)> {
    let mut fields = Vec::new();
    if let Some(source) = event.get("source") {
        flatten_members(&mut fields, "source", &source, &[]);
    }
    fields
}

/// A row of an object's members, nested ones by their path.
pub fn custom_row<J: Json>(object: &J, skipped: &[&str]) -> J {
    let mut fields = Vec::new();
    flatten_members(&mut fields, "", object, skipped);
    let mut row = J::object();
    set_fields(&mut row, &fields);
    row
}

/// Adds the members of a catalog object, order, cart or line item under the standard names.
pub fn add_standard<J: Json>(row: &mut J, path: &str, object: &J, skipped: &[&str]) {
    let mut fields = Vec::new();
    for name in object.names().unwrap_or_default() {
        if skipped.contains(&name.as_str()) {
            continue;
        }
        let Some(value) = object.get(&name) else {
            continue;
        };
        match name.as_str() {
            "attributes" => flatten(&mut fields, "attribute", &value),
            "relatedCatalogObjects" => add_related(&mut fields, &value),
            _ => flatten(&mut fields, &join(path, &name), &value),
        }
    }
    set_fields(row, &fields);
}

/// A map of lists, or a list of such maps.
fn add_related<J: Json>(fields: &mut Vec<(String, J)>, related: &J) {
    let maps = related.items().unwrap_or_else(|| vec![related.clone()]);
    for map in &maps {
        flatten(fields, "relatedCatalogObject", map);
    }
}

fn set_fields<J: Json>(row: &mut J, fields: &[(String, J)]) {
    for (name, value) in fields {
        row.set(name, value.clone());
    }
}
