//! Salesforce's rows about what a shop sells: catalog objects, carts, orders (salesforce.md 8.3).

use crate::ports::Json;

use super::line_items::line_items;
use super::salesforce_rows::{CATALOG, ENGAGEMENT, Rows, add_standard};

/// Adds the row of a catalog interaction.
pub fn push_catalog<J: Json>(
    rows: &mut Rows<J>,
    name: &str,
    interaction: &J,
) -> Result<(), &'static str> {
    let row = catalog_row(interaction);
    if row.get("id").is_none() || row.get("type").is_none() {
        return Err("a catalogObject needs an id and a type");
    }
    rows.push(ENGAGEMENT, CATALOG, name, row);
    Ok(())
}

/// What was done to which object of the catalog. The flat spelling of its ids is taken too.
pub fn catalog_row<J: Json>(interaction: &J) -> J {
    let mut row = J::object();
    for (name, field) in [("catalogObjectId", "id"), ("catalogObjectType", "type")] {
        if let Some(value) = interaction.get(name) {
            row.set(field, value);
        }
    }
    let skipped = [
        "name",
        "eventType",
        "catalogObject",
        "catalogObjectId",
        "catalogObjectType",
    ];
    add_standard(&mut row, "", interaction, &skipped);
    if let Some(object) = interaction.get("catalogObject") {
        add_standard(&mut row, "", &object, &[]);
    }
    row
}

/// Adds the row of a cart and one for each of its lines.
pub fn push_cart<J: Json>(rows: &mut Rows<J>, name: &str, interaction: &J) {
    let mut row = J::object();
    add_standard(
        &mut row,
        "",
        interaction,
        &["name", "eventType", "lineItem", "lineItems"],
    );
    let cart = rows.push(ENGAGEMENT, "cart", name, row);
    push_lines(
        rows,
        "cartItem",
        "cartEventId",
        &cart,
        line_items(interaction),
    );
}

/// Adds the row of an order and one for each of its lines.
pub fn push_order<J: Json>(rows: &mut Rows<J>, name: &str, interaction: &J) {
    let Some(order) = interaction.get("order") else {
        return;
    };
    let mut row = J::object();
    let skipped = ["name", "eventType", "order", "lineItem", "lineItems"];
    add_standard(&mut row, "", interaction, &skipped);
    add_standard(&mut row, "order", &order, &skipped);
    let id = rows.push(ENGAGEMENT, "order", name, row);
    let lines = line_items(&order).or_else(|| line_items(interaction));
    push_lines(rows, "orderItem", "orderEventId", &id, lines);
}

fn push_lines<J: Json>(
    rows: &mut Rows<J>,
    event_type: &str,
    parent_field: &str,
    parent: &str,
    lines: Option<Vec<J>>,
) {
    for line in lines
        .unwrap_or_default()
        .iter()
        .filter(|line| line.names().is_some())
    {
        let mut row = J::object();
        add_standard(&mut row, "", line, &[]);
        row.set(parent_field, J::text(parent));
        rows.push_line(ENGAGEMENT, event_type, row);
    }
}
