//! What Salesforce answers to one point: its entries, and what its diagnostics mean
//! (salesforce.md 2, 3).

use crate::value::Value;

use super::entry::{answer, failed, items_with_ids, list_at, plain_text, text_at};
use super::faults::fault_of;

/// The answer for one of the points asked. The first entry of its name counts.
pub fn read_point<V: Value>(points: V, point: V, body: V, fresh_id: &dyn Fn() -> V) -> V {
    let request_id = text_at(body, t!("requestId"));
    let decisions = V::list();
    let mut diagnostics = V::list();
    for entry in body.at(t!("personalizations")).entries() {
        if !entry.at(t!("personalizationPointName")).same(point) {
            continue;
        }
        if decisions.len() == 0 {
            diagnostics = list_at(entry, t!("diagnostics")).copy();
        }
        decisions.push(decision(entry, request_id, fresh_id));
    }
    for diagnostic in list_at(body, t!("diagnostics")).entries() {
        if concerns(text_at(diagnostic, t!("description")), point, points) {
            diagnostics.push(diagnostic);
        }
    }
    let first = decisions.item(0);
    let answer = outcome(point, first, diagnostics);
    answer.put(t!("entries"), decisions);
    answer.put(
        t!("requestId"),
        request_id.or(text_at(first, t!("requestId"))),
    );
    if diagnostics.len() > 0 {
        answer.put(t!("diagnostics"), diagnostics);
    }
    answer
}

/// Whether a diagnostic of the whole answer is about this point: it names it as a word of its own
/// (`home` is not in `home_hero`), or it names no point at all.
fn concerns<V: Value>(description: V, point: V, points: V) -> bool {
    let words = description.found(t!(r"\w+"));
    words.holds(point) || !points.entries().any(|one| words.holds(one))
}

fn outcome<V: Value>(point: V, first: V, diagnostics: V) -> V {
    if first.at(t!("data")).len() + first.at(t!("attributes")).names().len() > 0 {
        return answer(point, t!("decided"));
    }
    for diagnostic in diagnostics.entries() {
        let fault = diagnostic_fault(diagnostic);
        if !fault.is_nothing() {
            return failed(point, fault);
        }
    }
    answer(point, t!("empty"))
}

fn diagnostic_fault<V: Value>(diagnostic: V) -> V {
    let code = plain_text(diagnostic.at(t!("code")));
    let class = code.slice(0, 1);
    let (kind, next) = if class.is(t!("4")) {
        (
            t!("invalid-argument"),
            t!(": check the point's name, its set-up and the context"),
        )
    } else if class.is(t!("5")) {
        (t!("unavailable"), t!(": ask again later."))
    } else {
        return V::undefined();
    };
    let words = V::text(t!("Diagnostic ")).then(code).then(V::text(t!(" ")));
    fault_of(
        kind,
        words
            .then(text_at(diagnostic, t!("description")))
            .then(V::text(next)),
    )
}

fn decision<V: Value>(entry: V, request_id: V, fresh_id: &dyn Fn() -> V) -> V {
    let mut id = text_at(entry, t!("personalizationId"));
    if id.is_nothing() {
        id = fresh_id();
    }
    let mut attributes = entry.at(t!("attributes"));
    if !attributes.is_object() {
        attributes = V::object();
    }
    let decision = entry.copy();
    decision.put(t!("personalizationId"), id);
    decision.put(t!("data"), items_with_ids(entry.at(t!("data")), id));
    decision.put(t!("attributes"), attributes);
    if entry.at(t!("requestId")).is_nothing() {
        decision.put(t!("requestId"), request_id);
    }
    decision.put(t!("raw"), entry);
    decision
}
