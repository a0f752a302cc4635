//! Sitecore decisions and identities against `sitecore.md` 1 to 5 and 7.

use serde_json::{Value as Json, json};

use super::samples::{BROWSER_ID, body_of, edge, ids, question, reply, sitecore, told, with};
use super::{
    asks_one_point, create_request, decision_request, guest_request, read_answer, read_created,
    read_guest, read_identity,
};
use crate::fakes::Fake;
use crate::model::is_fault;
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

/// A reply without JSON in its body.
fn reply_of(status: u16, member: &str, value: Json) -> Fake {
    Fake::from(json!({ "status": status, member: value }))
}

/// The request for a question with some members replaced, and the warnings.
fn ask(config: Fake, points: &[&str], members: Json) -> (Fake, Json) {
    let warnings = Fake::list();
    let request = decision_request(config, with(question(points), members), warnings);
    (request, warnings.json())
}

fn code_of(fault: Fake) -> Json {
    assert!(is_fault(fault));
    fault.at("code").json()
}

#[test]
fn sends_the_documented_request() {
    let members = json!({
        "campaign": { "source": "newsletter", "medium": "email", "campaign": "spring" },
        "context": { "params": { "loggedInState": "loggedIn" } }
    });
    let (request, warnings) = ask(sitecore(), &["home_page_banner"], members);
    assert_eq!(
        request.at("url").json(),
        "https://api-engage-eu.sitecorecloud.io/v2/callFlows"
    );
    assert_eq!(
        request.at("headers").json(),
        json!({ "Accept": "application/json" })
    );
    assert!(request.at("isForm").is_nothing() && !request.at("keepalive").is_true());
    assert_eq!(warnings, json!([]));
    assert!(asks_one_point(sitecore()));
    assert_eq!(
        body_of(request),
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
        let identity = read_identity(sitecore(), Fake::from(identity));
        let mut expected = base.clone();
        expected[name] = sent;
        let members = json!({ "identity": identity.json() });
        let (request, _) = ask(sitecore(), &["home_page_*"], members);
        assert_eq!(body_of(request), expected);
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
        let fault = read_identity(sitecore(), Fake::from(identity.clone()));
        assert_eq!(code_of(fault), "invalid-argument", "{identity}");
    }
}

#[test]
fn asks_through_the_edge_proxy() {
    let members = json!({
        "guest": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22",
        "context": { "pageVariantIds": ["v-a", "v-b"] }
    });
    let (request, _) = ask(edge(), &["home_page_banner"], members);
    assert_eq!(
        request.at("url").json(),
        "https://edge-platform.sitecorecloud.io/v1/personalize?sitecoreContextId=ctx%2F1&siteId=my%20site"
    );
    assert_eq!(
        request.at("headers").json(),
        json!({
            "Accept": "application/json",
            "x-sc-correlation-id": "0123456789abcdef0123456789abcdef"
        })
    );
    assert_eq!(
        body_of(request),
        json!({
            "clientKey": "", "channel": "WEB", "language": "EN", "currencyCode": "EUR",
            "pointOfSale": "", "browserId": BROWSER_ID, "friendlyId": "home_page_banner",
            "guestRef": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22", "variants": ["v-a", "v-b"]
        })
    );
    let members = json!({ "context": { "pageVariantIds": ["v-a", 1] } });
    let (request, warnings) = ask(edge(), &["home_page_banner"], members);
    let body = body_of(request);
    assert!(body.get("variants").is_none() && body.get("params").is_none());
    assert_eq!(body["guestRef"], "");
    assert_eq!(
        warnings,
        json!(["context.pageVariantIds left out: expected a list of texts"])
    );
}

#[test]
fn makes_params_of_the_whole_context_without_touching_it() {
    let context = json!({
        "params": { "a": 1, "geo": { "city": "Cork" }, "utm": { "source": "mine" }, "nested": { "b": [1] } },
        "a": 2, "geo": { "city": "Dublin" }, "anchorId": "SKU-1", "list": [1, 2]
    });
    let asked = with(
        question(&["p"]),
        json!({ "context": context, "campaign": { "source": "captured" } }),
    );
    let request = decision_request(sitecore(), asked, Fake::list());
    assert_eq!(
        body_of(request)["params"],
        json!({
            "a": 1, "geo": { "city": "Dublin" }, "utm": { "source": "mine" }, "nested": { "b": [1] },
            "anchorId": "SKU-1", "list": [1, 2]
        })
    );
    assert_eq!(asked.at("context").json(), context);
    assert_eq!(asked.at("campaign").json(), json!({ "source": "captured" }));
    let members = json!({ "context": { "params": [1] }, "campaign": { "source": "captured" } });
    let (request, warnings) = ask(sitecore(), &["p"], members);
    assert_eq!(
        body_of(request)["params"],
        json!({ "utm": { "source": "captured" } })
    );
    assert_eq!(
        warnings,
        json!(["context.params left out: expected an object"])
    );
}

#[test]
fn leaves_the_prototype_out_of_params() {
    let context: Json = serde_json::from_str(r#"{"__proto__": {"a": 1}, "b": 2}"#).unwrap();
    let (request, _) = ask(sitecore(), &["p"], json!({ "context": context }));
    assert_eq!(body_of(request)["params"], json!({ "b": 2 }));
}

#[test]
fn never_sends_an_empty_language() {
    for (tag, sent) in [
        ("en-IE", json!("EN")),
        ("pt_BR", json!("PT")),
        ("gsw", json!("GSW")),
        ("", Json::Null),
        ("x", Json::Null),
        ("1a", Json::Null),
        ("\u{e9}\u{e9}", Json::Null),
    ] {
        let body = body_of(ask(sitecore(), &["p"], json!({ "language": tag })).0);
        assert_eq!(
            body.get("language").cloned().unwrap_or_default(),
            sent,
            "{tag}"
        );
    }
    let configured = with(sitecore(), json!({ "language": "DE" }));
    configured.take_out(Fake::text("currencyCode"));
    let body = body_of(ask(configured, &["p"], json!({})).0);
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
            json!(["http", false]),
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

#[test]
fn creates_a_browser_id() {
    let direct = create_request(sitecore());
    assert_eq!(
        direct.json(),
        json!({
            "headers": { "Accept": "application/json" },
            "url": "https://api-engage-eu.sitecorecloud.io/v1.2/browser/create.json?client_key=exampleClientKey&message=%7B%7D"
        })
    );
    assert_eq!(
        create_request(edge()).at("url").json(),
        "https://edge-platform.sitecorecloud.io/v1/events/v1.2/browser/create.json?sitecoreContextId=ctx%2F1&client_key="
    );
    let created = read_created(reply(
        201,
        json!({
            "status": "OK", "version": "1.2", "client_key": "exampleClientKey", "ref": BROWSER_ID,
            "customer_ref": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22"
        }),
    ));
    assert_eq!(
        created.json(),
        json!({ "browserId": BROWSER_ID, "guest": "7f1f4d0c-3a41-4f0e-8a0b-5b2a9d7c1e22" })
    );
    let guestless = read_created(reply(
        201,
        json!({ "ref": BROWSER_ID, "customer_ref": "a=b" }),
    ));
    assert_eq!(guestless.json(), json!({ "browserId": BROWSER_ID }));
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
        assert_eq!(code_of(read_created(reply(201, body))), "unavailable");
    }
    let refused = read_created(reply(401, json!({ "ref": BROWSER_ID })));
    assert_eq!(code_of(refused), "unauthorized");
    for broken in ["isBroken", "isEmpty"] {
        let fault = read_created(reply_of(201, broken, json!(true)));
        assert_eq!(code_of(fault), "unavailable");
    }
}

#[test]
fn shows_the_guest_of_a_browser_id() {
    let id = Fake::text(BROWSER_ID);
    assert_eq!(
        guest_request(sitecore(), id).at("url").json(),
        [
            "https://api-engage-eu.sitecorecloud.io/v1.2/browser/",
            BROWSER_ID,
            "/show.json?client_key=exampleClientKey&api_token=exampleClientKey"
        ]
        .concat()
    );
    let request = guest_request(edge(), id);
    assert_eq!(
        request.at("url").json(),
        [
            "https://edge-platform.sitecorecloud.io/v1/events/v1.2/browser/",
            BROWSER_ID,
            "/show.json?sitecoreContextId=ctx%2F1&client_key=&api_token="
        ]
        .concat()
    );
    assert_eq!(
        request.at("headers").json(),
        json!({ "Accept": "application/json" })
    );
    assert!(request.at("body").is_nothing());
    let shown = json!({ "status": "OK", "ref": BROWSER_ID, "customer": { "ref": "guest-1" } });
    assert!(read_guest(reply(200, shown)).is("guest-1"));
    let refused = json!({ "error_msg": "not found", "moreInfo": "" });
    let refused = read_guest(reply(200, refused));
    assert_eq!(code_of(refused), "unavailable");
    assert!(refused.at("message").to_rust().contains("(not found)"));
}
