//! Where an answer came from. What a caller is given is the caller's own, to be changed at will; a
//! handler that comes later is given what the service said, read once more.

use std::cell::Cell;

use crate::providers::read_answer;
use crate::value::Value;

/// What an answer can be read from again: `{ source, points, ids }`, with the `ids` that were made
/// for what came without one. `undefined` where the reply was no JSON.
pub(super) fn origin<V: Value>(question: V, reply: V, ids: V) -> V {
    let source = reply.at(t!("source"));
    if source.is_nothing() {
        return source;
    }
    let origin = V::object();
    origin.put(t!("source"), source);
    origin.put(t!("points"), question.at(t!("points")));
    origin.put(t!("ids"), ids);
    origin
}

/// The answer as it is kept for later. Where it has no origin, as one of the cache, its entries are
/// copied; large ones come from the service, and a copy would cost as much as reading them.
pub(super) fn keep<V: Value>(answer: V, origin: V) -> V {
    let kept = answer.copy();
    if origin.is_nothing() || answer.at(t!("outcome")).at(t!("source")).is(t!("cache")) {
        kept.put(t!("entries"), answer.at(t!("entries")).deep_copy());
    } else {
        kept.take_out(V::text(t!("entries")));
        kept.put(t!("origin"), origin);
    }
    kept
}

/// An answer that was kept, with its entries. All points of a request are read in one go.
pub(super) fn recall<V: Value>(config: V, kept: V) -> V {
    let origin = kept.at(t!("origin"));
    if origin.is_nothing() {
        return kept;
    }
    let mut answers = origin.at(t!("answers"));
    if answers.is_nothing() {
        let (ids, next) = (origin.at(t!("ids")), Cell::new(0));
        let reply = V::object();
        reply.put(t!("status"), V::number(200.0));
        reply.put(t!("body"), origin.at(t!("source")).read());
        answers = V::object();
        let read = read_answer(config, origin, reply, &|| {
            next.set(next.get() + 1);
            ids.item(next.get() - 1)
        });
        for answer in read.entries() {
            answers.put_of(answer.at(t!("point")), answer);
        }
        origin.put(t!("answers"), answers);
    }
    answers.of(kept.at(t!("point")))
}
