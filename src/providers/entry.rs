//! The pieces of a `PersonalizationDecision` that both services need.

use crate::ports::Json;

use super::faults::push_number;

/// The items of recommended content, each with a content id. An item that lacks one gets it on a
/// copy, since `raw` keeps the vendor's own. What is no object cannot be an item.
pub fn items_with_ids<J: Json>(items: &[J], personalization_id: &str) -> Vec<J> {
    let objects = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.names().is_some());
    objects
        .map(|(place, item)| {
            if item.text_at("personalizationContentId").is_some() {
                return item.clone();
            }
            let mut id = [personalization_id, ":"].concat();
            push_number(&mut id, place);
            let mut copy = item.shallow_copy();
            copy.set("personalizationContentId", J::text(&id));
            copy
        })
        .collect()
}

/// Whether an object or a list has nothing in it.
pub fn is_empty<J: Json>(value: &J) -> bool {
    match value.names() {
        Some(names) => names.is_empty(),
        None => value.items().is_some_and(|items| items.is_empty()),
    }
}

/// Sets a text, if there is one.
pub fn set_text<J: Json>(object: &mut J, name: &str, text: &str) {
    if !text.is_empty() {
        object.set(name, J::text(text));
    }
}

/// A text, a number or a truth value as text.
pub fn plain_text<J: Json>(value: &J) -> Option<String> {
    if value.as_number().is_some() || value.as_boolean().is_some() {
        return Some(value.write());
    }
    value.as_text()
}

/// The own member of that name as a text with something in it.
pub fn filled_text<J: Json>(object: &J, name: &str) -> Option<String> {
    object.text_at(name).filter(|text| !text.trim().is_empty())
}
