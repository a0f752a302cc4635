//! Salesforce Personalization: events (salesforce.md 8).

use crate::model::{Kind, Reference, Stamp, Tracked};
use crate::ports::{Json, Member};

use super::Refusal;
use super::entry::filled_text;
use super::line_items::line_items;
use super::salesforce_rows::{CATALOG, ENGAGEMENT, Rows, custom_row, source_fields};
use super::salesforce_shop::{catalog_row, push_cart, push_catalog, push_order};

/// The values of the interaction name constants, and the event type each stands for.
const STANDARD: [(&str, &[&str]); 3] = [
    (
        CATALOG,
        &[
            "View Catalog Object",
            "View Catalog Object Detail",
            "Quick View Catalog Object",
            "Share Catalog Object",
            "Review Catalog Object",
            "Comment Catalog Object",
            "Favorite Catalog Object",
        ],
    ),
    ("cart", &["Add To Cart", "Remove From Cart", "Replace Cart"]),
    (
        "order",
        &[
            "Purchase", "Return", "Cancel", "Preorder", "Exchange", "Ship", "Deliver",
        ],
    ),
];

/// Types that only a visitor's profile can have.
const PROFILE_ONLY: [&str; 5] = [
    "identity",
    "partyIdentification",
    "contactPointEmail",
    "contactPointPhone",
    "contactPointAddress",
];

/// All rows of an event. They travel together.
pub fn rows<J: Json>(
    tracked: &Tracked<J>,
    stamp: &Stamp,
    fresh_id: &mut dyn FnMut() -> String,
) -> Result<Vec<J>, Refusal> {
    let mut rows = Rows {
        stamp,
        fresh_id,
        source: Vec::new(),
        list: Vec::new(),
    };
    let mut refusal = Ok(());
    match tracked {
        Tracked::Engagement(kind, reference) => push_engagement(&mut rows, *kind, reference),
        Tracked::Consent {
            provider,
            purpose,
            status,
        } => {
            push_consent(&mut rows, provider, purpose, status);
        }
        Tracked::Interaction(event) => refusal = push_event(&mut rows, event),
    }
    match refusal {
        Err(reason) if rows.list.is_empty() => Err(Refusal::Dropped(reason)),
        _ => Ok(rows.list),
    }
}

fn push_engagement<J: Json>(rows: &mut Rows<J>, kind: Kind, reference: &Reference) {
    let decision = &reference.personalization_id;
    let content = reference.content_id.as_ref().unwrap_or(decision);
    let mut row = J::object();
    row.set("personalizationId", J::text(decision));
    row.set("personalizationContentId", J::text(content));
    let (event_type, viewed, clicked) = match &reference.item {
        Some(item) => {
            row.set("id", J::text(item));
            row.set("type", J::text("Product"));
            (CATALOG, "catalog-object-view-start", "catalog-object-click")
        }
        None => (
            "userEngagement",
            "personalization-view",
            "personalization-click",
        ),
    };
    let name = if kind == Kind::Click { clicked } else { viewed };
    rows.push(ENGAGEMENT, event_type, name, row);
}

fn push_consent<J: Json>(rows: &mut Rows<J>, provider: &str, purpose: &str, status: &str) {
    let mut row = J::object();
    row.set("provider", J::text(provider));
    row.set("purpose", J::text(purpose));
    row.set("status", J::text(status));
    rows.push_line(ENGAGEMENT, "consentLog", row);
}

fn push_event<J: Json>(rows: &mut Rows<J>, event: &J) -> Result<(), &'static str> {
    rows.source = source_fields(event);
    let interaction = event.get("interaction");
    let of_interaction = match &interaction {
        Some(interaction) => push_interaction(rows, interaction),
        None => Err("the event has neither an interaction nor user.attributes.eventType"),
    };
    let of_user = push_profile(rows, event, &interaction);
    push_consents(rows, event);
    of_user.and(of_interaction)
}

fn push_consents<J: Json>(rows: &mut Rows<J>, event: &J) {
    let Some(consents) = event.get("consents") else {
        return;
    };
    for consent in consents.items().unwrap_or_else(|| vec![consents]) {
        let [provider, purpose, status] =
            ["provider", "purpose", "status"].map(|name| filled_text(&consent, name));
        if let (Some(provider), Some(purpose), Some(status)) = (provider, purpose, status) {
            push_consent(rows, &provider, &purpose, &status);
        }
    }
}

fn push_profile<J: Json>(
    rows: &mut Rows<J>,
    event: &J,
    interaction: &Option<J>,
) -> Result<(), &'static str> {
    let Some(attributes) = event.get("user").member("attributes") else {
        return Ok(());
    };
    let Some(event_type) = attributes.text_at("eventType") else {
        return Ok(());
    };
    if !is_token(&event_type) {
        return Err(NOT_A_TYPE);
    }
    let name = interaction.as_ref().and_then(|it| filled_text(it, "name"));
    let row = custom_row(&attributes, &["eventType"]);
    rows.push(
        "Profile",
        &event_type,
        name.as_ref().unwrap_or(&event_type),
        row,
    );
    Ok(())
}

fn push_interaction<J: Json>(rows: &mut Rows<J>, interaction: &J) -> Result<(), &'static str> {
    let name = filled_text(interaction, "name");
    let event_type = filled_text(interaction, "eventType");
    let standard = name.as_deref().and_then(standard_type);
    let is_asked = |standard: &&str| event_type.as_ref().is_none_or(|asked| asked == *standard);
    if let (Some(standard), Some(name)) = (standard.filter(is_asked), &name) {
        match standard {
            CATALOG if interaction.get("catalogObject").is_some() => {
                return push_catalog(rows, name, interaction);
            }
            "cart" if line_items(interaction).is_some() => {
                push_cart(rows, name, interaction);
                return Ok(());
            }
            "order" if interaction.get("order").is_some() => {
                push_order(rows, name, interaction);
                return Ok(());
            }
            _ => {}
        }
    }
    let event_type = event_type.or_else(|| name.clone()).ok_or(NOT_A_TYPE)?;
    push_custom(
        rows,
        &event_type,
        name.as_ref().unwrap_or(&event_type),
        interaction,
    )
}

fn standard_type(name: &str) -> Option<&'static str> {
    STANDARD
        .iter()
        .find(|(_, names)| names.contains(&name))
        .map(|(event_type, _)| *event_type)
}

const NOT_A_TYPE: &str = "its type is no developer name (a letter first, then letters, digits and \
                          single underscores, at most 80): give an eventType";

fn push_custom<J: Json>(
    rows: &mut Rows<J>,
    event_type: &str,
    name: &str,
    interaction: &J,
) -> Result<(), &'static str> {
    if !is_token(event_type) {
        return Err(NOT_A_TYPE);
    }
    if PROFILE_ONLY.contains(&event_type) {
        return Err("its type belongs to a profile: put it into user.attributes.eventType");
    }
    let row = match event_type {
        CATALOG => catalog_row(interaction),
        _ => custom_row(interaction, &["name", "eventType"]),
    };
    rows.push(ENGAGEMENT, event_type, name, row);
    Ok(())
}

fn is_token(event_type: &str) -> bool {
    event_type.len() <= 80
        && event_type
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphabetic)
        && event_type
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && event_type.split('_').all(|part| !part.is_empty())
}

/// What is accepted but has no documented translation.
pub fn unsent_part<J: Json>(event: &J) -> Option<&'static str> {
    let is_there =
        event.get("account").is_some() || event.get("user").member("identities").is_some();
    is_there.then_some("event.account and user.identities are not sent: no row can carry them")
}
