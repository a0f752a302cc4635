//! A shop's line items and orders in Sitecore's form (sitecore.md 8.2, 8.4).

use crate::model::{Sitecore, Stamp};
use crate::ports::{Json, Member};

use super::entry::{filled_text, plain_text};

/// The product of an `ADD`; `None` where something the service demands is missing.
pub fn product<J: Json>(sitecore: &Sitecore, stamp: &Stamp, line: &J) -> Option<J> {
    let id = item_id(line)?;
    let attributes = line.get("attributes");
    let name = attributes.member("name").as_ref().and_then(J::as_text);
    let configured = || sitecore.currency_code.clone();
    let currency = filled_text(line, "currency").or_else(configured)?;
    let mut product = J::object();
    product.set("type", J::text(&filled_text(line, "catalogObjectType")?));
    product.set("item_id", J::text(&id));
    product.set("name", J::text(name.as_ref().unwrap_or(&id)));
    product.set("orderedAt", J::text(&stamp.at));
    product.set(
        "quantity",
        line.get("quantity").unwrap_or_else(|| J::number(1.0)),
    );
    product.set("price", line.get("price")?);
    product.set("productId", J::text(&id));
    product.set("currency", J::text(&currency));
    product.set("referenceId", J::text(&id));
    Some(product)
}

/// The members of a `CONFIRM`; `None` where nothing known was bought.
pub fn confirm<J: Json>(lines: &[J]) -> Option<J> {
    let item = |line: &J| {
        let mut item = J::object();
        item.set("item_id", J::text(&item_id(line)?));
        Some(item)
    };
    let bought: Vec<J> = lines.iter().filter_map(item).collect();
    if bought.is_empty() {
        return None;
    }
    let mut confirm = J::object();
    confirm.set("product", J::list(bought));
    Some(confirm)
}

/// The members of a `CHECKOUT`; `None` where the order has no id.
pub fn checkout<J: Json>(order: &J) -> Option<J> {
    let id = order.get("id").as_ref().and_then(plain_text)?;
    let mut checkout = J::object();
    checkout.set("reference_id", J::text(&id.to_ascii_uppercase()));
    checkout.set("status", J::text("PURCHASED"));
    Some(checkout)
}

fn item_id<J: Json>(line: &J) -> Option<String> {
    line.get("catalogObjectId").as_ref().and_then(plain_text)
}
