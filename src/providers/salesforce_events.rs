//! Salesforce Personalization: events (salesforce.md 8).

use crate::model::{Kind, Reference, Stamp, Tracked};
use crate::ports::{Json, Member};

use super::Refusal;
use super::flatten::flatten_members;
use super::members::{copy_members, put_texts, text_at};
use super::salesforce_rows::{CATALOG, ENGAGEMENT, Rows, source_fields};
use super::salesforce_shop::{line_items, push_cart, push_catalog, push_order};

/// The values of the interaction name constants, by the event type they stand for.
const CATALOG_NAMES: [&str; 7] = [
    "View Catalog Object",
    "View Catalog Object Detail",
    "Quick View Catalog Object",
    "Share Catalog Object",
    "Review Catalog Object",
    "Comment Catalog Object",
    "Favorite Catalog Object",
];
const CART_NAMES: [&str; 3] = ["Add To Cart", "Remove From Cart", "Replace Cart"];
const ORDER_NAMES: [&str; 7] = [
    "Purchase", "Return", "Cancel", "Preorder", "Exchange", "Ship", "Deliver",
];

/// Types that only a visitor's profile can have.
const PROFILE_ONLY: [&str; 5] = [
    "identity",
    "partyIdentification",
    "contactPointEmail",
    "contactPointPhone",
    "contactPointAddress",
];

const NOT_A_TYPE: &str = "its type is no developer name (a letter first, then letters, digits and \
                          single underscores, at most 80): give an eventType";

/// All rows of an event. They travel together.
pub fn rows<J: Json>(
    tracked: &Tracked<J>,
    stamp: &Stamp,
    fresh_id: &mut dyn FnMut() -> String,
) -> Result<Vec<J>, Refusal> {
    let mut rows = Rows {
        stamp,
        fresh_id,
        source: J::object(),
        list: Vec::new(),
    };
    let mut reason = None;
    match tracked {
        Tracked::Engagement(kind, reference) => push_engagement(&mut rows, *kind, reference),
        Tracked::Consent {
            provider,
            purpose,
            status,
        } => {
            let mut row = J::object();
            let texts = [
                ("provider", provider.as_str()),
                ("purpose", purpose),
                ("status", status),
            ];
            put_texts(&mut row, &texts);
            rows.end_line(ENGAGEMENT, CONSENT, row);
        }
        Tracked::Interaction(event) => reason = push_event(&mut rows, event),
    }
    match reason {
        Some(reason) if rows.list.is_empty() => Err(Refusal::Dropped(reason)),
        _ => Ok(rows.list),
    }
}

const CONSENT: &str = "consentLog";

fn push_engagement<J: Json>(rows: &mut Rows<J>, kind: Kind, reference: &Reference) {
    let decision = &reference.personalization_id;
    let content = reference.content_id.as_ref().unwrap_or(decision);
    let (event_type, viewed, clicked) = match &reference.item {
        Some(_) => (CATALOG, "catalog-object-view-start", "catalog-object-click"),
        None => (
            "userEngagement",
            "personalization-view",
            "personalization-click",
        ),
    };
    let name = if kind == Kind::Click { clicked } else { viewed };
    let mut row = rows.begin(name);
    put_texts(
        &mut row,
        &[
            ("personalizationId", decision),
            ("personalizationContentId", content),
        ],
    );
    if let Some(item) = &reference.item {
        put_texts(&mut row, &[("id", item), ("type", "Product")]);
    }
    rows.end(ENGAGEMENT, event_type, name, row);
}

/// Adds all rows of an event; gives a reason why one was left out.
fn push_event<J: Json>(rows: &mut Rows<J>, event: &J) -> Option<&'static str> {
    rows.source = source_fields(event);
    let mut reason = Some("the event has neither an interaction nor user.attributes.eventType");
    let mut name = String::new();
    if let Some(interaction) = event.get("interaction") {
        name = text_at(&interaction, "name");
        reason = push_interaction(rows, &name, &interaction);
    }
    if let Some(attributes) = event.get("user").member("attributes") {
        push_profile(rows, name, &attributes);
    }
    if let Some(consents) = event.get("consents") {
        for consent in consents.items().unwrap_or_else(|| vec![consents]) {
            let mut row = J::object();
            let names = ["provider", "purpose", "status"];
            copy_members(&mut row, &consent, &names.map(|name| (name, name)));
            if names.iter().all(|name| row.text_at(name).is_some()) {
                rows.end_line(ENGAGEMENT, CONSENT, row);
            }
        }
    }
    reason
}

fn push_profile<J: Json>(rows: &mut Rows<J>, mut name: String, attributes: &J) {
    let event_type = text_at(attributes, "eventType");
    if !is_token(&event_type) {
        return;
    }
    if name.is_empty() {
        name = event_type.clone();
    }
    let mut row = rows.begin(&name);
    flatten_members(&mut row, "", attributes, &["eventType"]);
    rows.end("Profile", &event_type, &name, row);
}

fn push_interaction<J: Json>(
    rows: &mut Rows<J>,
    name: &str,
    interaction: &J,
) -> Option<&'static str> {
    let mut event_type = text_at(interaction, "eventType");
    let is = |names: &[&str], standard: &str| {
        names.contains(&name) && (event_type.is_empty() || event_type == standard)
    };
    if is(&CATALOG_NAMES, CATALOG)
        && let Some(object) = interaction.get("catalogObject")
    {
        if object.get("id").is_none() || object.get("type").is_none() {
            return Some("a catalogObject needs an id and a type");
        }
        push_catalog(rows, name, interaction);
        return None;
    }
    if is(&CART_NAMES, "cart")
        && let Some(lines) = line_items(interaction)
    {
        push_cart(rows, name, interaction, lines);
        return None;
    }
    if is(&ORDER_NAMES, "order")
        && let Some(order) = interaction.get("order")
    {
        push_order(rows, name, interaction, &order);
        return None;
    }
    if event_type.is_empty() {
        event_type.push_str(name);
    }
    push_custom(
        rows,
        &event_type,
        if name.is_empty() { &event_type } else { name },
        interaction,
    )
}

fn push_custom<J: Json>(
    rows: &mut Rows<J>,
    event_type: &str,
    name: &str,
    interaction: &J,
) -> Option<&'static str> {
    if !is_token(event_type) {
        return Some(NOT_A_TYPE);
    }
    if PROFILE_ONLY.contains(&event_type) {
        return Some("its type belongs to a profile: put it into user.attributes.eventType");
    }
    if event_type == CATALOG {
        push_catalog(rows, name, interaction);
        return None;
    }
    let mut row = rows.begin(name);
    flatten_members(&mut row, "", interaction, &["name", "eventType"]);
    rows.end(ENGAGEMENT, event_type, name, row);
    None
}

/// A letter first, then letters, digits and single underscores, none at the end, at most 80.
fn is_token(event_type: &str) -> bool {
    let mut previous = b'_';
    for byte in event_type.bytes() {
        let is_doubled = previous == b'_' && byte == b'_';
        if is_doubled || !byte.is_ascii_alphanumeric() && byte != b'_' {
            return false;
        }
        previous = byte;
    }
    previous != b'_'
        && event_type.len() <= 80
        && event_type
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphabetic)
}
