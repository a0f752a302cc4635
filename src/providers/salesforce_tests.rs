//! Salesforce decisions against `salesforce.md` 1 to 4 and 11.

use serde_json::{Value, json};

use super::samples::{body_of, ids, question, reply, reply_of, salesforce, told};
use super::{decision_request, read_answer, read_identity, silence_fault};
use crate::model::{Answer, Config, Provider};
use crate::ports::{Body, Media, Reply, Silence};

fn seed_form() -> Config {
    let mut config = salesforce();
    if let Provider::Salesforce(salesforce) = &mut config.provider {
        salesforce.endpoint =
            String::from("https://org.example/services/data/personalization/decisioning");
        salesforce.is_whole_address = true;
    }
    config
}

fn read(points: &[&str], reply: Reply<Value>) -> Vec<Answer<Value>> {
    read_answer(&salesforce(), &question(points), reply, &mut ids())
}

#[test]
fn sends_the_documented_request() {
    let mut question = question(&["home_hero", "home_recommendations"]);
    question.context = Some(json!({
        "anchorId": "SKU-1001", "anchorType": "ssot__GoodsProduct__dlm", "color": "blue"
    }));
    let (request, warnings) = decision_request(&salesforce(), &question);
    assert_eq!(
        request.url,
        "https://tenant.c360a.salesforce.com/personalization/decisions"
    );
    assert_eq!(
        request.headers,
        [("Accept", String::from("application/json"))]
    );
    assert_eq!(request.media, Media::Json);
    assert!(warnings.is_empty() && !request.keepalive);
    assert_eq!(
        body_of(&request.body),
        json!({
            "context": {
                "individualId": super::samples::BROWSER_ID, "dataspace": "default",
                "requestUrl": "https://shop.example/boots?utm_source=mail",
                "anchorId": "SKU-1001", "anchorType": "ssot__GoodsProduct__dlm", "color": "blue"
            },
            "personalizationPoints": [{ "name": "home_hero" }, { "name": "home_recommendations" }]
        })
    );
}

#[test]
fn asks_the_authenticated_path_with_a_token() {
    let mut question = question(&["home_hero"]);
    question.token = Some(String::from("t0ken"));
    question.dataspace = Some(String::from("personalizationDemo"));
    let (request, _) = decision_request(&salesforce(), &question);
    assert_eq!(
        request.url,
        "https://tenant.c360a.salesforce.com/personalization/authenticated/decisions"
    );
    assert!(
        request
            .headers
            .contains(&("Authorization", String::from("Bearer t0ken")))
    );
    assert_eq!(
        body_of(&request.body)["context"]["dataspace"],
        "personalizationDemo"
    );
}

#[test]
fn makes_texts_of_the_context_and_tells_what_it_left_out() {
    let mut question = question(&["home_hero"]);
    question.context = Some(json!({
        "amount": 12.5, "isMember": true, "anchorItemId": "SKU-9", "list": [1], "object": {},
        "none": null, "individualId": "x", "profileId": "x", "dataspace": "x"
    }));
    let (request, warnings) = decision_request(&salesforce(), &question);
    assert_eq!(
        body_of(&request.body)["context"],
        json!({
            "individualId": super::samples::BROWSER_ID, "dataspace": "default",
            "requestUrl": "https://shop.example/boots?utm_source=mail",
            "amount": "12.5", "isMember": "true", "anchorId": "SKU-9"
        })
    );
    let left_out = [
        "list",
        "object",
        "none",
        "individualId",
        "profileId",
        "dataspace",
    ];
    assert_eq!(warnings.len(), left_out.len());
    for (warning, name) in warnings.iter().zip(left_out) {
        assert!(
            warning.starts_with(&format!("context.{name} left out: ")),
            "{warning}"
        );
    }
}

#[test]
fn takes_an_endpoint_with_a_path_as_the_whole_address_of_the_seed_form() {
    let mut question = question(&["home_recommendations", "home_hero"]);
    question.context = Some(json!({ "anchorId": "6010042" }));
    question.token = Some(String::from("t0ken"));
    let (request, _) = decision_request(&seed_form(), &question);
    assert_eq!(
        request.url,
        "https://org.example/services/data/personalization/decisioning"
    );
    assert!(
        request
            .headers
            .contains(&("Authorization", String::from("Bearer t0ken")))
    );
    assert_eq!(
        body_of(&request.body),
        json!({
            "individualId": super::samples::BROWSER_ID,
            "personalizationPoints": [{ "name": "home_recommendations" }, { "name": "home_hero" }],
            "contextData": { "anchorItemId": "6010042" }
        })
    );
    question.context = Some(json!({ "anchorId": "official", "anchorItemId": "seed" }));
    let body = body_of(&decision_request(&seed_form(), &question).0.body);
    assert_eq!(body["contextData"], json!({ "anchorItemId": "seed" }));
    let body = body_of(&decision_request(&salesforce(), &question).0.body);
    assert_eq!(body["context"]["anchorId"], "official");
    assert!(body["context"].get("anchorItemId").is_none());
    question.context = None;
    let (request, _) = decision_request(&seed_form(), &question);
    assert!(body_of(&request.body).get("contextData").is_none());
}

fn documented_answer() -> Value {
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
    let names: Vec<&str> = answers.iter().map(|answer| answer.point.as_str()).collect();
    assert_eq!(names, ["home_hero", "nowhere", "home_recommendations"]);
    assert_eq!(
        answers.iter().map(told).collect::<Vec<_>>(),
        ["decided", "empty", "decided"]
    );
    assert_eq!(
        answers[0].request_id.as_deref(),
        Some("c2a9e7d0-4a3b-4f27-9a08-0c5d3e7b1f10")
    );
    assert!(answers[1].entries.is_empty());

    let hero = &answers[0].entries[0];
    assert_eq!(hero["data"], json!([]));
    assert_eq!(hero["attributes"]["Header"], "Welcome back");
    assert_eq!(hero["requestId"], "c2a9e7d0-4a3b-4f27-9a08-0c5d3e7b1f10");
    assert_eq!(hero["raw"], body["personalizations"][1]);

    let items = &answers[2].entries[0]["data"];
    assert_eq!(
        items[1]["personalizationContentId"],
        "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01:1"
    );
    assert_eq!(items[1]["sales"], "[{A=1.0}]");
    assert_eq!(answers[2].entries[0]["dmoName"], "ssot__GoodsProduct__dlm");
    assert_eq!(answers[2].entries[0]["raw"], body["personalizations"][0]);
}

#[test]
fn reads_the_request_id_of_an_entry_and_supplies_what_lacks() {
    let body = json!({ "personalizations": [
        { "personalizationPointName": "a", "requestId": "r-1", "data": null, "attributes": [] }
    ] });
    let answers = read(&["a"], reply(200, body));
    assert_eq!(told(&answers[0]), "empty");
    assert_eq!(answers[0].request_id.as_deref(), Some("r-1"));
    let entry = &answers[0].entries[0];
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
    assert_eq!(answers[0].entries.len(), 2);
}

#[test]
fn tells_the_points_diagnostics_apart() {
    let body = json!({
        "personalizations": [
            { "personalizationPointName": "full", "attributes": { "x": 1 },
              "diagnostics": [{ "code": "533", "description": "too many items, truncated" }] },
            { "personalizationPointName": "broken", "diagnostics": [{ "code": 521, "description": "rule" }] }
        ],
        "diagnostics": [{ "code": "404", "description": "Point lost is not configured" }]
    });
    let answers = read(&["full", "broken", "lost", "lo"], reply(200, body));
    assert_eq!(told(&answers[0]), "decided");
    assert_eq!(answers[0].diagnostics.as_ref().unwrap()[0]["code"], "533");
    assert_eq!(told(&answers[1]), json!(["unavailable", true]));
    assert_eq!(told(&answers[2]), json!(["invalid-argument", false]));
    assert_eq!(told(&answers[3]), "empty");
    assert!(answers[3].diagnostics.is_none());
}

#[test]
fn applies_a_diagnostic_that_names_no_point_to_all() {
    let body = json!({ "personalizations": [],
        "diagnostics": [{ "code": "100", "description": "info" }, { "code": "500", "description": "unexpected" }] });
    let answers = read(&["a", "b"], reply(200, body));
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
            assert!(answer.entries.is_empty());
        }
    }
}

#[test]
fn keeps_the_services_words_short() {
    let answers = read(
        &["a"],
        reply(400, json!({ "message": "\u{e9}".repeat(5000) })),
    );
    let message = answers[0].outcome.fault().unwrap().message.to_string();
    assert!(
        message.starts_with("The service answered 400 \"\u{e9}"),
        "{message}"
    );
    assert!(message.chars().count() < 300);
}

#[test]
fn refuses_what_is_not_the_documented_form() {
    let page = json!("<html>");
    for reply in [
        reply(200, json!([])),
        reply(200, json!({ "personalizations": {} })),
        reply(200, json!("text")),
        reply_of(200, Body::Broken),
        reply_of(200, Body::Empty),
        reply_of(200, Body::Text(page)),
    ] {
        assert_eq!(
            told(&read(&["a"], reply)[0]),
            json!(["bad-response", false])
        );
    }
    let odd = json!({ "personalizations": [null, 1, "a", [], { "personalizationPointName": 7 }] });
    assert_eq!(told(&read(&["a"], reply(200, odd))[0]), "empty");
}

#[test]
fn takes_no_other_identity() {
    let fault = read_identity(&salesforce(), &json!({ "email": "ada@example.com" })).unwrap_err();
    assert_eq!(fault.code.as_str(), "invalid-argument");
    assert!(fault.message.contains("only Sitecore"));
}

#[test]
fn names_silence_a_network_fault() {
    for silence in [Silence::NothingReceived, Silence::BrokenOff] {
        let fault = silence_fault(silence);
        assert_eq!((fault.code.as_str(), fault.retryable), ("network", true));
    }
}
