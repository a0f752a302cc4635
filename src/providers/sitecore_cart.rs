//! A shop's line items and orders in Sitecore's form (sitecore.md 8.2, 8.4).

use crate::model::{Sitecore, Stamp};
use crate::ports::{Json, Member};

use super::members::{copy_members, plain_text, put_filled, put_texts};

/// An `ADD`; `None` where something the service demands is missing.
pub fn added<J: Json>(sitecore: &Sitecore, stamp: &Stamp, line: &J) -> Option<J> {
    let mut product = J::object();
    let currency = sitecore.currency_code.as_deref().unwrap_or_default();
    put_filled(&mut product, "currency", currency);
    put_texts(&mut product, &[("orderedAt", &stamp.at)]);
    product.set("quantity", J::number(1.0));
    let names = [
        ("catalogObjectType", "type"),
        ("catalogObjectId", "item_id"),
        ("catalogObjectId", "name"),
        ("catalogObjectId", "productId"),
        ("catalogObjectId", "referenceId"),
        ("quantity", "quantity"),
        ("price", "price"),
        ("currency", "currency"),
    ];
    copy_members(&mut product, line, &names);
    if let Some(name) = line.get("attributes").member("name") {
        product.set("name", name);
    }
    let is_whole = ["type", "item_id", "price", "currency"]
        .iter()
        .all(|it| product.get(it).is_some());
    is_whole.then(|| about(product))
}

/// An event about a product or several.
fn about<J: Json>(product: J) -> J {
    let mut event = J::object();
    event.set("product", product);
    event
}

/// A `CONFIRM` of what was bought.
pub fn confirmed<J: Json>(lines: &[J]) -> J {
    let mut bought = Vec::new();
    for line in lines {
        let mut item = J::object();
        copy_members(&mut item, line, &[("catalogObjectId", "item_id")]);
        bought.push(item);
    }
    about(J::list(bought))
}

/// A `CHECKOUT`; `None` where the order has no id.
pub fn checked_out<J: Json>(order: &J) -> Option<J> {
    let id = plain_text(&order.get("id")?)?.to_ascii_uppercase();
    let mut event = J::object();
    put_texts(
        &mut event,
        &[("reference_id", &id), ("status", "PURCHASED")],
    );
    Some(event)
}
