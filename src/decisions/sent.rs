//! A request under way: what gives it up, when it was sent, whether as a probe, for whom, and since
//! when it is late, as `{ exchange, at, isProbe, visit, lateAt? }`.

use crate::value::Value;

pub fn sent<V: Value>(exchange: V, now: f64, is_probe: bool, visit: V) -> V {
    let sent = V::object();
    sent.put(t!("exchange"), exchange);
    sent.put(t!("at"), V::number(now));
    sent.put(t!("isProbe"), V::boolean(is_probe));
    sent.put(t!("visit"), visit);
    sent
}

/// Whether a request has left a call without an answer already.
pub fn is_late<V: Value>(sent: V) -> bool {
    !sent.at(t!("lateAt")).is_nothing()
}

/// Whether a request, if there is one yet, was sent for this visit.
pub fn is_for<V: Value>(sent: V, visit: V) -> bool {
    sent.is_nothing() || sent.at(t!("visit")).same(visit)
}
