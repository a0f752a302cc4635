//! Salesforce Personalization: decisions (salesforce.md 1 to 4).

use crate::model::{Answer, Code, Fault, Identity, Outcome, Question, Salesforce};
use crate::ports::{Body, Json, Media, Member, Outgoing, Reply};

use super::entry::{is_empty, items_with_ids, plain_text, set_text};
use super::faults::{refusal_fault, unreadable};

/// Members of the context that are not the page's to set.
const RESERVED: [&str; 3] = ["individualId", "profileId", "dataspace"];

/// One request for all points of a question, and what was left out of it.
pub fn decision_request<J: Json>(
    salesforce: &Salesforce,
    question: &Question<J>,
) -> (Outgoing, Vec<String>) {
    let (body, warnings) = if salesforce.is_whole_address {
        seed_body(question)
    } else {
        official_body(question)
    };
    let mut headers = vec![("Accept", String::from("application/json"))];
    if let Some(token) = &question.token {
        headers.push(("Authorization", ["Bearer ", token].concat()));
    }
    let request = Outgoing {
        url: decision_url(salesforce, question.token.is_some()),
        body: Some(body.write()),
        media: Media::Json,
        headers,
        keepalive: false,
    };
    (request, warnings)
}

fn decision_url(salesforce: &Salesforce, is_authenticated: bool) -> String {
    let path = match (salesforce.is_whole_address, is_authenticated) {
        (true, _) => "",
        (false, true) => "/personalization/authenticated/decisions",
        (false, false) => "/personalization/decisions",
    };
    [&salesforce.endpoint, path].concat()
}

fn official_body<J: Json>(question: &Question<J>) -> (J, Vec<String>) {
    let mut context = J::object();
    context.set("individualId", J::text(individual(&question.identity)));
    let dataspace = question.dataspace.as_deref().unwrap_or("default");
    context.set("dataspace", J::text(dataspace));
    set_text(&mut context, "requestUrl", &question.address);
    let warnings = copy_context(&mut context, &question.context, "anchorItemId", "anchorId");
    let mut body = J::object();
    body.set("context", context);
    body.set("personalizationPoints", points(question));
    (body, warnings)
}

/// The body of the seed document's server-side call (salesforce.md 11).
fn seed_body<J: Json>(question: &Question<J>) -> (J, Vec<String>) {
    let mut context = J::object();
    let warnings = copy_context(&mut context, &question.context, "anchorId", "anchorItemId");
    let mut body = J::object();
    body.set("individualId", J::text(individual(&question.identity)));
    body.set("personalizationPoints", points(question));
    if !is_empty(&context) {
        body.set("contextData", context);
    }
    (body, warnings)
}

fn individual(identity: &Identity) -> &str {
    match identity {
        Identity::Browser(id) | Identity::Email(id) | Identity::Identifier { id, .. } => id,
    }
}

fn points<J: Json>(question: &Question<J>) -> J {
    let named = |point: &String| {
        let mut entry = J::object();
        entry.set("name", J::text(point));
        entry
    };
    J::list(question.points.iter().map(named).collect())
}

/// Copies the page's context as texts. `alias` is the other document's word for `name`.
fn copy_context<J: Json>(
    target: &mut J,
    context: &Option<J>,
    alias: &str,
    name: &str,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let members = context.as_ref().and_then(J::names).unwrap_or_default();
    for member in &members {
        let Some(value) = context.member(member) else {
            continue;
        };
        if RESERVED.contains(&member.as_str()) {
            warnings.push(["context.", member, " left out: Attune sets it"].concat());
            continue;
        }
        let Some(text) = plain_text(&value) else {
            let expected = " left out: expected text, a number or a truth value";
            warnings.push(["context.", member, expected].concat());
            continue;
        };
        if member != alias {
            target.set(member, J::text(&text));
        } else if context.member(name).is_none() {
            target.set(name, J::text(&text));
        }
    }
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
    let one = |point: &String| read_point(question, point, &body, &entries, fresh_id);
    question.points.iter().map(one).collect()
}

fn read_body<J: Json>(reply: Reply<J>) -> Result<(J, Vec<J>), Fault> {
    if !reply.is_success() {
        return Err(refusal_fault(&reply));
    }
    let Body::Json(body) = reply.body else {
        return Err(unreadable());
    };
    let entries = body.get("personalizations").and_then(|list| list.items());
    Ok((body, entries.ok_or_else(unreadable)?))
}

fn read_point<J: Json>(
    question: &Question<J>,
    point: &str,
    body: &J,
    entries: &[J],
    fresh_id: &mut dyn FnMut() -> String,
) -> Answer<J> {
    let is_for_point = |entry: &&J| {
        entry
            .text_at("personalizationPointName")
            .is_some_and(|name| name == point)
    };
    let own: Vec<&J> = entries.iter().filter(is_for_point).collect();
    let first = own.first().copied();
    let mut diagnostics = first
        .and_then(|entry| list_at(entry, "diagnostics"))
        .unwrap_or_default();
    let shared = list_at(body, "diagnostics").unwrap_or_default();
    diagnostics.extend(
        shared
            .into_iter()
            .filter(|one| concerns(one, point, &question.points)),
    );

    let request_id = body.text_at("requestId");
    let decisions: Vec<J> = own
        .iter()
        .map(|entry| decision(*entry, &request_id, fresh_id))
        .collect();
    let has_content = decisions.first().is_some_and(|decision| {
        ["data", "attributes"]
            .iter()
            .any(|name| decision.get(name).is_some_and(|it| !is_empty(&it)))
    });
    Answer {
        point: point.to_owned(),
        outcome: outcome(has_content, &diagnostics),
        request_id: request_id.or_else(|| first.and_then(|entry| entry.text_at("requestId"))),
        diagnostics: (!diagnostics.is_empty()).then(|| J::list(diagnostics)),
        entries: decisions,
    }
}

fn list_at<J: Json>(object: &J, name: &str) -> Option<Vec<J>> {
    object.get(name).and_then(|list| list.items())
}

/// Whether a diagnostic of the whole answer is about this point: it names it, or no point at all.
fn concerns<J: Json>(diagnostic: &J, point: &str, points: &[String]) -> bool {
    let description = diagnostic.text_at("description").unwrap_or_default();
    names_point(&description, point) || !points.iter().any(|one| names_point(&description, one))
}

/// Whether a text has a point's name as a word of its own: `home` is not in `home_hero`.
fn names_point(text: &str, point: &str) -> bool {
    let is_between = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    text.split(is_between).any(|word| word == point)
}

fn outcome<J: Json>(has_content: bool, diagnostics: &[J]) -> Outcome {
    if has_content {
        return Outcome::decided();
    }
    diagnostics
        .iter()
        .find_map(diagnostic_fault)
        .map_or_else(Outcome::empty, Outcome::failed)
}

fn diagnostic_fault<J: Json>(diagnostic: &J) -> Option<Fault> {
    let code = plain_text(&diagnostic.get("code")?)?;
    let (kind, next) = match code.as_bytes().first()? {
        b'4' => (
            Code::InvalidArgument,
            ": check the point's name, its set-up and the context",
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
    let id = entry.text_at("personalizationId").unwrap_or_else(fresh_id);
    let items = list_at(entry, "data").unwrap_or_default();
    let attributes = entry
        .get("attributes")
        .filter(|value| value.names().is_some());
    let mut decision = entry.shallow_copy();
    decision.set("personalizationId", J::text(&id));
    decision.set("data", J::list(items_with_ids(&items, &id)));
    decision.set("attributes", attributes.unwrap_or_else(J::object));
    if let (None, Some(request_id)) = (entry.get("requestId"), request_id) {
        decision.set("requestId", J::text(request_id));
    }
    decision.set("raw", entry.clone());
    decision
}
