//! Sitecore browser ids and guests against `sitecore.md` 4 and 5.

use serde_json::json;

use super::samples::{BROWSER_ID, code_of, edge, reply, reply_of, sitecore};
use super::{create_request, guest_request, read_created, read_guest};
use crate::fakes::Fake;
use crate::value::Value;

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
