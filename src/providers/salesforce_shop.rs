//! Salesforce's rows about what a shop sells: catalog objects, carts, orders (salesforce.md 8.3).

use crate::value::Value;

use super::entry::put_named;
use super::line_items::line_items;
use super::salesforce_rows::{Rows, add_standard};

/// Members that are not fields of the row of their interaction, or that go by another name there.
const OWN: &str =
    "name|eventType|catalogObject|catalogObjectId|catalogObjectType|order|lineItem|lineItems";

/// What was done to which object of the catalog. The flat spelling of its ids is taken too.
pub fn catalog_row<V: Value>(interaction: V) -> V {
    let row = V::object();
    put_named(
        row,
        interaction,
        "catalogObjectId id catalogObjectType type",
    );
    add_standard(row, "", interaction, OWN);
    add_standard(row, "", interaction.at("catalogObject"), "");
    row
}

/// Adds the row of a cart and one for each of its lines.
pub fn push_cart<V: Value>(rows: &Rows<V>, name: V, interaction: V) {
    let row = V::object();
    add_standard(row, "", interaction, OWN);
    let cart = rows.push(V::text("cart"), name, row);
    push_lines(
        rows,
        "cartItem",
        "cartEventId",
        cart,
        line_items(interaction),
    );
}

/// Adds the row of an order and one for each of its lines.
pub fn push_order<V: Value>(rows: &Rows<V>, name: V, interaction: V) {
    let order = interaction.at("order");
    let row = V::object();
    add_standard(row, "", interaction, OWN);
    add_standard(row, "order", order, OWN);
    let parent = rows.push(V::text("order"), name, row);
    let lines = line_items(order).or(line_items(interaction));
    push_lines(rows, "orderItem", "orderEventId", parent, lines);
}

fn push_lines<V: Value>(rows: &Rows<V>, event_type: &str, field: &str, parent: V, lines: V) {
    for line in lines.entries() {
        if line.is_object() {
            let row = V::object();
            add_standard(row, "", line, "");
            row.put(field, parent.at("eventId"));
            rows.push_line(V::text(event_type), row);
        }
    }
}
