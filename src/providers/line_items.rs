//! The line items of an interaction.

use crate::ports::Json;

/// The line items of a cart or an order; `None` where it says nothing about them.
pub fn line_items<J: Json>(object: &J) -> Option<Vec<J>> {
    match object.get("lineItems") {
        Some(list) => list.items(),
        None => object.get("lineItem").map(|item| vec![item]),
    }
}
