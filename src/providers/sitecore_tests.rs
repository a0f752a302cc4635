//! Sitecore decisions and identities against `sitecore.md` 1 to 5 and 7.

use serde_json::{Value, json};

use super::samples::{
    BROWSER_ID, body_of, config, direct, edge, ids, question, reply, reply_of, sitecore, told,
};
use super::{
    asks_one_point, create_request, decision_request, guest_request, read_answer, read_created,
    read_guest, read_identity,
};
use crate::model::{Answer, Config, Provider, Sitecore};
use crate::ports::{Body, Reply};

fn vendor(config: &Config) -> &Sitecore {
    match &config.provider {
        Provider::Sitecore(sitecore) => sitecore,
        Provider::Salesforce(_) => panic!("a Sitecore sample is expected"),
    }
}

fn read(reply: Reply<Value>) -> Answer<Value> {
    let answers = read_answer(
        &sitecore(),
        &question(&["home_page_banner"]),
        reply,
        &mut ids(),
    );
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].point, "home_page_banner");
    answers.into_iter().next().unwrap()
}

#[test]
fn sends_the_documented_request() {
    let mut question = question(&["home_page_banner"]);
    question.campaign = [
        ("source", "newsletter"),
        ("medium", "email"),
        ("campaign", "spring"),
    ]
    .map(|(name, value)| (String::from(name), String::from(value)))
    .to_vec();
    question.context = Some(json!({ "params": { "loggedInState": "loggedIn" } }));
    let (request, warnings) = decision_request(&sitecore(), &question);
    assert_eq!(
        request.url,
        "https://api-engage-eu.sitecorecloud.io/v2/callFlows"
    );
    assert_eq!(
        request.headers,
        [("Accept", String::from("application/json"))]
    );
    assert!(warnings.is_empty() && asks_one_point(&sitecore()));
    assert_eq!(
        body_of(&request.body),
        json!({
            "clientKey": "exampleClientKey", "channel": "WEB", "language": "EN",
            "currencyCode": "EUR", "pointOfSale": "shop.example", "browserId": BROWSER_ID,
            "friendlyId": "home_page_banner",
            "params": {
                "loggedInState": "loggedIn",
                "utm": { "source": "newsletter", "medium": "email", "campaign": "spring" }
            }
        })
    );
}

#[test]
fn identifies_by_exactly_one() {
    let base = json!({
        "clientKey": "exampleClientKey", "channel": "WEB", "language": "EN", "currencyCode": "EUR",
        "pointOfSale": "shop.example", "friendlyId": "home_page_*"
    });
    for (identity, name, sent) in [
        (
            json!({ "email": "ada@example.com" }),
            "email",
            json!("ada@example.com"),
        ),
        (
            json!({ "identifiers": { "id": "c-1842", "provider": "CRM" } }),
            "identifiers",
            json!({ "id": "c-1842", "provider": "CRM" }),
        ),
    ] {
        let mut question = question(&["home_page_*"]);
        question.identity = read_identity(&sitecore(), &identity).unwrap();
        let mut expected = base.clone();
        expected[name] = sent;
        assert_eq!(
            body_of(&decision_request(&sitecore(), &question).0.body),
            expected
        );
    }
}

#[test]
fn refuses_an_identity_that_is_not_exactly_one() {
    for identity in [
        json!({ "email": "a@b.c", "identifiers": { "id": "1", "provider": "CRM" } }),
        json!({}),
        json!([]),
        json!("ada@example.com"),
        json!({ "email": " " }),
        json!({ "email": 7 }),
        json!({ "identifiers": [{ "id": "1", "provider": "CRM" }] }),
        json!({ "identifiers": { "id": "", "provider": "CRM" } }),
        json!({ "identifiers": { "id": "1", "provider": " " } }),
        json!({ "identifiers": { "id": "1" } }),
    ] {
        let fault = read_identity(&sitecore(), &identity).unwrap_err();
        assert_eq!(fault.code.as_str(), "invalid-argument", "{identity}");
    }
}

#[test]
fn asks_through_the_edge_proxy() {
    let mut question = question(&["home_page_banner"]);
    question.guest = String::from("7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22");
    question.context = Some(json!({ "pageVariantIds": ["v-a", "v-b"] }));
    let (request, _) = decision_request(&edge(), &question);
    assert_eq!(
        request.url,
        "https://edge-platform.sitecorecloud.io/v1/personalize?sitecoreContextId=ctx%2F1&siteId=my%20site"
    );
    assert!(
        request
            .headers
            .contains(&("x-sc-correlation-id", question.correlation.clone()))
    );
    assert_eq!(
        body_of(&request.body),
        json!({
            "clientKey": "", "channel": "WEB", "language": "EN", "currencyCode": "EUR",
            "pointOfSale": "", "browserId": BROWSER_ID, "friendlyId": "home_page_banner",
            "guestRef": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22", "variants": ["v-a", "v-b"]
        })
    );
    question.context = Some(json!({ "pageVariantIds": ["v-a", 1] }));
    let (request, warnings) = decision_request(&edge(), &question);
    assert!(body_of(&request.body).get("variants").is_none());
    assert_eq!(warnings.len(), 1);
}

#[test]
fn makes_params_of_the_whole_context_without_touching_it() {
    let context = json!({
        "params": { "a": 1, "geo": { "city": "Cork" }, "utm": { "source": "mine" }, "nested": { "b": [1] } },
        "a": 2, "geo": { "city": "Dublin" }, "anchorId": "SKU-1", "list": [1, 2]
    });
    let mut question = question(&["p"]);
    question.context = Some(context.clone());
    question.campaign = vec![(String::from("source"), String::from("captured"))];
    let (request, _) = decision_request(&sitecore(), &question);
    assert_eq!(
        body_of(&request.body)["params"],
        json!({
            "a": 1, "geo": { "city": "Dublin" }, "utm": { "source": "mine" }, "nested": { "b": [1] },
            "anchorId": "SKU-1", "list": [1, 2]
        })
    );
    assert_eq!(question.context, Some(context));
    question.context = Some(json!({ "params": [1] }));
    let (request, warnings) = decision_request(&sitecore(), &question);
    assert_eq!(
        body_of(&request.body)["params"],
        json!({ "utm": { "source": "captured" } })
    );
    assert_eq!(warnings, ["context.params left out: expected an object"]);
}

#[test]
fn never_sends_an_empty_language() {
    for (tag, sent) in [
        ("en-IE", json!("EN")),
        ("pt_BR", json!("PT")),
        ("gsw", json!("GSW")),
        ("", Value::Null),
        ("x", Value::Null),
        ("1a", Value::Null),
        ("\u{e9}\u{e9}", Value::Null),
    ] {
        let mut question = question(&["p"]);
        question.language = String::from(tag);
        let body = body_of(&decision_request(&sitecore(), &question).0.body);
        assert_eq!(
            body.get("language").cloned().unwrap_or_default(),
            sent,
            "{tag}"
        );
    }
    let configured = config(Provider::Sitecore(Sitecore {
        language: Some(String::from("DE")),
        currency_code: None,
        ..direct()
    }));
    let body = body_of(&decision_request(&configured, &question(&["p"])).0.body);
    assert_eq!(body["language"], "DE");
    assert!(body.get("currencyCode").is_none() && body.get("params").is_none());
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
            answer.entries,
            [json!({
                "personalizationId": "id-1", "personalizationPointName": "home_page_banner",
                "data": data, "attributes": attributes, "raw": body
            })]
        );
    }
    let text = read(reply_of(200, Body::Text(json!("<p>Hi</p>"))));
    assert_eq!(
        text.entries[0]["attributes"],
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
    let entry = &answer.entries[0];
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
        assert!(answer.entries.is_empty());
    }
    assert_eq!(told(&read(reply_of(204, Body::Empty))), "empty");
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
        (reply_of(200, Body::Broken), json!(["bad-response", false])),
        (reply_of(302, Body::Empty), json!(["http", false])),
    ] {
        let answer = read(reply);
        assert_eq!(told(&answer), expected);
        assert!(answer.entries.is_empty());
    }
}

#[test]
fn repeats_what_the_service_says_of_an_error() {
    let body = json!({ "status": 400, "code": 10400, "message": "Invalid pointOfSale", "developerMessage": "d" });
    let answer = read(reply(400, body));
    let message = answer.outcome.fault().unwrap().message.to_string();
    assert!(message.contains("400 \"Invalid pointOfSale\""), "{message}");
}

#[test]
fn creates_a_browser_id() {
    let direct = create_request(vendor(&sitecore()));
    assert_eq!(
        direct.url,
        "https://api-engage-eu.sitecorecloud.io/v1.2/browser/create.json?client_key=exampleClientKey&message=%7B%7D"
    );
    assert_eq!(direct.body, None);
    let edge_request = create_request(vendor(&edge()));
    assert_eq!(
        edge_request.url,
        "https://edge-platform.sitecorecloud.io/v1/events/v1.2/browser/create.json?sitecoreContextId=ctx%2F1&client_key="
    );
    let created = read_created(reply(
        201,
        json!({
            "status": "OK", "version": "1.2", "client_key": "exampleClientKey", "ref": BROWSER_ID,
            "customer_ref": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22"
        }),
    ))
    .unwrap();
    assert_eq!(created.browser_id, BROWSER_ID);
    assert_eq!(
        created.guest.as_deref(),
        Some("7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22")
    );
}

#[test]
fn keeps_no_id_that_is_none() {
    for body in [
        json!({}),
        json!({ "ref": "" }),
        json!({ "ref": "a=b" }),
        json!({ "ref": 7 }),
        json!({ "ref": "<script>" }),
        json!({ "ref": "a".repeat(65) }),
        json!([]),
    ] {
        let fault = read_created(reply(201, body)).unwrap_err();
        assert_eq!(fault.code.as_str(), "unavailable");
    }
    let refused = read_created(reply(401, json!({ "ref": BROWSER_ID }))).unwrap_err();
    assert_eq!(refused.code.as_str(), "unauthorized");
    assert_eq!(
        read_created(reply_of(201, Body::Broken))
            .unwrap_err()
            .code
            .as_str(),
        "unavailable"
    );
}

#[test]
fn shows_the_guest_of_a_browser_id() {
    assert_eq!(
        guest_request(vendor(&sitecore()), BROWSER_ID).url,
        [
            "https://api-engage-eu.sitecorecloud.io/v1.2/browser/",
            BROWSER_ID,
            "/show.json?client_key=exampleClientKey&api_token=exampleClientKey"
        ]
        .concat()
    );
    assert_eq!(
        guest_request(vendor(&edge()), BROWSER_ID).url,
        [
            "https://edge-platform.sitecorecloud.io/v1/events/v1.2/browser/",
            BROWSER_ID,
            "/show.json?sitecoreContextId=ctx%2F1&client_key=&api_token="
        ]
        .concat()
    );
    let shown = json!({ "status": "OK", "ref": BROWSER_ID, "customer": { "ref": "guest-1" } });
    assert_eq!(read_guest(reply(200, shown)).unwrap(), "guest-1");
    let refused = read_guest(reply(
        200,
        json!({ "error_msg": "not found", "moreInfo": "" }),
    ));
    assert!(refused.unwrap_err().message.contains("not found"));
}
