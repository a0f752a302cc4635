//! What Salesforce answers to one point: its entries, and what its diagnostics mean
//! (salesforce.md 2, 3).

use crate::value::Value;

use super::entry::{answer, failed, items_with_ids, list_at, plain_text, text_at};
use super::faults::fault_of;

/// So many diagnostics of a whole answer are told, to every point that they may be about.
const MOST: u32 = 20;

/// One answer for each of the points asked, in that order. What is for a point is found once for
/// all, since there may be a thousand of them.
pub fn read_points<V: Value>(points: V, body: V, fresh_id: &dyn Fn() -> V) -> V {
    let (entries, filed, others) = (V::object(), V::object(), V::list());
    for point in points.entries() {
        entries.put_of(point, V::list());
    }
    for entry in body.at(t!("personalizations")).entries() {
        let own = entries.of(text_at(entry, t!("personalizationPointName")));
        if !own.is_nothing() {
            own.push(entry);
        }
        for diagnostic in list_at(entry, t!("diagnostics")).entries() {
            filed.put_of(diagnostic.write(), diagnostic);
        }
    }
    for diagnostic in list_at(body, t!("diagnostics")).entries() {
        if filed.of(diagnostic.write()).is_nothing() && others.len() < MOST {
            others.push(diagnostic);
        }
    }
    let request_id = text_at(body, t!("requestId"));
    let answers = V::list();
    for point in points.entries() {
        let found = (entries.of(point), others);
        answers.push(read_point(point, found, request_id, fresh_id));
    }
    answers
}

/// The answer for a point, out of its entries, of which the first counts, and the diagnostics that no
/// entry has for its own. What those are about they say in words only, which are for people; so they
/// are about every point whose entry has none.
fn read_point<V: Value>(point: V, found: (V, V), request_id: V, fresh_id: &dyn Fn() -> V) -> V {
    let decisions = V::list();
    for entry in found.0.entries() {
        decisions.push(decision(entry, request_id, fresh_id));
    }
    let mut diagnostics = list_at(found.0.item(0), t!("diagnostics"));
    if diagnostics.len() == 0 {
        diagnostics = found.1;
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
