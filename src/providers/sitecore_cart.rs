//! A shop's line items and orders in Sitecore's form (sitecore.md 8.2, 8.4).

use crate::value::Value;

use super::entry::{filled_text, plain_text};

/// The product of an `ADD`; `undefined` where something the service demands is missing.
pub fn product<V: Value>(line: V, currency: V, at: V) -> V {
    let id = plain_text(line.at(t!("catalogObjectId")));
    let name = line.at(t!("attributes")).at(t!("name"));
    let product = V::object();
    for member in [
        t!("item_id"),
        t!("name"),
        t!("productId"),
        t!("referenceId"),
    ] {
        product.put(member, id);
    }
    if name.is_text() {
        product.put(t!("name"), name);
    }
    product.put(t!("type"), filled_text(line, t!("catalogObjectType")));
    product.put(t!("orderedAt"), at);
    product.put(t!("quantity"), line.at(t!("quantity")).or(V::number(1.0)));
    product.put(t!("price"), line.at(t!("price")));
    product.put(
        t!("currency"),
        filled_text(line, t!("currency")).or(currency),
    );
    // What is missing was not put.
    if product.names().len() < 9 || id.is_nothing() {
        V::undefined()
    } else {
        product
    }
}

/// The products of a `CONFIRM`; empty where nothing known was bought.
pub fn bought<V: Value>(lines: V) -> V {
    let bought = V::list();
    for line in lines.entries() {
        let item = V::object();
        item.put(t!("item_id"), plain_text(line.at(t!("catalogObjectId"))));
        if item.names().len() > 0 {
            bought.push(item);
        }
    }
    bought
}
