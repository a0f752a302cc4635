//! Sitecore answers against `sitecore.md` 3 and 4.

use serde_json::{Value as Json, json};

use super::read_answer;
use super::samples::{ids, question, reply, reply_of, sitecore, told};
use crate::fakes::Fake;
use crate::value::Value;

/// The answer to a reply, the only one.
fn read(reply: Fake) -> Json {
    let question = question(&["home_page_banner"]);
    let answers = read_answer(sitecore(), question, reply, &ids());
    assert_eq!(answers.len(), 1);
    let answer = answers.item(0).json();
    assert_eq!(answer["point"], "home_page_banner");
    answer
}

#[test]
fn reads_every_shape_an_author_can_make() {
    for (body, data, attributes) in [
        (
            json!({ "title": "Hello", "cta": "/sale" }),
            json!([]),
            json!({ "title": "Hello", "cta": "/sale" }),
        ),
        (
            json!({ "offers": [{ "attributes": {} }] }),
            json!([]),
            json!({ "offers": [{ "attributes": {} }] }),
        ),
        (
            json!({ "variantId": "v-a" }),
            json!([]),
            json!({ "variantId": "v-a" }),
        ),
        (json!(["a", "b"]), json!([]), json!({})),
        (json!([{ "a": 1 }, "b"]), json!([]), json!({})),
        (
            json!("<p>Hi</p>"),
            json!([]),
            json!({ "content": "<p>Hi</p>" }),
        ),
        (json!(true), json!([]), json!({})),
        (
            json!({ "status": 200, "code": 1, "message": "mine" }),
            json!([]),
            json!({ "status": 200, "code": 1, "message": "mine" }),
        ),
        (
            json!({ "status": 404, "message": "mine" }),
            json!([]),
            json!({ "status": 404, "message": "mine" }),
        ),
    ] {
        let answer = read(reply(200, body.clone()));
        assert_eq!(told(&answer), "decided", "{body}");
        assert_eq!(
            answer["entries"],
            json!([{
                "personalizationId": "id-1", "personalizationPointName": "home_page_banner",
                "data": data, "attributes": attributes, "raw": body
            }])
        );
    }
    let text = read(reply_of(200, "text", json!("<p>Hi</p>")));
    assert_eq!(
        text["entries"][0]["attributes"],
        json!({ "content": "<p>Hi</p>" })
    );
}

#[test]
fn gives_items_ids_on_copies() {
    let body = json!([
        { "Name": "Bag", "isActive": "true", "trackingUrl": "https://api/v3/trackers/t" },
        { "Name": "Hat", "personalizationContentId": "own" }
    ]);
    let answer = read(reply(200, body.clone()));
    let entry = &answer["entries"][0];
    assert_eq!(entry["data"][0]["personalizationContentId"], "id-1:0");
    assert_eq!(entry["data"][0]["isActive"], "true");
    assert_eq!(entry["data"][0]["trackingUrl"], "https://api/v3/trackers/t");
    assert_eq!(entry["data"][1]["personalizationContentId"], "own");
    assert_eq!(entry["raw"], body);
}

#[test]
fn takes_an_empty_body_for_nothing_to_show() {
    for body in [
        json!(null),
        json!({}),
        json!([]),
        json!(""),
        json!(" "),
        json!({ "variantId": "" }),
    ] {
        let answer = read(reply(200, body));
        assert_eq!(told(&answer), "empty");
        assert_eq!(answer["entries"], json!([]));
    }
    assert_eq!(told(&read(reply_of(204, "isEmpty", json!(true)))), "empty");
    assert_eq!(told(&read(reply_of(200, "text", json!(" ")))), "empty");
}

#[test]
fn never_takes_an_error_for_data() {
    for (reply, expected) in [
        (
            reply(400, json!({ "title": "Hello" })),
            json!(["http", false]),
        ),
        (reply(401, json!({})), json!(["unauthorized", false])),
        (reply(403, json!(null)), json!(["unauthorized", false])),
        (reply(404, json!(null)), json!(["http", false])),
        (reply(409, json!(null)), json!(["http", false])),
        (reply(415, json!(null)), json!(["http", false])),
        (reply(429, json!(null)), json!(["rate-limited", true])),
        (reply(500, json!(null)), json!(["unavailable", true])),
        (reply(503, json!(null)), json!(["unavailable", true])),
        (
            reply(
                200,
                json!({ "status": 500, "code": 10500, "message": "no", "developerMessage": "", "moreInfoUrl": "" }),
            ),
            json!(["unavailable", true]),
        ),
        (
            reply(
                200,
                json!({ "status": "401", "code": "10401", "message": "no" }),
            ),
            json!(["unauthorized", false]),
        ),
        (
            reply_of(200, "isBroken", json!(true)),
            json!(["bad-response", false]),
        ),
        (
            reply_of(302, "isEmpty", json!(true)),
            json!(["bad-response", false]),
        ),
        (
            reply_of(0, "received", json!(false)),
            json!(["network", true]),
        ),
    ] {
        let answer = read(reply);
        assert_eq!(told(&answer), expected);
        assert_eq!(answer["entries"], json!([]));
    }
}

#[test]
fn repeats_what_the_service_says_of_an_error() {
    let body = json!({ "status": 400, "code": 10400, "message": "Invalid pointOfSale", "developerMessage": "d" });
    let answer = read(reply(400, body));
    let message = answer["outcome"]["message"].as_str().unwrap();
    assert!(message.contains("400 \"Invalid pointOfSale\""), "{message}");
    let claimed = read(reply(
        200,
        json!({ "status": "404", "code": 1, "message": "Unknown friendlyId" }),
    ));
    let message = claimed["outcome"]["message"].as_str().unwrap();
    assert!(message.contains("404 \"Unknown friendlyId\""), "{message}");
}
