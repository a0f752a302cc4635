//! Salesforce Personalization: decisions (salesforce.md 1 to 4).

use crate::model::is_one_of;
use crate::value::Value;
use crate::words::Word;

use super::entry::{is_empty, plain_text, put_filled};
use super::faults::{reply_fault, unreadable};
use super::salesforce_answer::read_points;

/// One request for all points of a question.
pub fn decision_request<V: Value>(config: V, question: V, warnings: V) -> V {
    let token = question.at(t!("token"));
    let headers = V::object();
    headers.put_text(t!("Accept"), t!("application/json"));
    let mut path = t!("");
    if !config.at(t!("isWholeAddress")).is_true() {
        path = t!("/personalization/decisions");
        if !token.is_nothing() {
            path = t!("/personalization/authenticated/decisions");
        }
    }
    if !token.is_nothing() {
        headers.put(t!("Authorization"), V::text(t!("Bearer ")).then(token));
    }
    let request = V::object();
    request.put(t!("url"), config.at(t!("endpoint")).then(V::text(path)));
    request.put(t!("body"), body(config, question, warnings).write());
    request.put(t!("headers"), headers);
    request
}

/// The documented body, or that of the seed document's server-side call (salesforce.md 11).
fn body<V: Value>(config: V, question: V, warnings: V) -> V {
    let body = V::object();
    let context = V::object();
    let given = question.at(t!("context"));
    let id = question.at(t!("identity")).at(t!("browserId"));
    if config.at(t!("isWholeAddress")).is_true() {
        body.put(t!("individualId"), id);
        put_context(context, given, t!("anchorId"), t!("anchorItemId"), warnings);
        if !is_empty(context) {
            body.put(t!("contextData"), context);
        }
    } else {
        context.put(t!("individualId"), id);
        context.put(
            t!("dataspace"),
            question.at(t!("dataspace")).or(V::text(t!("default"))),
        );
        put_filled(context, t!("requestUrl"), question.at(t!("address")));
        put_context(context, given, t!("anchorItemId"), t!("anchorId"), warnings);
        body.put(t!("context"), context);
    }
    let points = V::list();
    for point in question.at(t!("points")).entries() {
        let entry = V::object();
        entry.put(t!("name"), point);
        points.push(entry);
    }
    body.put(t!("personalizationPoints"), points);
    body
}

/// Puts the page's context in as texts. `alias` is the other document's word for `name`.
fn put_context<V: Value>(target: V, context: V, alias: Word, name: Word, warnings: V) {
    for member in context.members() {
        let text = plain_text(context.of(member));
        let mut problem = t!("");
        if member.is(t!("dataspace")) {
            continue;
        }
        if is_one_of(member, t!("individualId|profileId")) {
            problem = t!(" left out: Attune sets it");
        } else if text.is_nothing() {
            problem = t!(" left out: expected text, a number or a truth value");
        } else if !member.is(alias) {
            target.put_of(member, text);
        } else if context.at(name).is_nothing() {
            target.put(name, text);
        }
        if problem != t!("") {
            warnings.push(V::text(t!("context.")).then(member).then(V::text(problem)));
        }
    }
}

/// One answer for every point asked, in that order.
pub fn read_answer<V: Value>(points: V, reply: V, fresh_id: &dyn Fn() -> V) -> V {
    let body = reply.at(t!("body"));
    let mut fault = reply_fault(reply);
    // JSON that says it is another kind of text is some other server's.
    let is_of_service =
        reply.at(t!("text")).is_nothing() && body.at(t!("personalizations")).is_list();
    if fault.is_nothing() && !is_of_service {
        fault = unreadable();
    }
    if reply.at(t!("status")).as_number() == 204.0 {
        fault = V::undefined();
    }
    if !fault.is_nothing() {
        return super::fail_all(points, fault);
    }
    read_points(points, body, fresh_id)
}
