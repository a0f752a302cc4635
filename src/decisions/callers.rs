//! What a caller is told in the end.

use crate::model::fault;
use crate::value::Value;

/// What a caller is told, `{ call, wish, answers, isShared }`: the answers in the order asked; what
/// has none was too slow.
pub fn settle<V: Value>(caller: V, is_shared: V) -> V {
    let wish = caller.at(t!("wish"));
    let (given, answers) = (V::object(), V::list());
    // What was answered before others were refused; another caller may have it too.
    for answer in wish.at(t!("standing")).entries() {
        answers.push(answer.deep_copy());
    }
    for answer in caller.at(t!("answers")).entries() {
        given.put_of(answer.at(t!("point")), answer);
    }
    for point in wish.at(t!("points")).entries() {
        let mut answer = given.of(point);
        if answer.is_nothing() {
            answer = late_answer(point);
        }
        answers.push(answer);
    }
    let settled = V::object();
    settled.put(t!("call"), caller.at(t!("call")));
    settled.put(t!("wish"), wish);
    settled.put(t!("answers"), answers);
    settled.put(t!("isShared"), is_shared);
    settled
}

/// The deadline has passed.
pub fn too_late<V: Value>() -> V {
    fault(
        t!("timeout"),
        t!(
            "No answer came before the deadline; keep the default content, or allow more time with timeoutMs."
        ),
    )
}

fn late_answer<V: Value>(point: V) -> V {
    let outcome: V = too_late();
    outcome.put_text(t!("status"), t!("failed"));
    let answer = V::object();
    answer.put(t!("point"), point);
    answer.put(t!("entries"), V::list());
    answer.put(t!("outcome"), outcome);
    answer
}
