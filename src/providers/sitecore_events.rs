//! Sitecore Personalize: events (sitecore.md 8).

use crate::model::{is_fault, is_one_of};
use crate::value::Value;
use crate::words::Word;

use super::entry::{as_list, filled_text, plain_text, put_filled};
use super::flatten::flatten_members;
use super::line_items::line_items;
use super::sitecore_cart::{bought, product};
use super::sitecore_ext::{ext, upper_snake};
use super::sitecore_guest::guest_event;
use super::sitecore_wire::{tenant, without};

/// Types with a meaning of their own.
const RESERVED: Word = t!(
    "ADD|ADD_CONSUMERS|ADD_CONTACTS|ADD_PRODUCT|CALCULATOR|CAMPAIGN_TRACKING|\
    CLEAR_CART|CLICK|CHAT|CHECKOUT|COMMENT|CONFIRM|CONTACT_REQUEST|CONSUMERS|EMAIL|LOGIN|IDENTITY|\
    NOTIFICATION|ORDER_CHECKOUT|ORDER_UPDATE|PAYMENT|PURCHASE|PNR_RECORD|SMS|SUBSCRIPTION|SEARCH|\
    SELECT|TRIGGER|TRIP_SUMMARY|UPDATE|VIEW"
);

/// The rows of something that happened: `{ items }`, each an event and a request of its own, or
/// `{ dropped }`, or a fault.
pub fn rows<V: Value>(config: V, tracked: V, stamp: V, fresh_id: &dyn Fn() -> V, warnings: V) -> V {
    let (reference, event) = (tracked.at(t!("reference")), tracked.at(t!("event")));
    let tenant = tenant(
        config,
        event.at(t!("interaction")),
        stamp.at(t!("language")),
    );
    let items = V::list();
    let events = Events {
        tenant,
        stamp,
        fresh_id,
        items,
        warnings,
    };
    let mut refusal = V::undefined();
    if reference.is_object() {
        refusal = events.push_engagement(tracked.at(t!("click")).is_true(), reference);
    } else if event.is_object() {
        // There is no consent event, so anything else gives no rows.
        refusal = events.push_event(event);
    }
    if is_fault(refusal) {
        return refusal;
    }
    let rows = V::object();
    if refusal.is_text() && events.items.len() == 0 {
        rows.put(t!("dropped"), refusal);
        return rows;
    }
    if refusal.is_text() {
        warnings.push(refusal);
    }
    rows.put(t!("items"), events.items);
    rows
}

/// The events made so far. Each method says why it made none: a sentence where the service has no
/// place for what was asked, a fault where the page must mend it.
struct Events<'a, V> {
    tenant: V,
    stamp: V,
    fresh_id: &'a dyn Fn() -> V,
    items: V,
    warnings: V,
}

impl<V: Value> Events<'_, V> {
    #[inline(never)]
    fn push(&self, event_type: V, event: V, fields: V) -> V {
        let ext = ext(fields, (self.fresh_id)());
        if is_fault(ext) {
            return ext;
        }
        event.put(t!("type"), event_type);
        event.put(t!("ext"), ext);
        event.put_named(self.stamp, t!("browserId browser_id at requested_at"));
        if !event_type.is(t!("FORM")) {
            event.put_named(self.tenant, t!("channel channel currency currency"));
            if event.at(t!("page")).is_blank() {
                event.put(t!("page"), page(self.stamp.at(t!("path"))));
            }
        }
        event.put_named(self.tenant, t!("language language pointOfSale pos"));
        self.items.push(as_list(event));
        V::undefined()
    }

    /// An event with one member of its own and no extension data.
    #[inline(never)]
    fn push_bare(&self, event_type: Word, member: Word, value: V) {
        let event = V::object();
        event.put(member, value);
        self.push(V::text(event_type), event, V::undefined());
    }

    fn push_engagement(&self, is_click: bool, reference: V) -> V {
        let fields = V::object();
        // The content id of a decision as a whole is the decision's own.
        let names = t!(
            "personalizationPointName friendlyId personalizationId personalizationId \
            personalizationId personalizationContentId \
            personalizationContentId personalizationContentId"
        );
        fields.put_named(reference, names);
        let event_type = if is_click {
            t!("PERSONALIZATION_CLICK")
        } else {
            t!("PERSONALIZATION_VIEW")
        };
        self.push(V::text(event_type), V::object(), fields)
    }

    fn push_event(&self, event: V) -> V {
        let mut refusal = V::undefined();
        let interaction = event.at(t!("interaction"));
        if interaction.is_object() {
            refusal = self.push_interaction(interaction);
        }
        let user = event.at(t!("user"));
        if !event
            .at(t!("account"))
            .or(user.at(t!("identities")))
            .is_nothing()
        {
            self.warnings.push(V::text(t!(
                "event.account and user.identities are not sent: Sitecore has no place for them"
            )));
        }
        let attributes = user.at(t!("attributes"));
        if !attributes.is_nothing() && !is_fault(refusal) {
            refusal = self.push_guest(attributes).or(refusal);
        }
        if self.items.len() == 0 && event.at(t!("consents")).is_nothing() && refusal.is_nothing() {
            return V::text(t!("the event has no interaction and no user"));
        }
        refusal
    }

    fn push_guest(&self, attributes: V) -> V {
        let fields = V::object();
        let guest = guest_event(attributes, fields);
        if guest.is_nothing() {
            return V::text(t!(
                "user.attributes without identifiers, or userId and IDType, cannot identify a \
                 guest of Sitecore: not sent"
            ));
        }
        self.push(V::text(t!("IDENTITY")), guest, fields)
    }

    fn push_interaction(&self, interaction: V) -> V {
        let event_type = filled_text(interaction, t!("eventType"));
        let name = filled_text(interaction, t!("name"));
        if name.is_nothing() && event_type.is_nothing() {
            return self.push_reserved(V::text(t!("VIEW")), interaction);
        }
        let raised = event_type.upper();
        if is_one_of(raised, RESERVED) {
            return self.push_reserved(raised, interaction);
        }
        let lines = line_items(interaction);
        let order = interaction.at(t!("order"));
        if name.is(t!("Add To Cart")) && lines.len() > 0 {
            return self.push_lines(lines);
        }
        if name.is(t!("Replace Cart")) && lines.is_list() && lines.len() == 0 {
            self.push_bare(t!("CLEAR_CART"), t!(""), V::undefined());
            return V::undefined();
        }
        if name.is(t!("Purchase")) && !order.is_nothing() {
            return self.push_purchase(order, line_items(order).or(lines));
        }
        // Goals that exist already are named by the type as it is written.
        self.push_custom(event_type.or(upper_snake(name)), interaction)
    }

    fn push_reserved(&self, event_type: V, interaction: V) -> V {
        let event = V::object();
        if event_type.is(t!("VIEW")) {
            let campaign = self.stamp.at(t!("campaign"));
            for name in campaign.members() {
                event.put_of(V::text(t!("utm_")).then(name), campaign.of(name));
            }
            if self.stamp.at(t!("isArrival")).is_true() {
                put_filled(event, t!("referrer"), self.stamp.at(t!("referrer")));
            }
        }
        // The client key is put in on delivery, where its form is known.
        event.put_all(without(
            interaction,
            t!("name|eventType|ext|channel|language|currency|pageVariantId|__proto__|client_key"),
        ));
        let fields = V::object();
        flatten_ext(fields, interaction);
        put_filled(
            fields,
            t!("pageVariantId"),
            plain_text(interaction.at(t!("pageVariantId"))),
        );
        self.push(event_type, event, fields)
    }

    fn push_custom(&self, event_type: V, interaction: V) -> V {
        let raised = event_type.upper();
        if is_one_of(raised, RESERVED)
            || raised.is(t!("TRACKING"))
            || raised.slice(0, 3).is(t!("SC_"))
        {
            return V::text(t!(
                "Sitecore keeps that name for itself: choose another, or ask for a documented \
                 event by interaction.eventType"
            ));
        }
        if event_type.len() == 0 {
            return V::text(t!("its name has no letter or digit to make a type of"));
        }
        let fields = V::object();
        flatten_members(
            fields,
            V::text(t!("")),
            interaction,
            t!("name|eventType|ext|channel|language|currency"),
        );
        flatten_ext(fields, interaction);
        self.push(event_type, V::object(), fields)
    }

    fn push_lines(&self, lines: V) -> V {
        let products = V::list();
        for line in lines.entries() {
            let currency = self.tenant.at(t!("currency"));
            let product = product(line, currency, self.stamp.at(t!("at")));
            if product.is_nothing() {
                return V::text(t!(
                    "Sitecore needs catalogObjectId, catalogObjectType, price and currency of a \
                     line item"
                ));
            }
            products.push(product);
        }
        for product in products.entries() {
            self.push_bare(t!("ADD"), t!("product"), product);
        }
        V::undefined()
    }

    fn push_purchase(&self, order: V, lines: V) -> V {
        let id = plain_text(order.at(t!("id")));
        if id.is_nothing() {
            return V::text(t!("an order needs an id"));
        }
        let bought = bought(lines);
        if bought.len() > 0 {
            self.push_bare(t!("CONFIRM"), t!("product"), bought);
        }
        let checkout = V::object();
        checkout.put(t!("reference_id"), id.upper());
        checkout.put_text(t!("status"), t!("PURCHASED"));
        self.push(V::text(t!("CHECKOUT")), checkout, V::undefined())
    }
}

/// Whether an event has to arrive in its order: all that have a meaning of their own, but for those
/// that only say that something was looked at.
pub fn is_ordered<V: Value>(item: V) -> bool {
    let event_type = item.read().item(0).at(t!("type"));
    (is_one_of(event_type, RESERVED) && !is_one_of(event_type, t!("VIEW|SEARCH|CLICK")))
        || event_type.is(t!("FORCE_CLOSE"))
}

fn flatten_ext<V: Value>(fields: V, interaction: V) {
    flatten_members(fields, V::text(t!("")), interaction.at(t!("ext")), t!(""));
}

/// The last segment of a path that has something in it, as the vendor's SDK names pages.
fn page<V: Value>(path: V) -> V {
    let mut page = V::text(t!("Home Page"));
    for segment in path.split(t!("/")).entries() {
        if segment.len() > 0 {
            page = segment;
        }
    }
    page
}
