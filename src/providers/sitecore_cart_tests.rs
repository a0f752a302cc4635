//! The cart and the purchase at Sitecore against `sitecore.md` 8.

use serde_json::{Value as Json, json};

use super::event_rows;
use super::samples::{ids, outcome_of, reason, sitecore, without};
use super::sitecore_samples::{BASE, dropped, one, sent, visit};
use crate::fakes::Fake;
use crate::value::Value;

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
    let bare =
        json!({ "catalogObjectType": "HAT", "catalogObjectId": 7, "price": 1, "currency": "USD" });
    let event = json!({ "interaction": { "name": "Add To Cart", "lineItems": [line, bare] } });
    let event = Fake::from(json!({ "event": event }));
    let rows = event_rows(sitecore(), event, visit(), &ids(), Fake::list()).json();
    let items = rows["items"].as_array().unwrap();
    let lengths: Vec<usize> = items
        .iter()
        .map(|item| item.as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [1, 1]);
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
    let plain = sitecore();
    plain.take_out(Fake::text("currencyCode"));
    let event = json!({ "interaction": { "name": "Add To Cart", "lineItem": whole } });
    let outcome = outcome_of(plain, json!({ "event": event }), visit());
    assert!(reason(&outcome).contains("currency"));
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
    let rows: Vec<Json> = rows.iter().map(|row| without(row, &BASE)).collect();
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
