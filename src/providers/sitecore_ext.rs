//! Extension data of Sitecore events: flat, few, with plain names (sitecore.md 8.1).

use crate::model::fault;
use crate::value::Value;

use super::flatten::join;

/// How many members the service takes, the event id of ours included.
const LIMIT: u32 = 50;

/// The `ext` member of an event, with the id that lets a repeated delivery be recognized; or a
/// fault.
pub fn ext<V: Value>(fields: V, event_id: V) -> V {
    let ext = V::object();
    for name in fields.names().entries() {
        let plain = plain_name(name);
        if plain.len() > 0 {
            ext.put_of(plain, fields.of(name));
        }
    }
    ext.put(t!("attuneEventId"), event_id);
    if ext.names().len() > LIMIT {
        return fault(
            t!("invalid-argument"),
            t!("The event has too many members: Sitecore takes 50, one of them Attune's event id."),
        );
    }
    ext
}

/// Only letters and digits, in camel case: `size (EU)` is `sizeEU`.
fn plain_name<V: Value>(name: V) -> V {
    let mut plain = V::text(t!(""));
    for word in words(name).entries() {
        plain = join(plain, word);
    }
    plain
}

/// `Brochure Downloaded` and `brochureDownloaded` as `BROCHURE_DOWNLOADED`.
pub fn upper_snake<V: Value>(name: V) -> V {
    let mut snake = V::text(t!(""));
    for word in words(name).entries() {
        if snake.len() > 0 {
            snake = snake.then(V::text(t!("_")));
        }
        snake = snake.then(word);
    }
    snake.upper()
}

/// The words of a name: runs of letters and digits of ASCII; a capital after a small letter or a
/// digit begins another.
fn words<V: Value>(name: V) -> V {
    let words = V::list();
    let name = name.to_rust();
    let mut start = 0;
    let mut is_lower = false;
    for (place, byte) in name.bytes().enumerate() {
        let is_break = !byte.is_ascii_alphanumeric();
        if is_break || is_lower && byte.is_ascii_uppercase() {
            push_word(words, &name, start, place);
            start = place + usize::from(is_break);
        }
        is_lower = byte.is_ascii_lowercase() || byte.is_ascii_digit();
    }
    push_word(words, &name, start, name.len());
    words
}

fn push_word<V: Value>(words: V, name: &str, start: usize, end: usize) {
    if let Some(word) = name.get(start..end).filter(|word| !word.is_empty()) {
        words.push(V::text(word));
    }
}
