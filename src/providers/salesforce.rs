//! Salesforce Personalization: decisions (salesforce.md 1 to 4).

use crate::model::{Answer, Code, Fault, Identity, Outcome, Question, Salesforce, has_word};
use crate::ports::{Body, Json, Outgoing, Reply};

use super::faults::{refusal_fault, unreadable};
use super::members::{each_member, has_members, items_with_ids, list_at, plain_text, put_texts};
use super::{ask, unanswered};

/// Members of the context that are not the page's to set.
const RESERVED: [&str; 3] = ["individualId", "profileId", "dataspace"];

/// One request for all points of a question, and what was left out of it.
pub fn decision_request<J: Json>(
    salesforce: &Salesforce,
    question: &Question<J>,
) -> (Outgoing, Vec<String>) {
    let path = match (salesforce.is_whole_address, &question.token) {
        (true, _) => "",
        (false, Some(_)) => "/personalization/authenticated/decisions",
        (false, None) => "/personalization/decisions",
    };
    let (body, warnings) = body(question, salesforce.is_whole_address);
    let mut request = ask([&salesforce.endpoint, path].concat(), Some(body.write()));
    if let Some(token) = &question.token {
        request
            .headers
            .push(("Authorization", ["Bearer ", token].concat()));
    }
    (request, warnings)
}

/// The documented body, or that of the seed document's server-side call (salesforce.md 11).
fn body<J: Json>(question: &Question<J>, is_seed_form: bool) -> (J, Vec<String>) {
    let (Identity::Browser(id) | Identity::Email(id) | Identity::Identifier { id, .. }) =
        &question.identity;
    let mut context = J::object();
    let mut body = J::object();
    let (context_name, alias, anchor) = if is_seed_form {
        put_texts(&mut body, &[("individualId", id)]);
        ("contextData", "anchorId", "anchorItemId")
    } else {
        let dataspace = question.dataspace.as_deref().unwrap_or("default");
        let address = question.address.as_str();
        let own = [
            ("individualId", id.as_str()),
            ("dataspace", dataspace),
            ("requestUrl", address),
        ];
        put_texts(&mut context, &own);
        ("context", "anchorItemId", "anchorId")
    };
    let warnings = copy_context(&mut context, question, alias, anchor);
    if has_members(&context) {
        body.set(context_name, context);
    }
    let mut points = Vec::new();
    for point in &question.points {
        let mut named = J::object();
        put_texts(&mut named, &[("name", point)]);
        points.push(named);
    }
    body.set("personalizationPoints", J::list(points));
    (body, warnings)
}

/// Copies the page's context as texts. `alias` is the other document's word for `anchor`.
fn copy_context<J: Json>(
    target: &mut J,
    question: &Question<J>,
    alias: &str,
    anchor: &str,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let Some(context) = &question.context else {
        return warnings;
    };
    each_member(context, &mut |member, value| {
        let text = plain_text(&value).filter(|_| !RESERVED.contains(&member));
        let Some(text) = text else {
            let why = " left out: expected text, a number or a truth value, and not under a name \
                       that Attune sets itself";
            warnings.push(["context.", member, why].concat());
            return;
        };
        let name = if member == alias { anchor } else { member };
        if name == member || context.get(name).is_none() {
            put_texts(target, &[(name, &text)]);
        }
    });
    warnings
}

/// One answer for every point asked, in that order.
pub fn read_answer<J: Json>(
    question: &Question<J>,
    reply: Reply<J>,
    fresh_id: &mut dyn FnMut() -> String,
) -> Vec<Answer<J>> {
    let (body, entries) = match read_body(reply) {
        Ok(body) => body,
        Err(fault) => return super::fail_all(&question.points, &fault),
    };
    let mut answers = Vec::new();
    for point in &question.points {
        answers.push(read_point(question, point, &body, &entries, fresh_id));
    }
    answers
}

fn read_body<J: Json>(reply: Reply<J>) -> Result<(J, Vec<J>), Fault> {
    if !reply.is_success() {
        return Err(refusal_fault(&reply));
    }
    let Body::Json(body) = reply.body else {
        return Err(unreadable());
    };
    match body.get("personalizations").and_then(|list| list.items()) {
        Some(entries) => Ok((body, entries)),
        None => Err(unreadable()),
    }
}

fn read_point<J: Json>(
    question: &Question<J>,
    point: &str,
    body: &J,
    entries: &[J],
    fresh_id: &mut dyn FnMut() -> String,
) -> Answer<J> {
    let mut answer = unanswered(point);
    answer.request_id = body.text_at("requestId");
    let mut diagnostics = Vec::new();
    for entry in entries {
        if entry
            .text_at("personalizationPointName")
            .is_none_or(|name| name != point)
        {
            continue;
        }
        let decision = decision(entry, &answer.request_id, fresh_id);
        if answer.entries.is_empty() {
            diagnostics = list_at(entry, "diagnostics");
            answer.request_id = decision.text_at("requestId");
            let is_filled = |name: &str| decision.get(name).is_some_and(|it| has_members(&it));
            if is_filled("data") || is_filled("attributes") {
                answer.outcome = Outcome::decided();
            }
        }
        answer.entries.push(decision);
    }
    for diagnostic in list_at(body, "diagnostics") {
        if concerns(&diagnostic, point, &question.points) {
            diagnostics.push(diagnostic);
        }
    }
    if !answer.outcome.has_content()
        && let Some(fault) = diagnostics.iter().find_map(diagnostic_fault)
    {
        answer.outcome = Outcome::failed(fault);
    }
    if !diagnostics.is_empty() {
        answer.diagnostics = Some(J::list(diagnostics));
    }
    answer
}

/// Whether a diagnostic of the whole answer is about this point: it names it, or no point at all.
fn concerns<J: Json>(diagnostic: &J, point: &str, points: &[String]) -> bool {
    let description = diagnostic.text_at("description").unwrap_or_default();
    has_word(&description, point) || !points.iter().any(|one| has_word(&description, one))
}

fn diagnostic_fault<J: Json>(diagnostic: &J) -> Option<Fault> {
    let code = plain_text(&diagnostic.get("code")?)?;
    let (kind, next) = match code.as_bytes().first()? {
        b'4' => (
            Code::InvalidArgument,
            ": check the point's name, its set-up and the context.",
        ),
        b'5' => (Code::Unavailable, ": ask again later."),
        _ => return None,
    };
    let description = diagnostic.text_at("description").unwrap_or_default();
    Some(Fault::new(
        kind,
        ["Diagnostic ", &code, " ", &description, next].concat(),
    ))
}

fn decision<J: Json>(
    entry: &J,
    request_id: &Option<String>,
    fresh_id: &mut dyn FnMut() -> String,
) -> J {
    let mut decision = entry.shallow_copy();
    let id = entry.text_at("personalizationId").unwrap_or_else(fresh_id);
    put_texts(&mut decision, &[("personalizationId", &id)]);
    if let (None, Some(request_id)) = (entry.get("requestId"), request_id) {
        put_texts(&mut decision, &[("requestId", request_id)]);
    }
    decision.set("data", J::list(items_with_ids(list_at(entry, "data"), &id)));
    if entry.get("attributes").and_then(|it| it.names()).is_none() {
        decision.set("attributes", J::object());
    }
    decision.set("raw", entry.clone());
    decision
}
