//! Calls of which some points were refused: where the page has another token, they are begun again
//! under their number, and only those points are asked again.

use crate::attune::Attune;
use crate::ports::Host;
use crate::value::Value;

use super::response::compose_response;

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// A call is complete. Where it was refused in part, and for the first time, it fails for now: it
    /// is begun again, or ends (`expire`) with what it was to be told.
    pub(super) fn settle_call(&self, settled: V) {
        let (standing, refused, points) = (V::list(), V::list(), V::list());
        for answer in settled.at(t!("answers")).entries() {
            // A 403 is about what the token may ask, which another one of the visitor may not either.
            if answer.at(t!("status")).as_number() == 401.0 {
                refused.push(answer);
                points.push(answer.at(t!("point")));
            } else {
                standing.push(answer);
            }
        }
        let is_first = settled.at(t!("wish")).at(t!("standing")).is_nothing();
        if !is_first || refused.len() == 0 || standing.len() == 0 {
            return self.tell_caller(settled);
        }
        let call = settled.at(t!("call"));
        settled.put(t!("standing"), standing);
        settled.put(t!("points"), points);
        self.refused.get().put_of(call, settled);
        self.host
            .fail(call.as_number() as u32, compose_response(refused, false));
    }

    /// What a call was to be told that was refused in part, with the `points` that were, and the
    /// answers that are `standing`; `undefined` if it was not.
    pub(super) fn take_refused(&self, call: u32) -> V {
        let call = V::number(call.into());
        let told = self.refused.get().of(call);
        self.refused.get().take_out(call);
        told
    }
}
