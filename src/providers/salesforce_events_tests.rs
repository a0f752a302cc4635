//! Salesforce events against `salesforce.md` 8.

use serde_json::{Value as Json, json};

use super::salesforce_samples::{core, dropped, line, sent};
use super::samples::{
    outcome_of, reference, rows_of, salesforce, sitecore, stamp, warnings_of, with,
};
use crate::fakes::Fake;

#[test]
fn sends_the_documented_catalog_row_whole() {
    let visit = with(stamp(), json!({ "referrer": "" }));
    let event = json!({
        "interaction": {
            "name": "View Catalog Object",
            "catalogObject": {
                "type": "Product", "id": "SKU-1001", "attributes": { "name": "Trail boot" },
                "relatedCatalogObjects": { "Color": ["blue"] }
            }
        },
        "source": { "pageType": "product" }
    });
    let rows = rows_of(salesforce(), json!({ "event": event }), visit);
    assert_eq!(
        rows,
        [json!({
            "category": "Engagement", "eventType": "catalog", "interactionName": "View Catalog Object",
            "id": "SKU-1001", "type": "Product", "attributeName": "Trail boot",
            "relatedCatalogObjectColor0": "blue", "eventId": "id-1",
            "dateTime": "2026-03-04T05:06:07.008Z", "deviceId": "3f9c0d2b7a61e845",
            "sessionId": "9b1e44d07c2a5f36", "pageView": 1,
            "sourceUrl": "https://shop.example/boots", "sourceUrlReferrer": "",
            "sourceChannel": "Web", "sourceLocale": "en_US", "sourcePageType": "product"
        })]
    );
}

#[test]
fn takes_related_objects_as_a_list_of_maps_too() {
    let rows = sent(json!({ "interaction": {
        "name": "Favorite Catalog Object",
        "catalogObject": { "type": "Product", "id": "S",
            "relatedCatalogObjects": [{ "Color": ["blue", "red"] }, { "Size": ["9"] }] }
    } }));
    assert_eq!(
        core(&rows[0]),
        json!({
            "category": "Engagement", "eventType": "catalog",
            "interactionName": "Favorite Catalog Object", "id": "S", "type": "Product",
            "relatedCatalogObjectColor0": "blue", "relatedCatalogObjectColor1": "red",
            "relatedCatalogObjectSize0": "9"
        })
    );
    assert_eq!(rows[0]["pageView"], 0);
}

#[test]
fn sends_a_cart_and_its_items() {
    let item = json!({
        "catalogObjectType": "Product", "catalogObjectId": "SKU-1001", "quantity": 2,
        "price": 89.5, "currency": "EUR", "attributes": { "gift": 1 }
    });
    let expected = json!({
        "category": "Engagement", "eventType": "cartItem", "cartEventId": "id-1",
        "catalogObjectType": "Product", "catalogObjectId": "SKU-1001", "quantity": 2,
        "price": 89.5, "currency": "EUR", "attributeGift": 1
    });
    for (member, value, lines) in [
        ("lineItem", item.clone(), 1),
        ("lineItems", json!([item.clone(), item, "junk"]), 2),
        ("lineItems", json!([]), 0),
    ] {
        let rows = sent(json!({ "interaction": { "name": "Add To Cart", member: value } }));
        assert_eq!(rows.len(), 1 + lines);
        assert_eq!(
            core(&rows[0]),
            json!({ "category": "Engagement", "eventType": "cart", "interactionName": "Add To Cart" })
        );
        for row in &rows[1..] {
            assert_eq!(line(row), expected);
        }
    }
}

#[test]
fn sends_an_order_and_its_items() {
    let rows = sent(json!({ "interaction": { "name": "Purchase", "order": {
        "id": "A-778", "totalValue": 179, "currency": "EUR", "attributes": { "coupon": "X" },
        "lineItems": [{ "catalogObjectType": "Product", "catalogObjectId": "SKU-1001",
            "quantity": 2, "price": 89.5, "currency": "EUR" }]
    } } }));
    assert_eq!(
        core(&rows[0]),
        json!({
            "category": "Engagement", "eventType": "order", "interactionName": "Purchase",
            "orderId": "A-778", "orderTotalValue": 179, "orderCurrency": "EUR", "attributeCoupon": "X"
        })
    );
    assert_eq!(
        line(&rows[1]),
        json!({
            "category": "Engagement", "eventType": "orderItem", "orderEventId": "id-1",
            "catalogObjectType": "Product", "catalogObjectId": "SKU-1001", "quantity": 2,
            "price": 89.5, "currency": "EUR"
        })
    );
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["eventId"], "id-2");
}

#[test]
fn flattens_custom_events_by_their_path() {
    let rows = sent(json!({ "interaction": {
        "name": "Application Start", "eventType": "applicationStart",
        "catalogObject": { "id": "SKU", "attributes": { "name": "Boot" } },
        "attributes": { "myNum": 7 }, "personalization": { "id": "p", "contentId": "p:0" },
        "flat": true, "gone": null, "category": "mine"
    } }));
    assert_eq!(
        core(&rows[0]),
        json!({
            "category": "Engagement", "eventType": "applicationStart",
            "interactionName": "Application Start", "catalogObjectId": "SKU",
            "catalogObjectAttributesName": "Boot", "attributesMyNum": 7,
            "personalizationId": "p", "personalizationContentId": "p:0", "flat": true
        })
    );
    let named = sent(json!({ "interaction": { "name": "ViewCatalogObject" } }));
    assert_eq!(named[0]["eventType"], "ViewCatalogObject");
    let typed = sent(json!({ "interaction": { "eventType": "userEngagement" } }));
    assert_eq!(typed[0]["interactionName"], "userEngagement");
}

#[test]
fn takes_engagement_by_hand_in_both_spellings() {
    let expected = json!({
        "category": "Engagement", "eventType": "catalog", "interactionName": "catalog-object-click",
        "id": "SKU-1001", "type": "Product", "personalizationId": "p",
        "personalizationContentId": "p:0"
    });
    for interaction in [
        json!({ "name": "catalog-object-click", "eventType": "catalog", "catalogObjectType": "Product",
            "catalogObjectId": "SKU-1001", "personalization": { "id": "p", "contentId": "p:0" } }),
        json!({ "name": "catalog-object-click", "eventType": "catalog", "type": "Product",
            "id": "SKU-1001", "personalizationId": "p", "personalizationContentId": "p:0" }),
    ] {
        let rows = sent(json!({ "interaction": interaction }));
        assert_eq!(
            rows.iter().map(core).collect::<Vec<_>>(),
            std::slice::from_ref(&expected)
        );
    }
}

#[test]
fn sends_impressions_and_clicks_to_their_destinations() {
    let id = "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01";
    for (click, item, event_type, name) in [
        (
            false,
            Some("SKU-1001"),
            "catalog",
            "catalog-object-view-start",
        ),
        (true, Some("SKU-1001"), "catalog", "catalog-object-click"),
        (false, None, "userEngagement", "personalization-view"),
        (true, None, "userEngagement", "personalization-click"),
    ] {
        let tracked = json!({ "click": click, "reference": reference(item) });
        let rows = rows_of(salesforce(), tracked, stamp());
        let mut expected = json!({
            "category": "Engagement", "eventType": event_type, "interactionName": name,
            "personalizationId": id, "personalizationContentId": id
        });
        if let Some(item) = item {
            expected["personalizationContentId"] = json!([id, ":0"].concat());
            expected["id"] = json!(item);
            expected["type"] = json!("Product");
        }
        assert_eq!(rows.iter().map(core).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn drops_what_the_connector_would_refuse() {
    for interaction in [
        json!({ "name": "Home View" }),
        json!({ "name": "a__b" }),
        json!({ "name": "a_" }),
        json!({ "name": "1a" }),
        json!({ "name": "\u{e9}t\u{e9}" }),
        json!({ "name": "a".repeat(81) }),
        json!({ "name": "View Catalog Object" }),
        json!({}),
        json!("text"),
    ] {
        assert!(dropped(json!({ "interaction": interaction })).contains("developer name"));
    }
    for event_type in [
        "identity",
        "partyIdentification",
        "contactPointEmail",
        "contactPointPhone",
        "contactPointAddress",
    ] {
        let event = json!({ "interaction": { "name": "x", "eventType": event_type } });
        assert!(dropped(event).contains("user.attributes.eventType"));
    }
    let catalog =
        json!({ "interaction": { "name": "View Catalog Object", "catalogObject": { "id": "1" } } });
    assert!(dropped(catalog).contains("an id and a type"));
    assert!(dropped(json!({})).contains("neither"));
    assert!(
        dropped(json!({ "user": { "attributes": { "firstName": "Ada" } } })).contains("neither")
    );
    let accepted = sent(json!({ "interaction": { "name": "a".repeat(80) } }));
    assert_eq!(accepted.len(), 1);
}

#[test]
fn tells_of_parts_it_cannot_send() {
    let told = |config: Fake, event: Json| warnings_of(config, json!({ "event": event })).len();
    let account = json!({ "account": { "id": "1" }, "interaction": { "name": "a" } });
    assert_eq!(told(salesforce(), account), 1);
    let identities = json!({ "user": { "identities": { "id": "1" } } });
    assert_eq!(told(salesforce(), identities), 1);
    let whole = json!({ "interaction": { "name": "a" } });
    assert_eq!(told(salesforce(), whole.clone()), 0);
    assert_eq!(told(sitecore(), whole), 0);
}

#[test]
fn keeps_the_rows_of_an_event_together() {
    let event =
        json!({ "event": { "interaction": { "name": "Add To Cart", "lineItems": [{ "a": 1 }] } } });
    let outcome = outcome_of(salesforce(), event, stamp());
    let items = outcome["items"].as_array().unwrap();
    let lengths = items.iter().map(|rows| rows.as_array().unwrap().len());
    assert_eq!(lengths.collect::<Vec<_>>(), [2]);
    let refused = outcome_of(salesforce(), json!({ "event": {} }), stamp());
    assert!(refused.get("items").is_none() && refused["dropped"].is_string());
}
