//! Reads and writes of members that every service needs. Each loop stands here once: a copy of one
//! costs a visitor a hundred compressed bytes.

use crate::ports::Json;

use super::faults::push_number;

/// Hands every member of an object on.
pub fn each_member<J: Json>(object: &J, with: &mut dyn FnMut(&str, J)) {
    for name in object.names().unwrap_or_default() {
        // Written into an object, that name would change the object instead of adding to it.
        if name == "__proto__" {
            continue;
        }
        if let Some(value) = object.get(&name) {
            with(&name, value);
        }
    }
}

/// The entries of a member that is a list; none if it is anything else.
pub fn list_at<J: Json>(object: &J, name: &str) -> Vec<J> {
    object
        .get(name)
        .and_then(|list| list.items())
        .unwrap_or_default()
}

/// The text of a member; empty where there is none, or only white space.
pub fn text_at<J: Json>(object: &J, name: &str) -> String {
    let text = object.text_at(name).unwrap_or_default();
    if text.bytes().all(|byte| byte <= b' ') {
        String::new()
    } else {
        text
    }
}

/// A text, a number or a truth value as text.
pub fn plain_text<J: Json>(value: &J) -> Option<String> {
    if value.as_number().is_some() || value.as_boolean().is_some() {
        return Some(value.write());
    }
    value.as_text()
}

/// Whether a list or an object has something in it.
pub fn has_members<J: Json>(value: &J) -> bool {
    value.names().is_some_and(|names| !names.is_empty())
        || value.items().is_some_and(|items| !items.is_empty())
}

/// Sets texts.
pub fn put_texts<J: Json>(object: &mut J, texts: &[(&str, &str)]) {
    for (name, text) in texts {
        object.set(name, J::text(text));
    }
}

/// Sets a text that has something in it.
pub fn put_filled<J: Json>(object: &mut J, name: &str, text: &str) {
    if !text.is_empty() {
        object.set(name, J::text(text));
    }
}

/// Copies members under other names.
pub fn copy_members<J: Json>(target: &mut J, source: &J, names: &[(&str, &str)]) {
    for (from, to) in names {
        if let Some(value) = source.get(from).filter(|value| !value.is_nothing()) {
            target.set(to, value);
        }
    }
}

/// The items of recommended content, each with a content id. An item that lacks one gets it on a
/// copy, since `raw` keeps the vendor's own. What is no object cannot be an item.
pub fn items_with_ids<J: Json>(items: Vec<J>, personalization_id: &str) -> Vec<J> {
    let mut with_ids = Vec::new();
    for (place, mut item) in items.into_iter().enumerate() {
        if item.names().is_none() {
            continue;
        }
        if item.text_at("personalizationContentId").is_none() {
            let mut id = [personalization_id, ":"].concat();
            push_number(&mut id, place);
            item = item.shallow_copy();
            item.set("personalizationContentId", J::text(&id));
        }
        with_ids.push(item);
    }
    with_ids
}
