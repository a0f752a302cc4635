//! A shop's line items and orders in Sitecore's form (sitecore.md 8.2, 8.4).

use crate::value::Value;

use super::entry::{filled_text, plain_text};

/// The product of an `ADD`; `undefined` where something the service demands is missing.
pub fn product<V: Value>(line: V, currency: V, at: V) -> V {
    let id = plain_text(line.at("catalogObjectId"));
    let name = line.at("attributes").at("name");
    let product = V::object();
    for member in ["item_id", "name", "productId", "referenceId"] {
        product.put(member, id);
    }
    if name.is_text() {
        product.put("name", name);
    }
    product.put("type", filled_text(line, "catalogObjectType"));
    product.put("orderedAt", at);
    product.put("quantity", line.at("quantity").or(V::number(1.0)));
    product.put("price", line.at("price"));
    product.put("currency", filled_text(line, "currency").or(currency));
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
        item.put("item_id", plain_text(line.at("catalogObjectId")));
        if item.names().len() > 0 {
            bought.push(item);
        }
    }
    bought
}
