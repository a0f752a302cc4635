//! Salesforce's rows about what a shop sells: catalog objects, carts, orders (salesforce.md 8.3).

use crate::ports::Json;

use super::members::{copy_members, put_texts};
use super::salesforce_rows::{CATALOG, ENGAGEMENT, Rows, add_standard};

/// Members that are not fields of the row of their interaction.
const OWN: [&str; 8] = [
    "name",
    "eventType",
    "catalogObject",
    "catalogObjectId",
    "catalogObjectType",
    "order",
    "lineItem",
    "lineItems",
];

/// Adds the row of what was done to an object of the catalog. The flat spelling is taken too.
pub fn push_catalog<J: Json>(rows: &mut Rows<J>, name: &str, interaction: &J) {
    let mut row = rows.begin(name);
    let flat = [("catalogObjectId", "id"), ("catalogObjectType", "type")];
    copy_members(&mut row, interaction, &flat);
    add_standard(&mut row, "", interaction, &OWN);
    if let Some(object) = interaction.get("catalogObject") {
        add_standard(&mut row, "", &object, &[]);
    }
    rows.end(ENGAGEMENT, CATALOG, name, row);
}

/// Adds the row of a cart and one for each of its lines.
pub fn push_cart<J: Json>(rows: &mut Rows<J>, name: &str, interaction: &J, lines: Vec<J>) {
    let mut row = rows.begin(name);
    add_standard(&mut row, "", interaction, &OWN);
    let cart = rows.end(ENGAGEMENT, "cart", name, row);
    push_lines(rows, "cartItem", ("cartEventId", &cart), lines);
}

/// Adds the row of an order and one for each of its lines.
pub fn push_order<J: Json>(rows: &mut Rows<J>, name: &str, interaction: &J, order: &J) {
    let mut row = rows.begin(name);
    add_standard(&mut row, "", interaction, &OWN);
    add_standard(&mut row, "order", order, &OWN);
    let id = rows.end(ENGAGEMENT, "order", name, row);
    let lines = line_items(order).or_else(|| line_items(interaction));
    push_lines(
        rows,
        "orderItem",
        ("orderEventId", &id),
        lines.unwrap_or_default(),
    );
}

/// The line items of a cart or an order; `None` where it says nothing about them.
pub fn line_items<J: Json>(object: &J) -> Option<Vec<J>> {
    match object.get("lineItems") {
        Some(list) => list.items(),
        None => object.get("lineItem").map(|item| vec![item]),
    }
}

fn push_lines<J: Json>(rows: &mut Rows<J>, event_type: &str, parent: (&str, &str), lines: Vec<J>) {
    for line in &lines {
        if line.names().is_some() {
            let mut row = J::object();
            add_standard(&mut row, "", line, &[]);
            put_texts(&mut row, &[parent]);
            rows.end_line(ENGAGEMENT, event_type, row);
        }
    }
}
