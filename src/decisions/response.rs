//! The answer as the page gets it (`PersonalizationResponse`).

use std::rc::Rc;

use crate::model::{Answer, Fault, Outcome};
use crate::ports::Json;

/// Puts the answers of a call together. Fails where no point got an answer. With `is_shared`,
/// decisions are copied, so that no two callers hold the same object.
pub fn compose_response<J: Json>(answers: &[Rc<Answer<J>>], is_shared: bool) -> Result<J, Fault> {
    let faults = answers.iter().filter_map(|answer| answer.outcome.fault());
    if let Some(fault) = faults
        .clone()
        .next()
        .filter(|_| faults.count() == answers.len())
    {
        return Err(fault.clone());
    }
    let mut decisions = Vec::new();
    let mut outcomes = J::object();
    let mut diagnostics = Vec::new();
    for answer in answers {
        decisions.extend(
            answer
                .entries
                .iter()
                .map(|entry| own_copy(entry, is_shared)),
        );
        outcomes.set(&answer.point, write_outcome(&answer.outcome));
        // Every answer of a request carries the request's diagnostics, so one of them is enough.
        if diagnostics.is_empty() {
            diagnostics = answer
                .diagnostics
                .as_ref()
                .and_then(Json::items)
                .unwrap_or_default();
        }
    }
    let mut response = J::object();
    response.set("personalizations", J::list(decisions));
    response.set("outcomes", outcomes);
    if let Some(id) = answers.iter().find_map(|answer| answer.request_id.as_ref()) {
        response.set("requestId", J::text(id));
    }
    if !diagnostics.is_empty() {
        response.set("diagnostics", J::list(diagnostics));
    }
    Ok(response)
}

/// The text a handler of the vendor's form gets where no template is named (salesforce.md 10).
pub fn content_text<J: Json>(answer: &Answer<J>) -> String {
    let mut content = J::object();
    let entry = answer.entries.first();
    let member = |name| entry.and_then(|entry| entry.get(name));
    content.set("attributes", member("attributes").unwrap_or_else(J::object));
    content.set("data", member("data").unwrap_or_else(|| J::list(vec![])));
    content.write()
}

/// What a handler of the vendor's form is told beside the content (`ContentZoneMetadata`).
pub fn zone_metadata<J: Json>(zone: &str, answer: &Answer<J>) -> J {
    let mut metadata = J::object();
    metadata.set("contentZoneName", J::text(zone));
    let id = answer
        .entries
        .first()
        .and_then(|entry| entry.get("personalizationId"));
    metadata.set("personalizationId", id.unwrap_or_else(|| J::text("")));
    metadata.set("personalizationPointName", J::text(&answer.point));
    metadata
}

fn own_copy<J: Json>(entry: &J, is_shared: bool) -> J {
    let copy = is_shared.then(|| J::read(&entry.write())).flatten();
    copy.unwrap_or_else(|| entry.clone())
}

fn write_outcome<J: Json>(outcome: &Outcome) -> J {
    let mut written = J::object();
    let status = match outcome {
        Outcome::Decided(_) => "decided",
        Outcome::Empty(_) => "empty",
        Outcome::Failed(_) => "failed",
    };
    written.set("status", J::text(status));
    match outcome {
        Outcome::Decided(source) | Outcome::Empty(source) => {
            written.set("source", J::text(source.as_str()));
        }
        Outcome::Failed(fault) => {
            written.set("code", J::text(fault.code.as_str()));
            written.set("message", J::text(&fault.message));
            written.set("retryable", J::boolean(fault.retryable));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::Code;

    fn answer(point: &str, outcome: Outcome) -> Rc<Answer<Value>> {
        let entries = if outcome.has_content() {
            vec![json!({ "personalizationId": "p" })]
        } else {
            vec![]
        };
        Rc::new(Answer {
            point: point.to_owned(),
            entries,
            outcome,
            request_id: Some("r".into()),
            diagnostics: None,
        })
    }

    #[test]
    fn some_answers_are_a_response_with_an_outcome_for_every_point() {
        let failed = Outcome::failed(Fault::new(Code::Network, "gone"));
        let answers = [
            answer("a", Outcome::decided()),
            answer("b", Outcome::empty()),
            answer("c", failed),
        ];
        let response = compose_response(&answers, true).expect("two points were answered");
        assert_eq!(
            response,
            json!({
                "personalizations": [{ "personalizationId": "p" }],
                "outcomes": {
                    "a": { "status": "decided", "source": "network" },
                    "b": { "status": "empty", "source": "network" },
                    "c": { "status": "failed", "code": "network", "message": "gone", "retryable": true }
                },
                "requestId": "r"
            })
        );
    }

    #[test]
    fn no_answer_at_all_is_a_fault() {
        let failed = Outcome::failed(Fault::new(Code::NoConsent, "no"));
        let fault =
            compose_response(&[answer("a", failed)], false).expect_err("nothing was answered");
        assert_eq!(fault.code, Code::NoConsent);
    }
}
