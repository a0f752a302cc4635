//! Salesforce Personalization: events (salesforce.md 8).

use crate::model::is_one_of;
use crate::value::Value;
use crate::words::Word;

use super::entry::{as_list, filled_text, text_at};
use super::flatten::flatten_members;
use super::line_items::line_items;
use super::salesforce_rows::{Rows, custom_row};
use super::salesforce_shop::{catalog_row, push_cart, push_order};

/// The values of the interaction name constants, by the event type they stand for.
const CATALOG: Word = t!(
    "View Catalog Object|View Catalog Object Detail|Quick View Catalog Object|\
    Share Catalog Object|Review Catalog Object|Comment Catalog Object|Favorite Catalog Object"
);
const CART: Word = t!("Add To Cart|Remove From Cart|Replace Cart");
const ORDER: Word = t!("Purchase|Return|Cancel|Preorder|Exchange|Ship|Deliver");

/// Types that only a visitor's profile can have.
const PROFILE_ONLY: Word =
    t!("identity|partyIdentification|contactPointEmail|contactPointPhone|contactPointAddress");

/// All rows of what happened, which travel together, or why there are none.
pub fn rows<V: Value>(tracked: V, stamp: V, fresh_id: &dyn Fn() -> V, warnings: V) -> V {
    let rows = Rows {
        stamp,
        fresh_id,
        source: V::object(),
        list: V::list(),
    };
    let (reference, consent) = (tracked.at(t!("reference")), tracked.at(t!("consent")));
    let outcome = V::object();
    if reference.is_object() {
        push_engagement(&rows, tracked.at(t!("click")).is_true(), reference);
    } else if consent.is_object() {
        push_consent(&rows, consent);
    } else {
        let refusal = push_event(&rows, tracked.at(t!("event")), warnings);
        if rows.list.len() == 0 {
            outcome.put(t!("dropped"), refusal);
            return outcome;
        }
    }
    let items = V::list();
    items.push(rows.list);
    outcome.put(t!("items"), items);
    outcome
}

fn push_engagement<V: Value>(rows: &Rows<V>, is_click: bool, reference: V) {
    let row = V::object();
    // The content id of a decision as a whole is the decision's own.
    let names = t!(
        "personalizationId personalizationId personalizationId personalizationContentId \
        personalizationContentId personalizationContentId item id"
    );
    row.put_named(reference, names);
    let (mut event_type, mut name) = (t!("userEngagement"), t!("personalization-view"));
    if is_click {
        name = t!("personalization-click");
    }
    if row.at(t!("id")).is_text() {
        row.put_text(t!("type"), t!("Product"));
        event_type = t!("catalog");
        name = if is_click {
            t!("catalog-object-click")
        } else {
            t!("catalog-object-view-start")
        };
    }
    rows.push(V::text(event_type), V::text(name), row);
}

fn push_consent<V: Value>(rows: &Rows<V>, consent: V) {
    let row = V::object();
    row.put_named(
        consent,
        t!("provider provider purpose purpose status status"),
    );
    rows.push_line(V::text(t!("consentLog")), row);
}

/// Gives the reason something of the event was not sent, or `undefined`.
fn push_event<V: Value>(rows: &Rows<V>, event: V, warnings: V) -> V {
    let user = event.at(t!("user"));
    if !event
        .at(t!("account"))
        .or(user.at(t!("identities")))
        .is_nothing()
    {
        warnings.push(V::text(t!(
            "event.account and user.identities are not sent: no row can carry them"
        )));
    }
    flatten_members(
        rows.source,
        V::text(t!("source")),
        event.at(t!("source")),
        t!(""),
    );
    let interaction = event.at(t!("interaction"));
    let of_interaction = if interaction.is_nothing() {
        V::text(t!(
            "the event has neither an interaction nor user.attributes.eventType"
        ))
    } else {
        push_interaction(rows, interaction)
    };
    let of_user = push_profile(rows, user.at(t!("attributes")), interaction);
    let consents = event.at(t!("consents"));
    for consent in (if consents.is_nothing() {
        consents
    } else {
        as_list(consents)
    })
    .entries()
    {
        let mut is_whole = true;
        for name in [t!("provider"), t!("purpose"), t!("status")] {
            is_whole &= !consent.at(name).is_blank();
        }
        if is_whole {
            push_consent(rows, consent);
        }
    }
    of_user.or(of_interaction)
}

fn push_profile<V: Value>(rows: &Rows<V>, attributes: V, interaction: V) -> V {
    let event_type = text_at(attributes, t!("eventType"));
    if event_type.is_nothing() {
        return event_type;
    }
    if !is_developer_name(event_type) {
        return V::text(NOT_A_TYPE);
    }
    let name = filled_text(interaction, t!("name")).or(event_type);
    let row = rows.push(event_type, name, custom_row(attributes, t!("eventType")));
    row.put_text(t!("category"), t!("Profile"));
    V::undefined()
}

fn push_interaction<V: Value>(rows: &Rows<V>, interaction: V) -> V {
    let name = filled_text(interaction, t!("name"));
    let asked = filled_text(interaction, t!("eventType"));
    let is_standard = |event_type: Word, names: Word| {
        is_one_of(name, names) && (asked.is_nothing() || asked.is(event_type))
    };
    let object = interaction.at(t!("catalogObject"));
    if is_standard(t!("catalog"), CATALOG) && !object.is_nothing() {
        let row = catalog_row(interaction);
        if row.at(t!("id")).is_nothing() || row.at(t!("type")).is_nothing() {
            return V::text(t!("a catalogObject needs an id and a type"));
        }
        rows.push(V::text(t!("catalog")), name, row);
    } else if is_standard(t!("cart"), CART) && line_items(interaction).is_list() {
        push_cart(rows, name, interaction);
    } else if is_standard(t!("order"), ORDER) && !interaction.at(t!("order")).is_nothing() {
        push_order(rows, name, interaction);
    } else {
        return push_custom(rows, asked.or(name), interaction);
    }
    V::undefined()
}

const NOT_A_TYPE: Word = t!(
    "its type is no developer name (a letter first, then letters, digits and \
    single underscores, at most 80): give an eventType"
);

fn push_custom<V: Value>(rows: &Rows<V>, event_type: V, interaction: V) -> V {
    if !is_developer_name(event_type) {
        return V::text(NOT_A_TYPE);
    }
    if is_one_of(event_type, PROFILE_ONLY) {
        return V::text(t!(
            "its type belongs to a profile: put it into user.attributes.eventType"
        ));
    }
    let row = if event_type.is(t!("catalog")) {
        catalog_row(interaction)
    } else {
        custom_row(interaction, t!("name|eventType"))
    };
    let name = filled_text(interaction, t!("name")).or(event_type);
    rows.push(event_type, name, row);
    V::undefined()
}

fn is_developer_name<V: Value>(event_type: V) -> bool {
    event_type.len() <= 80 && event_type.fits(t!("[a-zA-Z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*"))
}
