//! The line items of an interaction.

use crate::value::Value;

use super::entry::as_list;

/// The line items of a cart or an order, a list; `undefined` where it says nothing about them.
pub fn line_items<V: Value>(object: V) -> V {
    let list = object.at(t!("lineItems"));
    if list.is_list() {
        return list;
    }
    let item = object.at(t!("lineItem"));
    if item.is_nothing() || !list.is_nothing() {
        V::undefined()
    } else {
        as_list(item)
    }
}
