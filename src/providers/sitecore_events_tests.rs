//! Sitecore events against `sitecore.md` 8.

use serde_json::{Map, Value, json};

use super::samples::{
    BROWSER_ID, body_of, config, direct, edge, reason, reference, rows_of, sitecore, stamp, without,
};
use super::{Refusal, delivery_request, delivery_size, event_rows, items_per_request, unsent_part};
use crate::model::{Config, Kind, Provider, Sitecore, Stamp, Tracked};

const BASE: [&str; 8] = [
    "browser_id",
    "channel",
    "client_key",
    "currency",
    "language",
    "page",
    "pos",
    "requested_at",
];

fn visit() -> Stamp {
    Stamp {
        browser_id: String::from(BROWSER_ID),
        ..stamp()
    }
}

/// What is sent of an event: the bodies of its posts.
fn posted(config: &Config, tracked: &Tracked<Value>, visit: &Stamp) -> Vec<Value> {
    let rows = rows_of(config, tracked, visit).unwrap();
    let post = |row: &Value| {
        let item = [json!([row]).to_string()];
        body_of(&delivery_request(config, &item, false).body)
    };
    rows.iter().map(post).collect()
}

fn sent(event: Value) -> Vec<Value> {
    posted(&sitecore(), &Tracked::Interaction(event), &visit())
}

fn one(interaction: Value) -> Value {
    let rows = sent(json!({ "interaction": interaction }));
    assert_eq!(rows.len(), 1);
    without(&rows[0], &BASE)
}

fn dropped(event: Value) -> &'static str {
    reason(rows_of(&sitecore(), &Tracked::Interaction(event), &visit()))
}

#[test]
fn sends_the_documented_view_whole() {
    let mut arrival = visit();
    arrival.is_arrival = true;
    arrival.campaign = vec![
        (String::from("source"), String::from("newsletter")),
        (String::from("campaign"), String::from("spring")),
    ];
    let event =
        Tracked::Interaction(json!({ "interaction": { "ext": { "pageVariantId": "v-a" } } }));
    let rows = posted(&sitecore(), &event, &arrival);
    assert_eq!(
        rows,
        [json!({
            "type": "VIEW", "browser_id": BROWSER_ID, "channel": "WEB",
            "client_key": "exampleClientKey", "currency": "EUR", "language": "EN", "page": "boots",
            "pos": "shop.example", "requested_at": "2026-03-04T05:06:07.008Z",
            "utm_source": "newsletter", "utm_campaign": "spring",
            "referrer": "https://search.example/?q=boots",
            "ext": { "pageVariantId": "v-a", "attuneEventId": "id-1" }
        })]
    );
    assert!(
        sent(json!({ "interaction": {} }))[0]
            .get("referrer")
            .is_none()
    );
}

#[test]
fn names_the_page_by_its_last_segment() {
    for (path, page) in [
        ("/", "Home Page"),
        ("", "Home Page"),
        ("/a/boots/", "boots"),
        ("/a/b", "b"),
    ] {
        let visit = Stamp {
            path: String::from(path),
            ..visit()
        };
        let event = Tracked::Interaction(json!({ "interaction": {} }));
        assert_eq!(
            rows_of(&sitecore(), &event, &visit).unwrap()[0]["page"],
            page
        );
    }
}

#[test]
fn sends_the_edge_form_without_key_and_point_of_sale() {
    let event = Tracked::Interaction(json!({ "interaction": {} }));
    let rows = posted(&edge(), &event, &visit());
    assert_eq!(
        (&rows[0]["client_key"], &rows[0]["pos"]),
        (&json!(""), &json!(""))
    );
}

#[test]
fn copies_the_members_of_a_documented_type() {
    assert_eq!(
        one(
            json!({ "eventType": "SEARCH", "name": "x", "product_name": "boots", "product_type": "FOOTWEAR",
            "browser_id": "mine", "pos": "mine", "client_key": "mine" })
        ),
        json!({ "type": "SEARCH", "product_name": "boots", "product_type": "FOOTWEAR",
            "ext": { "attuneEventId": "id-1" } })
    );
    let order = json!({ "referenceId": "A-778", "orderItems": [{ "price": 89.5 }] });
    assert_eq!(
        one(json!({ "eventType": "order_checkout", "order": order })),
        json!({ "type": "ORDER_CHECKOUT", "order": order, "ext": { "attuneEventId": "id-1" } })
    );
    let view = sent(json!({ "interaction": { "eventType": "VIEW", "page": "mine" } }));
    assert_eq!(view[0]["page"], "mine");
    assert_eq!(view[0]["browser_id"], BROWSER_ID);
}

#[test]
fn sends_form_events_without_three_of_the_base_members() {
    let rows = sent(
        json!({ "interaction": { "eventType": "FORM", "formId": "contact",
        "interactionType": "SUBMITTED", "componentInstanceId": "c-7" } }),
    );
    assert_eq!(
        without(
            &rows[0],
            &[
                "browser_id",
                "client_key",
                "language",
                "pos",
                "requested_at"
            ]
        ),
        json!({ "type": "FORM", "ext": { "formId": "contact", "interactionType": "SUBMITTED",
            "componentInstanceId": "c-7", "attuneEventId": "id-1" } })
    );
}

#[test]
fn adds_each_line_item_to_the_cart() {
    let line = json!({ "catalogObjectType": "FOOTWEAR", "catalogObjectId": "SKU-1001", "quantity": 2,
        "price": 89.5, "attributes": { "name": "Trail boot" } });
    let product = json!({ "type": "FOOTWEAR", "item_id": "SKU-1001", "name": "Trail boot",
        "orderedAt": "2026-03-04T05:06:07.008Z", "quantity": 2, "price": 89.5,
        "productId": "SKU-1001", "currency": "EUR", "referenceId": "SKU-1001" });
    assert_eq!(
        one(json!({ "name": "Add To Cart", "lineItem": line })),
        json!({ "type": "ADD", "product": product, "ext": { "attuneEventId": "id-1" } })
    );
    let bare = json!({ "catalogObjectType": "HAT", "catalogObjectId": "7", "price": 1, "currency": "USD" });
    let event = Tracked::Interaction(
        json!({ "interaction": { "name": "Add To Cart", "lineItems": [line, bare] } }),
    );
    let mut ids = super::samples::ids();
    let items = event_rows(&sitecore(), &event, &visit(), &mut ids).unwrap();
    assert_eq!(items.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    let second = &items[1][0];
    assert_eq!(second["product"]["name"], "7");
    assert_eq!(second["product"]["quantity"], 1);
    assert_eq!(second["product"]["currency"], "USD");
    assert_eq!(second["ext"]["attuneEventId"], "id-2");
}

#[test]
fn adds_all_line_items_or_none() {
    let whole = json!({ "catalogObjectType": "HAT", "catalogObjectId": "7", "price": 1 });
    for lacking in ["catalogObjectType", "catalogObjectId", "price"] {
        let half = without(&whole, &[lacking]);
        let event = json!({ "interaction": { "name": "Add To Cart", "lineItems": [whole, half] } });
        assert!(dropped(event).contains("line item"), "{lacking}");
    }
    let plain = config(Provider::Sitecore(Sitecore {
        currency_code: None,
        ..direct()
    }));
    let event = Tracked::Interaction(
        json!({ "interaction": { "name": "Add To Cart", "lineItem": whole } }),
    );
    assert!(reason(rows_of(&plain, &event, &visit())).contains("currency"));
}

#[test]
fn empties_the_cart() {
    let cleared = json!({ "type": "CLEAR_CART", "ext": { "attuneEventId": "id-1" } });
    assert_eq!(
        one(json!({ "name": "Replace Cart", "lineItems": [] })),
        cleared
    );
    assert_eq!(
        one(json!({ "name": "Remove From Cart", "lineItems": [] }))["type"],
        "REMOVE_FROM_CART"
    );
}

#[test]
fn confirms_and_checks_out_a_purchase() {
    let line =
        json!({ "catalogObjectType": "FOOTWEAR", "catalogObjectId": "SKU-1001", "price": 89.5 });
    let rows = sent(json!({ "interaction": { "name": "Purchase",
        "order": { "id": "a-778", "totalValue": 179, "lineItems": [line] } } }));
    let rows: Vec<Value> = rows.iter().map(|row| without(row, &BASE)).collect();
    assert_eq!(
        rows,
        [
            json!({ "type": "CONFIRM", "product": [{ "item_id": "SKU-1001" }], "ext": { "attuneEventId": "id-1" } }),
            json!({ "type": "CHECKOUT", "reference_id": "A-778", "status": "PURCHASED",
                "ext": { "attuneEventId": "id-2" } })
        ]
    );
    assert!(
        dropped(json!({ "interaction": { "name": "Purchase", "order": {} } })).contains("an id")
    );
}

#[test]
fn makes_custom_types_of_names() {
    for (name, event_type) in [
        ("Brochure Downloaded", "BROCHURE_DOWNLOADED"),
        ("brochureDownloaded", "BROCHURE_DOWNLOADED"),
        ("BROCHURE_DOWNLOADED", "BROCHURE_DOWNLOADED"),
        (" --a  b-- ", "A_B"),
        ("View Catalog Object", "VIEW_CATALOG_OBJECT"),
        ("step2Done", "STEP2_DONE"),
    ] {
        assert_eq!(one(json!({ "name": name }))["type"], event_type);
    }
    assert_eq!(one(json!({ "eventType": "homeView" }))["type"], "HOME_VIEW");
    assert_eq!(
        one(
            json!({ "name": "Brochure Downloaded", "eventType": "userEngagement", "document": "guide",
            "attributes": { "size in MB": 3, "deep": { "er": true } }, "tags": ["a"], "none": null,
            "ext": { "own": "x" } })
        ),
        json!({ "type": "BROCHURE_DOWNLOADED", "ext": {
            "document": "guide", "attributesSizeInMB": 3, "attributesDeepEr": true, "tags0": "a",
            "own": "x", "attuneEventId": "id-1" } })
    );
}

#[test]
fn drops_names_that_are_not_the_pages_to_use() {
    for name in ["Login", "click", "TRACKING", "sc something", "Purchase"] {
        let event = json!({ "interaction": { "name": name } });
        assert!(dropped(event).contains("keeps that name"), "{name}");
    }
    assert!(dropped(json!({ "interaction": { "name": "\u{e9}!" } })).contains("letter or digit"));
    assert!(dropped(json!({})).contains("no interaction"));
    assert!(dropped(json!({ "interaction": "text" })).contains("no interaction"));
}

#[test]
fn refuses_more_members_than_the_service_takes() {
    let members = |count: usize| {
        let members = (0..count).map(|number| (format!("m{number}"), json!(number)));
        Value::Object(members.collect::<Map<_, _>>())
    };
    let fits = json!({ "interaction": { "name": "Custom Thing", "attributes": members(49) } });
    assert_eq!(sent(fits)[0]["ext"].as_object().unwrap().len(), 50);
    let event = json!({ "interaction": { "name": "Custom Thing", "attributes": members(50) },
        "user": { "attributes": { "userId": "1", "IDType": "CRM" } } });
    match rows_of(&sitecore(), &Tracked::Interaction(event), &visit()) {
        Err(Refusal::Invalid(fault)) => assert_eq!(fault.code.as_str(), "invalid-argument"),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn identifies_the_user_in_the_wires_spelling() {
    let rows = sent(json!({ "user": { "attributes": {
        "eventType": "partyIdentification", "IDName": "Shop customer", "IDType": "CRM", "userId": "c-1842",
        "email": "ada@example.com", "firstName": "Ada", "lastName": "Ruiz", "phoneNumber": "+353124",
        "addressLine1": "1 Quay", "city": "Dublin", "stateProvince": "Leinster", "postalCode": "D2",
        "country": "IE", "loyalty": { "tier": "gold" }, "isAnonymous": "0"
    } } }));
    assert_eq!(
        without(&rows[0], &BASE),
        json!({ "type": "IDENTITY", "identifiers": [{ "id": "c-1842", "provider": "CRM" }],
            "email": "ada@example.com", "firstname": "Ada", "lastname": "Ruiz", "phone": "+353124",
            "street": ["1 Quay"], "city": "Dublin", "state": "Leinster", "postal_code": "D2",
            "country": "IE", "ext": { "loyaltyTier": "gold", "attuneEventId": "id-1" } })
    );
    let nameless =
        json!({ "user": { "attributes": { "email": "ada@example.com", "userId": "1" } } });
    assert!(dropped(nameless.clone()).contains("userId and IDType"));
    assert!(unsent_part(&sitecore(), &Tracked::Interaction(nameless)).is_some());
}

#[test]
fn sends_an_interaction_and_its_user_both() {
    let user = json!({ "attributes": { "userId": "1", "IDType": "CRM" } });
    let rows = sent(json!({ "interaction": { "name": "Signed Up" }, "user": user }));
    let types: Vec<&Value> = rows.iter().map(|row| &row["type"]).collect();
    assert_eq!(types, ["SIGNED_UP", "IDENTITY"]);
    let rows = sent(json!({ "interaction": { "name": "Login" }, "user": user }));
    assert_eq!(rows.len(), 1);
    let rows =
        sent(json!({ "interaction": { "name": "Signed Up" }, "user": { "attributes": {} } }));
    assert_eq!(rows.len(), 1);
}

#[test]
fn has_no_consent_event() {
    let consent = Tracked::Consent {
        provider: String::from("Example CMP"),
        purpose: String::from("Tracking"),
        status: String::from("Opt Out"),
    };
    assert_eq!(rows_of(&sitecore(), &consent, &visit()), Ok(Vec::new()));
    assert_eq!(
        sent(json!({ "consents": [{ "provider": "x" }] })),
        Vec::<Value>::new()
    );
}

#[test]
fn sends_impressions_and_clicks_as_custom_events() {
    let id = "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01";
    for (kind, item, event_type, content) in [
        (
            Kind::Click,
            Some("SKU-1001"),
            "PERSONALIZATION_CLICK",
            [id, ":0"].concat(),
        ),
        (
            Kind::Impression,
            None,
            "PERSONALIZATION_VIEW",
            String::from(id),
        ),
    ] {
        let tracked = Tracked::Engagement(kind, reference(item));
        let rows = posted(&sitecore(), &tracked, &visit());
        assert_eq!(
            without(&rows[0], &BASE),
            json!({ "type": event_type, "ext": { "friendlyId": "homePageBanner",
                "personalizationId": id, "personalizationContentId": content,
                "attuneEventId": "id-1" } })
        );
    }
}

fn queued(interaction: Value) -> Value {
    let event = Tracked::Interaction(json!({ "interaction": interaction }));
    rows_of(&sitecore(), &event, &visit()).unwrap().remove(0)
}

#[test]
fn posts_one_event_a_request() {
    let row = queued(json!({ "name": "Brochure Downloaded" }));
    let item = [json!([row]).to_string()];
    let request = delivery_request(&sitecore(), &item, false);
    assert_eq!(
        request.url,
        "https://api-engage-eu.sitecorecloud.io/v1.2/events"
    );
    assert_eq!(without(&body_of(&request.body), &["client_key"]), row);
    assert_eq!(
        delivery_size(&sitecore(), &item),
        request.body.unwrap().len()
    );
    assert_eq!(items_per_request(&sitecore()), 1);
    let request = delivery_request(&edge(), &item, true);
    assert_eq!(
        request.url,
        "https://edge-platform.sitecorecloud.io/v1/events/v1.2/events?sitecoreContextId=ctx%2F1&siteId=my%20site"
    );
    assert!(request.keepalive);
    assert_eq!(body_of(&request.body)["client_key"], "");
}

#[test]
fn needs_no_preflight_when_the_page_is_left() {
    let row = queued(
        json!({ "eventType": "SEARCH", "client_key": "mine", "text": "},\"client_key\":\"x\"}" }),
    );
    let request = delivery_request(&sitecore(), &[json!([row]).to_string()], true);
    assert!(row.get("client_key").is_none());
    let start = "https://api-engage-eu.sitecorecloud.io/v1.2/event/create.json?client_key=exampleClientKey&message=";
    assert_eq!(
        request.url,
        [start, &super::percent_encode::encoded(&row.to_string())].concat()
    );
    assert!(request.body.is_none() && request.keepalive && request.headers.is_empty());

    let long = queued(json!({ "name": "Brochure Downloaded", "text": "x".repeat(2000) }));
    let request = delivery_request(&sitecore(), &[json!([long]).to_string()], true);
    assert_eq!(
        request.url,
        "https://api-engage-eu.sitecorecloud.io/v1.2/events"
    );
    assert_eq!(body_of(&request.body)["client_key"], "exampleClientKey");
}
