//! Who is still owed an answer.

use crate::model::fault;
use crate::value::{Slot, Value};

/// The calls that wait, in the order they came: `{ call, wish, asks, answers }`.
pub struct Callers<V>(Slot<V>);

impl<V: Value> Callers<V> {
    /// Nobody waits.
    pub fn new() -> Self {
        Callers(Slot::new(V::list()))
    }

    /// A call waits for the answers to its asks.
    pub fn wait(&self, call: u32, wish: V, asks: V) {
        self.0.get().push(V::object_of(&[
            (t!("call"), V::number(call.into())),
            (t!("wish"), wish),
            (t!("asks"), asks),
            (t!("answers"), V::list()),
        ]));
    }

    /// Those who still wait for the answer to an ask.
    pub fn of(&self, ask: V) -> V {
        let waiting = V::list();
        for caller in self.0.get().entries() {
            let is_its = caller.at(t!("asks")).holds(ask);
            if is_its && answer_to(caller, ask.at(t!("point"))).is_nothing() {
                waiting.push(caller);
            }
        }
        waiting
    }

    /// Takes a caller out, and returns it; `undefined` if nobody waits under that number.
    pub fn take(&self, call: u32) -> V {
        let number = V::number(call.into());
        let (mut found, waiting) = (V::undefined(), V::list());
        for caller in self.take_all().entries() {
            if caller.at(t!("call")).same(number) {
                found = caller;
            } else {
                waiting.push(caller);
            }
        }
        self.0.replace(waiting);
        found
    }

    /// Takes those out who have all their answers, and returns them settled.
    pub fn take_complete(&self) -> V {
        let (complete, waiting) = (V::list(), V::list());
        for caller in self.take_all().entries() {
            let is_complete =
                caller.at(t!("answers")).len() == caller.at(t!("wish")).at(t!("points")).len();
            (if is_complete { &complete } else { &waiting }).push(caller);
        }
        self.0.replace(waiting);
        let settled = V::list();
        for caller in complete.entries() {
            settled.push(settle(caller, complete.len() > 1));
        }
        settled
    }

    /// Takes everybody out.
    pub fn take_all(&self) -> V {
        self.0.take_list()
    }
}

fn answer_to<V: Value>(caller: V, point: V) -> V {
    for answer in caller.at(t!("answers")).entries() {
        if answer.at(t!("point")).same(point) {
            return answer;
        }
    }
    V::undefined()
}

/// What a caller is told, `{ call, wish, answers, isShared }`: the answers in the order asked; what
/// has none was too slow.
pub fn settle<V: Value>(caller: V, is_shared: bool) -> V {
    let answers = V::list();
    for point in caller.at(t!("wish")).at(t!("points")).entries() {
        answers.push(answer_to(caller, point).or(late_answer(point)));
    }
    V::object_of(&[
        (t!("call"), caller.at(t!("call"))),
        (t!("wish"), caller.at(t!("wish"))),
        (t!("answers"), answers),
        (t!("isShared"), V::boolean(is_shared)),
    ])
}

fn late_answer<V: Value>(point: V) -> V {
    let outcome: V = fault(
        t!("timeout"),
        t!(
            "No answer came before the deadline; keep the default content, or allow more time with timeoutMs."
        ),
    );
    outcome.put_text(t!("status"), t!("failed"));
    V::object_of(&[
        (t!("point"), point),
        (t!("entries"), V::list()),
        (t!("outcome"), outcome),
    ])
}
