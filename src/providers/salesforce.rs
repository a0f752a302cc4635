//! Salesforce Personalization: decisions (salesforce.md 1 to 4).

use crate::model::is_one_of;
use crate::value::Value;

use super::entry::{is_empty, plain_text, put_filled};
use super::faults::{reply_fault, unreadable};
use super::salesforce_answer::read_point;

/// One request for all points of a question.
pub fn decision_request<V: Value>(config: V, question: V, warnings: V) -> V {
    let token = question.at("token");
    let headers = V::object();
    headers.put_text("Accept", "application/json");
    let mut path = "";
    if !config.at("isWholeAddress").is_true() {
        path = "/personalization/decisions";
        if !token.is_nothing() {
            path = "/personalization/authenticated/decisions";
        }
    }
    if !token.is_nothing() {
        headers.put("Authorization", V::text("Bearer ").then(token));
    }
    let request = V::object();
    request.put("url", config.at("endpoint").then(V::text(path)));
    request.put("body", body(config, question, warnings).write());
    request.put("headers", headers);
    request
}

/// The documented body, or that of the seed document's server-side call (salesforce.md 11).
fn body<V: Value>(config: V, question: V, warnings: V) -> V {
    let body = V::object();
    let context = V::object();
    let given = question.at("context");
    let id = question.at("identity").at("browserId");
    if config.at("isWholeAddress").is_true() {
        body.put("individualId", id);
        put_context(context, given, "anchorId", "anchorItemId", warnings);
        if !is_empty(context) {
            body.put("contextData", context);
        }
    } else {
        context.put("individualId", id);
        context.put("dataspace", question.at("dataspace").or(V::text("default")));
        put_filled(context, "requestUrl", question.at("address"));
        put_context(context, given, "anchorItemId", "anchorId", warnings);
        body.put("context", context);
    }
    let points = V::list();
    for point in question.at("points").entries() {
        let entry = V::object();
        entry.put("name", point);
        points.push(entry);
    }
    body.put("personalizationPoints", points);
    body
}

/// Puts the page's context in as texts. `alias` is the other document's word for `name`.
fn put_context<V: Value>(target: V, context: V, alias: &str, name: &str, warnings: V) {
    for member in context.names().entries() {
        let text = plain_text(context.of(member));
        let mut problem = "";
        if member.is("dataspace") {
            continue;
        }
        if is_one_of(member, "individualId|profileId") {
            problem = " left out: Attune sets it";
        } else if text.is_nothing() {
            problem = " left out: expected text, a number or a truth value";
        } else if !member.is(alias) {
            target.put_of(member, text);
        } else if context.at(name).is_nothing() {
            target.put(name, text);
        }
        if !problem.is_empty() {
            warnings.push(V::text("context.").then(member).then(V::text(problem)));
        }
    }
}

/// One answer for every point asked, in that order.
pub fn read_answer<V: Value>(points: V, reply: V, fresh_id: &dyn Fn() -> V) -> V {
    let body = reply.at("body");
    let mut fault = reply_fault(reply);
    // JSON that says it is another kind of text is some other server's.
    let is_of_service = reply.at("text").is_nothing() && body.at("personalizations").is_list();
    if fault.is_nothing() && !is_of_service {
        fault = unreadable();
    }
    if reply.at("status").as_number() == 204.0 {
        fault = V::undefined();
    }
    if !fault.is_nothing() {
        return super::fail_all(points, fault);
    }
    let answers = V::list();
    for point in points.entries() {
        answers.push(read_point(points, point, body, fresh_id));
    }
    answers
}
