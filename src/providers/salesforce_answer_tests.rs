//! Salesforce answers against `salesforce.md` 3 and 4.

use serde_json::{Value as Json, json};

use super::samples::{ids, question, reply, salesforce, told};
use super::{read_answer, reply_fault};
use crate::fakes::Fake;
use crate::value::Value;

fn read(points: &[&str], reply: Fake) -> Vec<Json> {
    let answers = read_answer(salesforce(), question(points), reply, &ids());
    answers.json().as_array().unwrap().clone()
}

fn documented_answer() -> Json {
    json!({
        "personalizations": [
            {
                "personalizationId": "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01",
                "personalizationPointId": "9ppXX0000000001YAA",
                "personalizationPointName": "home_recommendations",
                "dmoName": "ssot__GoodsProduct__dlm",
                "attributes": { "introText": "Picked for you" },
                "data": [
                    {
                        "personalizationContentId": "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:0",
                        "ssot__Id__c": "SKU-1001", "ssot__Name__c": "Trail boot"
                    },
                    { "ssot__Id__c": "SKU-1002", "sales": "[{A=1.0}]" }
                ]
            },
            {
                "personalizationId": "81d2f0b4-0f0a-4d0e-8c77-55a1c0de0002",
                "personalizationPointName": "home_hero",
                "attributes": { "Header": "Welcome back", "CallToActionUrl": "/sale" }
            }
        ],
        "requestId": "c2a9e7d0-4a3b-4f27-9a08-0c5d3e7b1f10"
    })
}

#[test]
fn reads_the_documented_answer_by_name_in_the_order_asked() {
    let body = documented_answer();
    let answers = read(
        &["home_hero", "nowhere", "home_recommendations"],
        reply(200, body.clone()),
    );
    let names: Vec<&Json> = answers.iter().map(|answer| &answer["point"]).collect();
    assert_eq!(names, ["home_hero", "nowhere", "home_recommendations"]);
    assert_eq!(
        answers.iter().map(told).collect::<Vec<_>>(),
        ["decided", "empty", "decided"]
    );
    assert_eq!(
        answers[0]["requestId"],
        "c2a9e7d0-4a3b-4f27-9a08-0c5d3e7b1f10"
    );
    assert_eq!(answers[1]["entries"], json!([]));

    let hero = &answers[0]["entries"][0];
    assert_eq!(hero["data"], json!([]));
    assert_eq!(hero["attributes"]["Header"], "Welcome back");
    assert_eq!(hero["requestId"], "c2a9e7d0-4a3b-4f27-9a08-0c5d3e7b1f10");
    assert_eq!(hero["raw"], body["personalizations"][1]);

    let recommended = &answers[2]["entries"][0];
    let items = &recommended["data"];
    assert_eq!(
        items[1]["personalizationContentId"],
        "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:1"
    );
    assert_eq!(items[1]["sales"], "[{A=1.0}]");
    assert_eq!(recommended["dmoName"], "ssot__GoodsProduct__dlm");
    assert_eq!(recommended["raw"], body["personalizations"][0]);
}

#[test]
fn reads_the_request_id_of_an_entry_and_supplies_what_lacks() {
    let body = json!({ "personalizations": [
        { "personalizationPointName": "a", "requestId": "r-1", "data": null, "attributes": [] }
    ] });
    let answers = read(&["a"], reply(200, body));
    assert_eq!(told(&answers[0]), "empty");
    assert_eq!(answers[0]["requestId"], "r-1");
    let entry = &answers[0]["entries"][0];
    assert_eq!(entry["personalizationId"], "id-1");
    assert_eq!(
        (&entry["data"], &entry["attributes"]),
        (&json!([]), &json!({}))
    );
    assert_eq!(entry["raw"]["attributes"], json!([]));
}

#[test]
fn lets_the_first_of_two_entries_count_and_keeps_both() {
    let body = json!({ "personalizations": [
        { "personalizationPointName": "a", "personalizationId": "1", "data": [] },
        { "personalizationPointName": "stranger", "attributes": { "x": 1 } },
        { "personalizationPointName": "a", "personalizationId": "2", "attributes": { "x": 1 } }
    ] });
    let answers = read(&["a"], reply(200, body));
    assert_eq!(answers.len(), 1);
    assert_eq!(told(&answers[0]), "empty");
    assert_eq!(answers[0]["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn tells_the_points_diagnostics_apart() {
    let body = json!({
        "personalizations": [
            { "personalizationPointName": "full", "attributes": { "x": 1 },
              "diagnostics": [{ "code": "533", "description": "too many items, truncated" }] },
            { "personalizationPointName": "broken", "diagnostics": [{ "code": 521, "description": "rule" }] }
        ],
        "diagnostics": [
            { "code": "404", "description": "A full, broken thing" },
            { "code": 521, "description": "rule" }
        ]
    });
    let answers = read(&["full", "broken", "lost", "lo"], reply(200, body.clone()));
    assert_eq!(told(&answers[0]), "decided");
    assert_eq!(
        answers[0]["diagnostics"],
        body["personalizations"][0]["diagnostics"]
    );
    assert_eq!(told(&answers[1]), json!(["unavailable", true]));
    assert_eq!(answers[1]["entries"][0]["raw"], body["personalizations"][1]);
    assert_eq!(told(&answers[2]), json!(["invalid-argument", false]));
    let message = answers[2]["outcome"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("Diagnostic 404 A full, broken thing: check"),
        "{message}"
    );
    assert_eq!(told(&answers[3]), told(&answers[2]));
    let own = json!([{ "code": "404", "description": "A full, broken thing" }]);
    assert_eq!(answers[3]["diagnostics"], own);
}

#[test]
fn reads_no_point_out_of_the_words_of_a_diagnostic() {
    let body = json!({
        "personalizations": [{ "personalizationPointName": "home", "attributes": { "x": 1 } }],
        "diagnostics": [{ "code": "402", "description": "home is where a point is not configured" }]
    });
    let answers = read(&["home", "other"], reply(200, body.clone()));
    assert_eq!(told(&answers[0]), "decided");
    assert_eq!(answers[0]["diagnostics"], body["diagnostics"]);
    assert_eq!(told(&answers[1]), json!(["invalid-argument", false]));
}

#[test]
fn applies_a_diagnostic_that_names_no_point_to_all() {
    let body = json!({ "personalizations": [],
        "diagnostics": [{ "code": "100", "description": "info" }, { "code": "500", "description": "unexpected" }] });
    let answers = read(&["a", "b"], reply(200, body));
    assert_eq!(answers.len(), 2);
    assert!(
        answers
            .iter()
            .all(|answer| told(answer) == json!(["unavailable", true]))
    );
}

#[test]
fn maps_every_status_and_never_takes_an_error_for_data() {
    for (status, expected) in [
        (400, json!(["http", false])),
        (401, json!(["unauthorized", false])),
        (403, json!(["unauthorized", false])),
        (404, json!(["http", false])),
        (413, json!(["http", false])),
        (429, json!(["rate-limited", true])),
        (500, json!(["unavailable", true])),
        (502, json!(["unavailable", true])),
        (503, json!(["unavailable", true])),
        (504, json!(["unavailable", true])),
    ] {
        let answers = read(&["home_hero", "b"], reply(status, documented_answer()));
        assert_eq!(answers.len(), 2);
        for answer in &answers {
            assert_eq!(told(answer), expected, "{status}");
            assert_eq!(answer["entries"], json!([]));
        }
    }
}

#[test]
fn keeps_the_services_words_short() {
    let answers = read(
        &["a"],
        reply(400, json!({ "message": "\u{e9}".repeat(5000) })),
    );
    let message = answers[0]["outcome"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("The service answered 400 \"\u{e9}"),
        "{message}"
    );
    assert!(message.chars().count() < 300);
}

#[test]
fn no_content_is_nothing_for_every_point() {
    let points = Fake::from(json!(["a", "b"]));
    let reply = Fake::from(json!({ "status": 204, "isEmpty": true }));
    let answers = super::salesforce::read_answer(points, reply, &|| Fake::text("id"));
    let statuses: Vec<Json> = answers
        .entries()
        .map(|answer| answer.at("outcome").at("status").json())
        .collect();
    assert_eq!(statuses, [json!("empty"), json!("empty")]);
}

#[test]
fn refuses_what_is_not_the_documented_form() {
    for reply in [
        reply(200, json!([])),
        reply(200, json!({ "personalizations": {} })),
        reply(200, json!("text")),
        Fake::from(json!({ "status": 200, "isBroken": true })),
        Fake::from(json!({ "status": 200, "isEmpty": true })),
        Fake::from(json!({ "status": 200, "text": "<html>" })),
    ] {
        assert_eq!(
            told(&read(&["a"], reply)[0]),
            json!(["bad-response", false])
        );
    }
    let odd = json!({ "personalizations": [null, 1, "a", [], { "personalizationPointName": 7 }],
        "diagnostics": { "code": 500 } });
    assert_eq!(told(&read(&["a"], reply(200, odd))[0]), "empty");
}

#[test]
fn names_silence_a_network_fault() {
    for received in [false, true] {
        let silence = json!({ "status": 0, "received": received });
        let fault = reply_fault(Fake::from(silence.clone())).json();
        assert_eq!(
            (&fault["code"], &fault["retryable"]),
            (&json!("network"), &json!(true))
        );
        let message = fault["message"].as_str().unwrap();
        assert_eq!(message.contains("broke off"), received);
        let answers = read(&["a", "b"], Fake::from(silence));
        assert_eq!(
            answers.iter().map(told).collect::<Vec<_>>(),
            vec![json!(["network", true]); 2]
        );
    }
    assert!(reply_fault(reply(204, Json::Null)).is_nothing());
}

#[test]
fn keeps_the_status_of_a_refusal_beside_the_outcome() {
    let [answer] = &read(&["a"], reply(401, Json::Null))[..] else {
        panic!("one answer for one point");
    };
    assert_eq!(answer["status"], 401);
    assert_eq!(answer["outcome"]["status"], "failed");
}
