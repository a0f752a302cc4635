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
    for name in fields.members() {
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
    name.found(t!("[A-Z]+[a-z0-9]*|[a-z0-9]+"))
}
