//! The answer as the page gets it (`PersonalizationResponse`).

use crate::value::Value;

/// Puts the answers of a call together, or returns the first fault where no point got an answer.
/// With `is_shared`, decisions are copied, so that no two callers hold the same object.
pub fn compose_response<V: Value>(answers: V, is_shared: bool) -> V {
    let decisions = V::list();
    let outcomes = V::object();
    let mut request_id = V::undefined();
    let diagnostics = V::object();
    let (mut failed, mut last) = (V::undefined(), V::undefined());
    let mut is_answered = false;
    for answer in answers.entries() {
        for entry in answer.at(t!("entries")).entries() {
            decisions.push(if is_shared { entry.deep_copy() } else { entry });
        }
        let outcome = answer.at(t!("outcome"));
        outcomes.put_of(answer.at(t!("point")), outcome.copy());
        is_answered |= !outcome.at(t!("status")).is(t!("failed"));
        failed = failed.or(answer);
        request_id = request_id.or(answer.at(t!("requestId")));
        // Those of the whole answer are one list, which every point has that they are about.
        let own = answer.at(t!("diagnostics"));
        if !own.same(last) {
            last = own;
            for diagnostic in own.entries() {
                diagnostics.put_of(diagnostic.write(), diagnostic.deep_copy());
            }
        }
    }
    if !is_answered {
        // A copy: the outcome belongs to the answer, which others are given too.
        let fault = failed.at(t!("outcome")).copy();
        fault.take_out(V::text(t!("status")));
        fault.put(t!("status"), failed.at(t!("status")));
        return fault;
    }
    let response = V::object();
    response.put(t!("personalizations"), decisions);
    response.put(t!("outcomes"), outcomes);
    response.put(t!("requestId"), request_id);
    if diagnostics.names().len() > 0 {
        let list = V::list();
        for text in diagnostics.entries() {
            list.push(diagnostics.of(text));
        }
        response.put(t!("diagnostics"), list);
    }
    response
}

/// What a handler of the vendor's form gets, as its list of arguments: where no template is named,
/// the JSON text of the content (salesforce.md 10), and where it is from (`ContentZoneMetadata`).
pub fn official_arguments<V: Value>(zone: V, answer: V) -> V {
    let entry = answer.at(t!("entries")).item(0);
    let content = V::object();
    content.put(t!("attributes"), entry.at(t!("attributes")).or(V::object()));
    content.put(t!("data"), entry.at(t!("data")).or(V::list()));
    let metadata = V::object();
    metadata.put(t!("contentZoneName"), zone);
    metadata.put(
        t!("personalizationId"),
        entry.at(t!("personalizationId")).or(V::text(t!(""))),
    );
    metadata.put(t!("personalizationPointName"), answer.at(t!("point")));
    let arguments = V::list();
    arguments.push(content.write());
    arguments.push(metadata);
    arguments
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::fakes::Fake;
    use crate::model::is_fault;

    fn answer(point: &str, outcome: Json) -> Json {
        let is_decided = outcome["status"] == "decided";
        let entries = if is_decided {
            json!([{ "personalizationId": "p" }])
        } else {
            json!([])
        };
        json!({ "point": point, "entries": entries, "outcome": outcome, "requestId": "r" })
    }

    fn failed() -> Json {
        json!({ "code": "network", "message": "gone", "retryable": true, "status": "failed" })
    }

    #[test]
    fn some_answers_are_a_response_with_an_outcome_for_every_point() {
        let decided = json!({ "status": "decided", "source": "network" });
        let empty = json!({ "status": "empty", "source": "network" });
        let answers = json!([
            answer("c", failed()),
            answer("a", decided.clone()),
            answer("b", empty.clone())
        ]);
        assert_eq!(
            compose_response(Fake::from(answers), true).json(),
            json!({
                "personalizations": [{ "personalizationId": "p" }],
                "outcomes": { "a": decided, "b": empty, "c": failed() },
                "requestId": "r"
            })
        );
    }

    #[test]
    fn diagnostics_are_those_of_all_points_each_once_and_the_callers_own() {
        let with = |point: &str, codes: &[u32]| {
            let mut answer = answer(point, json!({ "status": "empty" }));
            let diagnostics: Vec<Json> = codes.iter().map(|code| json!({ "code": code })).collect();
            answer["diagnostics"] = json!(diagnostics);
            answer
        };
        let answers = Fake::from(json!([with("a", &[1, 9]), with("b", &[2, 9])]));
        let diagnostics = compose_response(answers, false).at("diagnostics");
        assert_eq!(
            diagnostics.json(),
            json!([{ "code": 1 }, { "code": 9 }, { "code": 2 }])
        );
        let own = answers.item(0).at("diagnostics");
        assert!(!diagnostics.item(0).same(own.item(0)));
    }

    #[test]
    fn an_answer_that_is_shared_stays_as_it_is() {
        let answers = Fake::from(json!([answer("a", failed())]));
        let before = answers.json();
        assert!(is_fault(compose_response(answers, true)));
        assert!(is_fault(compose_response(answers, true)));
        assert_eq!(answers.json(), before);
    }

    #[test]
    fn no_answer_at_all_is_a_fault() {
        let fault = compose_response(Fake::from(json!([answer("a", failed())])), false);
        assert_eq!(
            fault.json(),
            json!({ "code": "network", "message": "gone", "retryable": true })
        );
    }

    #[test]
    fn a_fault_has_the_status_of_the_service() {
        let mut refused = answer("a", failed());
        refused["status"] = json!(401);
        let fault = compose_response(Fake::from(json!([refused])), false);
        assert_eq!(fault.json()["status"], 401);
    }

    #[test]
    fn content_without_a_template_is_json_text() {
        let answer = json!({ "point": "p", "entries": [{ "personalizationId": "id", "attributes": { "a": 1 } }] });
        let arguments = official_arguments(Fake::text("zone"), Fake::from(answer)).json();
        assert_eq!(
            arguments[0],
            json!("{\"attributes\":{\"a\":1},\"data\":[]}")
        );
        assert_eq!(
            arguments[1],
            json!({ "contentZoneName": "zone", "personalizationId": "id", "personalizationPointName": "p" })
        );
    }
}
