//! The pieces of answers and rows that both services need.

use crate::value::{Shape, Value};
use crate::words::Word;

/// The answer for a point, so far without decisions. `status` is "decided" or "empty".
pub fn answer<V: Value>(point: V, status: Word) -> V {
    let outcome = V::object();
    outcome.put_text(t!("status"), status);
    outcome.put_text(t!("source"), t!("network"));
    with_outcome(point, outcome)
}

/// The answer for a point that has none. The service's status stays beside the outcome, which has
/// a status of its own.
pub fn failed<V: Value>(point: V, fault: V) -> V {
    let outcome = fault.copy();
    outcome.put_text(t!("status"), t!("failed"));
    let answer = with_outcome(point, outcome);
    answer.put(t!("status"), fault.at(t!("status")));
    answer
}

fn with_outcome<V: Value>(point: V, outcome: V) -> V {
    let answer = V::object();
    answer.put(t!("point"), point);
    answer.put(t!("entries"), V::list());
    answer.put(t!("outcome"), outcome);
    answer
}

/// The items of recommended content, each with a content id. An item that lacks one gets it on a
/// copy, since `raw` keeps the vendor's own. What is no object cannot be an item.
pub fn items_with_ids<V: Value>(items: V, personalization_id: V) -> V {
    let list = V::list();
    let mut place = 0.0;
    for entry in items.entries() {
        let mut item = entry;
        if item.is_object() {
            if !item.at(t!("personalizationContentId")).is_text() {
                item = item.copy();
                let id = personalization_id
                    .then(V::text(t!(":")))
                    .then(V::number(place));
                item.put(t!("personalizationContentId"), id);
            }
            list.push(item);
        }
        place += 1.0;
    }
    list
}

/// Whether an object or a list has nothing in it.
pub fn is_empty<V: Value>(value: V) -> bool {
    (value.is_list() || value.is_object()) && value.len() + value.names().len() == 0
}

/// Puts a text, if there is something in it.
#[inline(never)]
pub fn put_filled<V: Value>(object: V, name: Word, text: V) {
    if text.len() > 0 {
        object.put(name, text);
    }
}

/// A text, a number or a truth value as text; `undefined` for anything else.
#[inline(never)]
pub fn plain_text<V: Value>(value: V) -> V {
    match value.shape() {
        Shape::Boolean | Shape::Number | Shape::Text => V::text(t!("")).then(value),
        _ => V::undefined(),
    }
}

/// The own member of that name as a text, or `undefined`.
#[inline(never)]
pub fn text_at<V: Value>(object: V, name: Word) -> V {
    let text = object.at(name);
    if text.is_text() { text } else { V::undefined() }
}

/// The own member of that name as a text with something in it, or `undefined`.
#[inline(never)]
pub fn filled_text<V: Value>(object: V, name: Word) -> V {
    let text = object.at(name);
    if text.is_blank() {
        V::undefined()
    } else {
        text
    }
}

/// The own member of that name if it is a list, else an empty one.
pub fn list_at<V: Value>(object: V, name: Word) -> V {
    let list = object.at(name);
    if list.is_list() { list } else { V::list() }
}

/// The value if it is a list, else a list of it.
pub fn as_list<V: Value>(value: V) -> V {
    if value.is_list() {
        return value;
    }
    let list = V::list();
    list.push(value);
    list
}
