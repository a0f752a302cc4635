//! Salesforce's rows about what a shop sells: catalog objects, carts, orders (salesforce.md 8.3).

use crate::value::Value;
use crate::words::Word;

use super::line_items::line_items;
use super::salesforce_rows::{Rows, add_standard};

/// Members that are not fields of the row of their interaction, or that go by another name there.
const OWN: Word =
    t!("name|eventType|catalogObject|catalogObjectId|catalogObjectType|order|lineItem|lineItems");

/// What was done to which object of the catalog. The flat spelling of its ids is taken too.
pub fn catalog_row<V: Value>(interaction: V) -> V {
    let row = V::object();
    row.put_named(interaction, t!("catalogObjectId id catalogObjectType type"));
    add_standard(row, t!(""), interaction, OWN);
    add_standard(row, t!(""), interaction.at(t!("catalogObject")), t!(""));
    row
}

/// Adds the row of a cart and one for each of its lines.
pub fn push_cart<V: Value>(rows: &Rows<V>, name: V, interaction: V) {
    let row = V::object();
    add_standard(row, t!(""), interaction, OWN);
    let cart = rows.push(V::text(t!("cart")), name, row);
    push_lines(
        rows,
        t!("cartItem"),
        t!("cartEventId"),
        cart,
        line_items(interaction),
    );
}

/// Adds the row of an order and one for each of its lines.
pub fn push_order<V: Value>(rows: &Rows<V>, name: V, interaction: V) {
    let order = interaction.at(t!("order"));
    let row = V::object();
    add_standard(row, t!(""), interaction, OWN);
    add_standard(row, t!("order"), order, OWN);
    let parent = rows.push(V::text(t!("order")), name, row);
    let lines = line_items(order).or(line_items(interaction));
    push_lines(rows, t!("orderItem"), t!("orderEventId"), parent, lines);
}

fn push_lines<V: Value>(rows: &Rows<V>, event_type: Word, field: Word, parent: V, lines: V) {
    for line in lines.entries() {
        if line.is_object() {
            let row = V::object();
            add_standard(row, t!(""), line, t!(""));
            row.put(field, parent.at(t!("eventId")));
            rows.push_line(V::text(event_type), row);
        }
    }
}
